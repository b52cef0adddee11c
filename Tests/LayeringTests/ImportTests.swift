import Foundation
import LecternTesting
import Testing

/// The compiler doesn't catch an undeclared import between two targets of one package once both are built, so
/// every `import` line is held against this table (`Package.swift` says the same to the build).
struct ImportTests {
    /// What a module may import of ours, and which outside libraries have their one door in it.
    private static let allowed: [String: Set<String>] = [
        "Compute": ["CKernels", "COpenBLAS"],
        "Generation": [],
        "Remote": ["Generation", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL"],
        "Documents": ["CArchive", "CXML", "CMarkdown", "Crypto"],
        "TerminalUI": ["CNcurses"],
        "ModelFormats": ["Compute"],
        "Pipelines": ["Generation", "Documents"],
        "Preferences": ["Generation"],
        "Tokenization": ["ModelFormats", "Generation"],
        "Storage": ["Generation", "Documents", "Pipelines", "Preferences", "GRDB"],
        "Inference": ["CKernels", "Compute", "ModelFormats", "Tokenization", "Generation", "Crypto"],
        "LecternEngine": [
            "Generation", "Documents", "Pipelines", "Preferences", "Compute", "ModelFormats", "Tokenization",
            "Inference", "Storage", "Logging",
        ],
        "Workbench": [
            "TerminalUI", "LecternEngine", "Generation", "Documents", "Pipelines", "Preferences", "TOMLKit",
        ],
        "lectern": [
            "Workbench", "TerminalUI", "LecternEngine", "Remote", "Generation", "Documents", "Pipelines",
            "Preferences",
            "ArgumentParser",
        ],
    ]

    /// Comes with the toolchain.
    private static let toolchain: Set<String> = ["Foundation", "Synchronization", "Dispatch", "Glibc", "Darwin"]

    @Test func everyImportIsInTheTable() throws {
        for (module, names) in Self.allowed {
            for (file, imported) in try Self.imports(of: module) {
                #expect(
                    names.contains(imported) || Self.toolchain.contains(imported),
                    "\(module)/\(file) imports \(imported), which the table doesn't allow")
            }
        }
    }

    @Test func everySourceFolderIsAModuleOfTheTable() throws {
        let sources = Fixture.packageRoot.appending(path: "Sources")
        let folders = try FileManager.default.contentsOfDirectory(atPath: sources.path).filter {
            !$0.hasPrefix(".")
        }
        let cTargets: Set<String> = ["CKernels", "COpenBLAS", "CNcurses", "CArchive", "CLibXML2", "CXML", "CMarkdown"]
        #expect(Set(folders) == Set(Self.allowed.keys).union(cTargets))
    }

    @Test func theTableHasNoCycle() {
        var seen = Set<String>()
        func visit(_ module: String, path: [String]) {
            #expect(!path.contains(module), "cycle: \((path + [module]).joined(separator: " → "))")
            guard !path.contains(module), seen.insert(module).inserted else { return }
            for next in Self.allowed[module, default: []] where Self.allowed[next] != nil {
                visit(next, path: path + [module])
            }
        }
        for module in Self.allowed.keys.sorted() { visit(module, path: []) }
    }

    /// (file, imported module) of every import line.
    private static func imports(of module: String) throws -> [(file: String, imported: String)] {
        try SourceFile.all(under: "Sources/\(module)").flatMap { file in
            file.lines.compactMap { line -> (String, String)? in
                let words = line.split(separator: " ").map(String.init)
                guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
                    words[..<index].allSatisfy({
                        ["public", "package", "internal", "@_exported"].contains($0)
                    })
                else { return nil }
                let name = words[index + 1].split(separator: ".").first.map(String.init) ?? ""
                return (file.name, name)
            }
        }
    }
}

/// A Swift file of the checkout, read as lines.
struct SourceFile {
    let name: String
    let lines: [String]

    static func all(under folder: String) throws -> [SourceFile] {
        let root = Fixture.packageRoot.appending(path: folder)
        guard let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else {
            return []
        }
        var found: [SourceFile] = []
        for case let url as URL in files where url.pathExtension == "swift" {
            let text = try String(contentsOf: url, encoding: .utf8)
            found.append(
                SourceFile(
                    name: url.lastPathComponent, lines: text.split(separator: "\n").map(String.init)))
        }
        return found
    }
}
