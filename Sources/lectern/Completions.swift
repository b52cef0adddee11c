import ArgumentParser
import Foundation
import LecternEngine
import Workbench

/// What shells offer after a tabulator key. Asked of the installed program each time, so that it is what there is.
enum Completions {
    /// Models that answer, by name, and files. Passage readers answer no chat.
    static let models = CompletionKind.custom { words, _, prefix in
        let configuration = EngineConfiguration(
            directories: directories(words), modelFolders: ShippedResources().folders(.models))
        return named(
            ModelLibrary(configuration).entries().map(\.name).filter { !$0.hasPrefix("lectern-reader") },
            prefix) + paths(prefix)
    }

    /// Themes of the person, then those that ship.
    static let themes = CompletionKind.custom { words, _, prefix in
        let folders =
            [directories(words).config.appending(path: "themes")] + ShippedResources().folders(.themes)
        return named(["auto"] + ThemeLoader(folders: folders).names(), prefix)
    }

    /// Files, and documents of the library by id. What `docs` is about is in the library, so ids are offered at once.
    static let documents = CompletionKind.custom { words, _, prefix in
        guard words.contains("docs") || !prefix.isEmpty && prefix.allSatisfy(\.isHexDigit) else {
            return paths(prefix)
        }
        let ids = library(words) { engine in
            try await engine.documents().map { String($0.id.rawValue.prefix(12)) }
        }
        return named(ids, prefix) + paths(prefix)
    }

    /// Sets of answers to label.
    static let sets = CompletionKind.custom { words, _, prefix in
        named(library(words) { engine in try await engine.labelSets().map(\.set.name) }, prefix)
    }

    private static func named(_ names: [String], _ prefix: String) -> [String] {
        names.filter { $0.hasPrefix(prefix) }
    }

    /// A folder that alone fits comes with what is in it: a shell would put a space behind it.
    private static func paths(_ prefix: String) -> [String] {
        let found = PathCompletion.paths(prefix)
        guard found.count == 1, let folder = found.first, folder.hasSuffix("/") else { return found }
        return [folder] + PathCompletion.paths(folder)
    }

    /// Where the command line that is being typed says that things are.
    private static func directories(_ words: [String]) -> Directories {
        var directories = Directories(environment: ProcessInfo.processInfo.environment)
        if let option = words.firstIndex(of: "--data-dir"), words.indices.contains(option + 1) {
            directories.data = URL(filePath: (words[option + 1] as NSString).expandingTildeInPath)
        }
        return directories
    }

    /// Nothing where there is no library yet, or it can't be read: a completion says no errors and makes no files.
    private static func library(
        _ words: [String], _ list: @escaping @Sendable (Engine) async throws -> [String]
    ) -> [String] {
        let directories = directories(words)
        guard FileManager.default.fileExists(atPath: directories.data.appending(path: "library.sqlite").path)
        else { return [] }
        let listed = try? CommandRun.waiting {
            try await list(try await Engine(EngineConfiguration(directories: directories)))
        }
        return listed ?? []
    }
}
