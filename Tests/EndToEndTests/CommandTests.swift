import Foundation
import LecternTesting
import Testing

/// Every other command of the contract, and what bad input does to it.
struct CommandTests {
    @Test func theLibraryKeepsListsShowsAndRemoves() throws {
        let program = try Program()
        let path = Program.example("lighthouse.txt")
        let added = try program.json("docs", "add", path)
        let documents = try #require(added["documents"] as? [[String: Any]])
        let id = try #require(documents.first?["id"] as? String)
        #expect(id.count == 64)
        let again = try program.run("docs", "add", path)
        #expect(again.text.hasPrefix("known"))
        let listed = try #require(try program.json("docs", "list")["documents"] as? [[String: Any]])
        #expect(listed.map { $0["id"] as? String } == [id])
        #expect(listed.first?["title"] as? String == "lighthouse.txt" || listed.first?["title"] is String)
        let shown = try program.json("docs", "show", String(id.prefix(8)))
        #expect(shown["headings"] is [Any])
        let text = try program.run("docs", "show", id, "--text")
        #expect(text.output.count == listed.first?["bytes"] as? Int)
        #expect(try program.run("docs", "remove", String(id.prefix(8))).exitCode == 0)
        #expect((try program.json("docs", "list")["documents"] as? [Any])?.isEmpty == true)
        #expect(try program.run("docs", "remove", id).exitCode == 3)
    }

    @Test(arguments: Program.examples)
    func sentencesAreExactlyTheirBytes(name: String) throws {
        let program = try Program()
        let path = Program.example(name)
        let text = Array(try program.run("docs", "show", path, "--text").output)
        var end = 0
        let lines = try program.run("docs", "sentences", path, "--json").text.split(separator: "\n")
        #expect(lines.count > 3)
        for (number, line) in lines.enumerated() {
            let unit = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(unit["i"] as? Int == number)
            let from = try #require(unit["start"] as? Int)
            let to = try #require(unit["end"] as? Int)
            #expect(from >= end && to > from && to <= text.count)
            let slice = String(decoding: text[from..<to], as: UTF8.self)
            #expect(slice == unit["text"] as? String)
            #expect(slice == slice.trimmingCharacters(in: .whitespacesAndNewlines))
            #expect(unit.keys.contains("page"))
            end = to
        }
        let raw = try program.run("docs", "sentences", path, "--json", "--sentences", "longcite")
        #expect(raw.exitCode == 0 && !raw.text.isEmpty)
    }

