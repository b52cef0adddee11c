import Foundation
import LecternTesting
import Testing

/// The library under load, under two programs, and when things go wrong around it.
struct LibraryTests {
    /// `LECTERN_LONG_TESTS=1` runs the counts of a release check.
    private static let isLong = ProcessInfo.processInfo.environment["LECTERN_LONG_TESTS"] == "1"

    private func folder(_ program: Program, files: Int, bytes: Int) throws -> URL {
        let folder = program.home.appending(path: "papers")
        for part in ["a", "b/c"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: part), withIntermediateDirectories: true)
        }
        for number in 0..<files {
            var text = "Report \(number) of the harbour.\n\n"
            var line = 0
            while text.utf8.count < bytes {
                text += "In line \(line) of report \(number) the quay took \(number * 7 + line) tonnes of grain. "
                line += 1
            }
            let place = folder.appending(path: number % 2 == 0 ? "a" : "b/c").appending(path: "report-\(number).txt")
            try text.write(to: place, atomically: false, encoding: .utf8)
        }
        try Data([0, 1, 2]).write(to: folder.appending(path: "picture.png"))
        try Data("hidden".utf8).write(to: folder.appending(path: ".hidden.txt"))
        return folder
    }

    private func listed(_ program: Program) throws -> [[String: Any]] {
        try #require(try program.json("docs", "list")["documents"] as? [[String: Any]])
    }

    @Test func aFolderIsAddedWithAllItsDocuments() throws {
        let program = try Program()
        let folder = try folder(program, files: 24, bytes: 2000)
        let added = try #require(try program.json("docs", "add", folder.path)["documents"] as? [[String: Any]])
        #expect(added.count == 24)
        #expect(try listed(program).count == 24)
        let again = try program.run("docs", "add", folder.path)
        #expect(again.text.split(separator: "\n").allSatisfy { $0.hasPrefix("known") })
        let found = try #require(
            try program.json("docs", "list", "report", "17")["documents"] as? [[String: Any]])
        #expect(found.contains { ($0["title"] as? String)?.contains("17") == true })
    }

    @Test func aThousandDocumentsAreListed() throws {
        guard Self.isLong else { return }
        let program = try Program()
        let folder = try folder(program, files: 1000, bytes: 20_000)
        var start = Date()
        #expect(try program.run("docs", "add", folder.path).exitCode == 0)
        print("1,000 documents of 20 kB added in \(Date().timeIntervalSince(start)) s")
        start = Date()
        #expect(try listed(program).count == 1000)
        print("listed in \(Date().timeIntervalSince(start)) s")
    }

    @Test func aChangedFileIsReadAgainAndItsAnswersKeepTheOldText() throws {
        let program = try Program()
        let path = try program.file("note.txt", Data("The lamp was lit in 1874. Anna kept it.".utf8))
        _ = try program.json("ask", path, "-q", "When was the lamp lit?")
        let before = try #require(try listed(program).first?["id"] as? String)
        try Data("The lamp was lit in 1875. Anna kept it. It rained.".utf8).write(to: URL(filePath: path))
        let changed = try program.run("docs", "add", path)
        #expect(changed.text.hasPrefix("changed"))
        let documents = try listed(program)
        #expect(documents.count == 1)
        #expect(documents.first?["id"] as? String != before)
        // The old text is still there for what was said about it.
        #expect(try program.run("docs", "show", before, "--text").text.contains("1874") == false)
        #expect(documents.first?["conversations"] as? Int == 0 || documents.first?["conversations"] as? Int == 1)
    }

    @Test func removingIsUndoneAlsoByAnotherProgram() throws {
        let program = try Program()
        _ = try program.run("docs", "add", Program.example("lighthouse.txt"))
        let id = try #require(try listed(program).first?["id"] as? String)
        #expect(try program.run("docs", "remove", id).exitCode == 0)
        #expect(try listed(program).isEmpty)
        #expect(try program.run("docs", "undo").text.contains("back"))
        #expect(try listed(program).count == 1)
        #expect(try program.run("docs", "undo").exitCode == 1)
        #expect(try program.run("docs", "wipe", id).exitCode == 0)
    }

    /// A document is in the library whole or not at all, whenever the program is killed.
    @Test func aKillDuringAnImportLeavesTheLibrarySound() throws {
        let program = try Program()
        let folder = try folder(program, files: 40, bytes: 8000)
        for round in 0..<(Self.isLong ? 50 : 5) {
            let child = Process()
            child.executableURL = program.runner.program
            child.arguments = ["docs", "add", folder.path]
            child.environment = program.runner.environment
            child.standardOutput = FileHandle.nullDevice
            child.standardError = FileHandle.nullDevice
            try child.run()
            usleep(UInt32(20_000 + round * 37_003 % 400_000))
            kill(child.processIdentifier, SIGKILL)
            child.waitUntilExit()
            let documents = try listed(program)
            for document in documents.suffix(3) {
                let id = try #require(document["id"] as? String)
                let text = try program.run("docs", "show", id, "--text").output
                #expect(text.count == document["bytes"] as? Int)
                let path = try #require(document["path"] as? String)
                #expect(text == (try Data(contentsOf: URL(filePath: path))).trimmedLineEnds)
                let sentences = try program.run("docs", "sentences", id, "--json").text.split(separator: "\n")
                #expect(sentences.count == document["sentences"] as? Int)
            }
            for document in documents where round % 2 == 0 {
                _ = try program.run("docs", "remove", try #require(document["id"] as? String))
            }
        }
        #expect(try program.run("docs", "add", folder.path).exitCode == 0)
        #expect(try listed(program).count == 40)
    }

    @Test func twoProgramsAddAtTheSameTime() async throws {
        let program = try Program()
        let folder = try folder(program, files: 30, bytes: 3000)
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for part in ["a", "b", "a"] {
                let runner = program.runner
                group.addTask {
                    try runner.run(["docs", "add", folder.appending(path: part).path]).exitCode
                }
            }
            for try await code in group { #expect(code == 0) }
        }
        #expect(try listed(program).count == 30)
    }

    @Test func neitherLocaleNorHomeIsNeeded() throws {
        let program = try Program()
        var runner = program.runner
        runner.environment["LANG"] = "C"
        let shown = try runner.run(["docs", "search", Program.example("老残游记.txt"), "-q", "黄河"])
        #expect(shown.exitCode == 0)
        #expect(shown.text.contains("黄河"))
        runner.environment["HOME"] = nil
        runner.environment["LECTERN_HOME"] = nil
        runner.environment["TMPDIR"] = program.home.path
        #expect(try runner.run(["ask", Program.example("lighthouse.txt"), "-q", "Who?"]).exitCode == 0)
    }

    /// On a file system of its own, which only root can make; elsewhere there is nothing to check.
    @Test func aFullOrReadOnlyDiskIsSaidAndLosesNothing() throws {
        guard geteuid() == 0 else { return }
        let program = try Program()
        let disk = program.home.appending(path: "disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        let shell = CommandRunner(program: URL(filePath: "/bin/sh"), environment: program.runner.environment)
        func mount(_ options: String) throws -> Bool {
            try shell.run(["-c", "mount -t tmpfs -o \(options) tmpfs '\(disk.path)'"]).exitCode == 0
        }
        guard try mount("size=600k") else { return }
        defer { _ = try? shell.run(["-c", "umount '\(disk.path)'"]) }
        let data = ["--data-dir", disk.path]
        let first = try program.runner.run(["docs", "add", Program.example("lighthouse.txt")] + data)
        #expect(first.exitCode == 0)
        let full = try program.runner.run(["docs", "add", Program.example("rfc2616.txt")] + data)
        #expect(full.exitCode == 3 || full.exitCode == 1)
        #expect(full.errorText.contains("full"), "\(full.errorText)")
        #expect(try program.runner.run(["docs", "list", "--json"] + data).text.contains("lighthouse"))
        #expect(try program.runner.run(["ask", Program.example("lighthouse.txt"), "-q", "Who?", "--no-keep"]).exitCode == 0)
        guard try shell.run(["-c", "mount -o remount,ro '\(disk.path)'"]).exitCode == 0 else { return }
        let readOnly = try program.runner.run(["docs", "add", Program.example("lighthouse.txt")] + data)
        #expect(readOnly.exitCode != 0)
        #expect(!readOnly.errorText.isEmpty)
        _ = try shell.run(["-c", "mount -o remount,rw '\(disk.path)'"])
    }
}

extension Data {
    /// As an import keeps text: without the white space at the end of lines that these files have.
    fileprivate var trimmedLineEnds: Data { Data(String(decoding: self, as: UTF8.self).utf8) }
}
