import Foundation
import LecternTesting
import Testing

/// Files that need an answer before they can be read.
struct ImportTests {
    private static let hasQPDF = isInstalled("qpdf")
    private static let canRecognize = isInstalled("ocrmypdf") && isInstalled("tesseract")
    private static let locked = Fixture.url("documents/encrypted.pdf").path

    private static func isInstalled(_ program: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
        }
    }

    @Test(.enabled(if: hasQPDF)) func aPasswordIsAskedForOnTheTerminalAndNotShown() throws {
        let program = try Program()
        let driver = try TerminalDriver(
            "\(program.runner.program.path) docs add \(Self.locked); echo ended $?; sleep 600",
            width: 100, height: 24, environment: program.runner.environment)
        try driver.wait(forText: "Password of encrypted.pdf:")
        try driver.type("lamp")
        try driver.press("Enter")
        try driver.wait(forText: "That is not the password.")
        try driver.type("lanterx")
        try driver.press("BSpace")
        try driver.type("n")
        try driver.press("Enter")
        let screen = try driver.wait(forText: "ended 0")
        #expect(screen.contains("added"))
        #expect(!screen.contains("lamp") && !screen.contains("lanter"))
        // Known from now on: nothing is asked again.
        let text = try program.run("docs", "show", Self.locked, "--text").text
        #expect(text == "The secret is that the lamp was never lit.\n")
    }

    @Test(.enabled(if: hasQPDF)) func leavingTheQuestionLeavesTheTerminalAsItWas() throws {
        let program = try Program()
        let driver = try TerminalDriver(
            "stty -g > \(program.home.path)/before; \(program.runner.program.path) docs add \(Self.locked); "
                + "echo ended $?; stty -g > \(program.home.path)/after; echo over; sleep 600",
            width: 100, height: 24, environment: program.runner.environment)
        try driver.wait(forText: "Password of encrypted.pdf:")
        try driver.press("C-c")
        try driver.wait(forText: "ended 130")
        try driver.wait(forText: "over")
        let settings = try ["before", "after"].map {
            try String(contentsOf: program.home.appending(path: $0), encoding: .utf8)
        }
        #expect(settings[0] == settings[1])
        #expect(try program.run("docs", "list", "--json").text.contains("\"documents\":[]"))
    }

    @Test(.enabled(if: hasQPDF)) func aPasswordComesThroughAPipe() throws {
        let program = try Program()
        let wrong = try program.run(
            "docs", "add", Self.locked, "--password-stdin", input: Data("lamp\n".utf8))
        #expect(wrong.exitCode == 3)
        #expect(wrong.errorText.contains("is not right"))
        let right = try program.run(
            "docs", "add", Self.locked, "--password-stdin", input: Data("lantern\n".utf8))
        #expect(right.exitCode == 0)
        #expect(try program.run("docs", "add", "-", "--password-stdin").exitCode == 2)
    }

    @Test func theEncodingIsFoundOutShownAndMayBeNamed() throws {
        struct Coded: Decodable {
            let encoding: String
            let text: String
            let bytes: Data
        }
        let program = try Program()
        for one in try JSONDecoder().decode([Coded].self, from: Fixture.data("documents/encodings.json"))
            .prefix(4)
        {
            let path = try program.file("\(one.encoding).txt", one.bytes)
            #expect(try program.run("docs", "show", path, "--text").text == one.text)
            let shown = try program.json("docs", "show", path)
            #expect((shown["metadata"] as? [String: String])?["encoding"] == one.encoding)
            #expect(try program.run("docs", "show", path).text.contains("not UTF-8: read as \(one.encoding)"))
        }
        let path = try program.file("old.txt", Data([0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x2E]))
        #expect(try program.run("docs", "add", path).exitCode == 0)
        let named = try program.run("docs", "add", path, "--encoding", "windows-1251")
        #expect(named.text.hasPrefix("changed"))
        #expect(try program.run("docs", "show", path, "--text").text == "Привет.")
    }

    @Test func aRangeOfPagesAndAWrongOneAreTold() throws {
        let program = try Program()
        let path = Program.example("18f-derisking-handbook.pdf")
        let shown = try program.json("docs", "add", path, "--pages", "3-5")
        let documents = try #require(shown["documents"] as? [[String: Any]])
        #expect(documents.first?["pages"] as? Int == 3)
        for wrong in ["0", "5-3", "x"] {
            #expect(try program.run("docs", "add", path, "--pages", wrong).exitCode == 2)
        }
        #expect(try program.run("docs", "add", path, "--encoding", "EBCDIC").exitCode == 2)
        #expect(try program.run("docs", "add", path, "--ocr", "--ocr-languages", "--x").exitCode == 2)
    }

    @Test func theWholeLibraryIsSearched() throws {
        let program = try Program()
        for name in ["lighthouse.txt", "老残游记.txt", "us-constitution.html"] {
            #expect(try program.run("docs", "add", Program.example(name)).exitCode == 0)
        }
        for (query, word) in [
            ("黄河", "黄河"), ("principal keeper", "keeper"), ("high crimes and misdemeanors", "Misdemeanors"),
        ] {
            let hits = try #require(
                try program.json("docs", "search", "-q", query)["hits"] as? [[String: Any]])
            let best = try #require(hits.first)
            #expect((best["text"] as? String)?.contains(word) == true, "\(query)")
            let id = try #require(best["document"] as? String)
            #expect(try program.run("docs", "show", id, "--text").text.contains(word))
        }
        let none = try program.json("docs", "search", "-q", "xylophone")["hits"] as? [[String: Any]]
        #expect(none?.isEmpty == true)
    }

    @Test(.enabled(if: canRecognize)) func scannedPagesAreReadWhenAskedForAndNotBefore() throws {
        let program = try Program()
        let path = try program.file("scan.pdf", Data(contentsOf: Fixture.url("documents/scanned.pdf")))
        let refused = try program.run("docs", "add", path)
        #expect(refused.exitCode == 3)
        #expect(refused.errorText.contains("no text layer"))
        #expect(refused.errorText.contains("--ocr"))
        let read = try program.run("docs", "add", path, "--ocr")
        #expect(read.exitCode == 0, "\(read.errorText)")
        #expect(read.text.contains("image pages were read by text recognition"))
        #expect(try program.run("docs", "show", path, "--text").text.contains("lamp"))
    }
}