    @Test func searchFindsEnglishPhrasesAndChineseWords() throws {
        let program = try Program()
        for (name, query, expected) in [
            ("lighthouse.txt", "first principal keeper", "Arran"), ("老残游记.txt", "黄河", "黄河"),
            ("rfc2616.txt", "persistent connections", "persistent"),
        ] {
            let found = try program.json("docs", "search", Program.example(name), "-q", query, "-k", "5")
            let hits = try #require(found["hits"] as? [[String: Any]])
            #expect((1...5).contains(hits.count))
            #expect((hits.first?["text"] as? String)?.contains(expected) == true, "\(name)")
            let scores = hits.compactMap { $0["score"] as? Double }
            #expect(scores == scores.sorted(by: >))
            #expect(
                hits.allSatisfy { ($0["start_sentence"] as? Int ?? 9) <= ($0["end_sentence"] as? Int ?? 0) })
        }
    }

    @Test func modelsAreListedAndDescribed() throws {
        let program = try Program()
        let models = try #require(try program.json("model", "list")["models"] as? [[String: Any]])
        #expect(models.contains { $0["bundled"] as? Bool == true })
        let details = try program.json("model", "info")
        #expect(details["architecture"] as? String == "llama")
        #expect((details["metadata"] as? [String: Any])?["lectern.layout"] as? String == "numbered")
        #expect(details["problem"] == nil || details["problem"] is NSNull)
    }

    @Test func doctorSaysWhatThereIs() throws {
        let program = try Program()
        let report = try program.json("doctor")
        let checks = try #require(report["checks"] as? [[String: Any]])
        for name in [
            "processor", "kernels", "OpenBLAS", "data", "library", "kept reading", "model", "pdftotext",
            "terminal",
        ] {
            #expect(checks.contains { $0["name"] as? String == name }, "\(name)")
        }
    }

    @Test func helpVersionAndUsageErrors() throws {
        let program = try Program()
        #expect(try program.run("--help").exitCode == 0)
        #expect(try program.run("--version").text.hasPrefix("0."))
        for arguments in [
            ["ask"], ["nonsense", "--option"], ["ask", "x", "-q", "y", "--fit", "sideways"],
            ["ask", "x", "-q", "y", "--temperature", "-1"], ["docs", "search", "x", "-q", "y", "-k", "0"],
        ] {
            #expect(try program.runner.run(arguments).exitCode == 2, "\(arguments)")
        }
        // Without a terminal and without a document there is nothing to open.
        let bare = try program.run()
        #expect(bare.exitCode == 2)
        #expect(bare.errorText.contains("USAGE"))
    }

    @Test func badDocumentsAreNamedAndLeaveNothingBehind() throws {
        let program = try Program()
        let binary = Data((0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 37) })
        let cases: [(String, Data?)] = [
            ("missing.txt", nil), ("empty.txt", Data()), ("binary.bin", binary),
            ("broken.pdf", Data("%PDF-1.7\n1 0 obj\n<< /Type /Catalog".utf8)),
            ("blank.txt", Data(" \n\t\n ".utf8)),
        ]
        for (name, bytes) in cases {
            let path = try bytes.map { try program.file(name, $0) } ?? program.home.appending(path: name).path
            let result = try program.run("ask", path, "-q", "Why?", "--json")
            #expect(result.exitCode == 3, "\(name): \(result.exitCode) \(result.errorText)")
            let error = try #require(try result.json()["error"] as? [String: Any])
            #expect(error["kind"] as? String == "input")
            #expect((error["message"] as? String)?.isEmpty == false)
            #expect((error["hint"] as? String)?.isEmpty == false, "\(name)")
        }
        #expect(try program.run("ask", program.home.path, "-q", "Why?").exitCode == 3)
        #expect((try program.json("docs", "list")["documents"] as? [Any])?.isEmpty == true)
    }

    @Test func wrongUTF8IsRepairedAndCounted() throws {
        let program = try Program()
        let path = try program.file(
            "wrong.txt", Data("The harbour is caf\u{E9}".utf8) + Data([0x20, 0xC3, 0x28, 0x2E]))
        let added = try #require(try program.json("docs", "add", path)["documents"] as? [[String: Any]])
        #expect((added.first?["warnings"] as? [Any])?.isEmpty == false)
    }

    @Test func escapeSequencesNeverReachPlainOutput() throws {
        let program = try Program()
        let text =
            "The lamp\u{1B}[2J was lit in 1874.\u{1B}]52;c;ZXZpbA==\u{07} The keeper\u{9B}31m was Anna\u{202E}.\r\n"
        let path = try program.file("evil.txt", Data(text.utf8))
        for arguments in [
            ["ask", path, "-q", "When was the lamp lit?"], ["docs", "sentences", path],
            ["docs", "show", path],
            ["docs", "search", path, "-q", "lamp"], ["docs", "list"], ["ask", path, "-q", "When?", "--json"],
        ] {
            let result = try program.runner.run(arguments)
            for byte in result.output + result.errors {
                #expect(byte >= 0x20 || byte == 0x0A || byte == 0x09, "\(arguments): byte \(byte)")
            }
            #expect(!result.text.unicodeScalars.contains { (0x7F...0x9F).contains($0.value) })
        }
    }

    @Test func modelsThatCannotBeLoadedSayWhy() throws {
        let program = try Program()
        let models = Fixture.packageRoot.appending(path: "Sources/LecternEngine/Resources/models")
        let bundled = try Data(contentsOf: models.appending(path: "lectern-nano-q8_0.gguf"))
        var hostile = bundled
        hostile.replaceSubrange(8..<16, with: Data(repeating: 0xFF, count: 8))
        for (name, bytes) in [
            ("cut.gguf", bundled.prefix(100_000)), ("hostile.gguf", hostile),
            ("text.gguf", Data("hello".utf8)),
            ("empty.gguf", Data()),
        ] {
            let path = try program.file(name, bytes)
            let result = try program.run(
                "ask", Program.example("lighthouse.txt"), "-q", "Why?", "--no-keep", "--json", "--model", path
            )
            #expect(result.exitCode == 4, "\(name): \(result.errorText)")
            #expect(
                ((try result.json()["error"] as? [String: Any])?["message"] as? String)?.contains(name)
                    == true, "\(name)")
        }
        #expect(
            try program.run("ask", Program.example("lighthouse.txt"), "-q", "Why?", "--model", "nowhere")
                .exitCode == 4)
    }

    @Test func anInterruptEndsWithItsOwnCode() throws {
        let program = try Program()
        let path = Program.example("rfc2616.txt")
        _ = try program.run("docs", "add", path)
        // The whole context of the model, on one thread: long enough to be stopped in the middle.
        let process = Process()
        process.executableURL = program.runner.program
        process.arguments = [
            "ask", path, "-q", "What is a cache?", "--fit", "head", "--threads", "1", "--max-tokens", "4000",
            "--temperature", "5", "--json",
        ]
        process.environment = program.runner.environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        usleep(400_000)
        process.interrupt()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        // Either it was stopped and says so, or this machine was done before.
        if process.terminationStatus != 0 {
            #expect(process.terminationStatus == 130)
            if let answer = try? JSONSerialization.jsonObject(with: text) as? [String: Any] {
                #expect(answer["finish"] as? String == "cancelled")
            }
        }
        #expect(try program.run("docs", "list").exitCode == 0)
    }

    @Test func aReaderThatGoesAwayIsNoError() throws {
        let program = try Program()
        let shell = CommandRunner(program: URL(filePath: "/bin/sh"), environment: program.runner.environment)
        let result = try shell.run(
            [
                "-c", "\"$0\" docs sentences \"$1\" | head -1", program.runner.program.path,
                Program.example("rfc2616.txt"),
            ])
        #expect(result.exitCode == 0)
        #expect(result.text.hasPrefix("C0"))
    }

    @Test func aLibraryThatCannotBeOpenedIsNamed() throws {
        let program = try Program()
        let data = program.home.appending(path: "data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try Data("this is no database at all, but it is long enough".utf8).write(
            to: data.appending(path: "library.sqlite"))
        let result = try program.run("docs", "list")
        #expect(result.exitCode == 1)
        #expect(result.errorText.contains("library.sqlite"))
    }
}
