import Foundation
import LecternTesting
import Testing

@testable import TerminalUI

struct ControlSequenceTests {
    @Test func titlesHoldNothingThatEndsThem() {
        let title = ControlSequences.title(SafeText(untrusted: "a\u{1b}\\\u{7}b\nc\td"))
        #expect(title == "\u{1b}]2;a␛\\␇b c d\u{1b}\\")
        #expect(ControlSequences.title(SafeText(untrusted: String(repeating: "x", count: 999))).count < 210)
    }

    @Test func clipboardTextIsEncodedAndWrapped() {
        let plain = ControlSequences.clipboard("käse", environment: [:])
        #expect(plain == "\u{1b}]52;c;a8Okc2U=\u{1b}\\")
        let tmux = ControlSequences.clipboard("käse", environment: ["TMUX": "/tmp/x,1,0"])
        #expect(tmux == "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;a8Okc2U=\u{1b}\u{1b}\\\u{1b}\\")
        let screen = ControlSequences.clipboard(
            String(repeating: "k", count: 900), environment: ["STY": "1.pts"])
        let pieces = screen.split(separator: "\u{1b}\\")
        #expect(pieces.count == 2 && pieces.allSatisfy { $0.hasPrefix("\u{1b}P") && $0.utf8.count < 768 })
        #expect(pieces.map { $0.dropFirst(2) }.joined().hasSuffix("\u{7}"))
    }

    @Test func theDerivedEntryIsWhatTerminfoReads() throws {
        let text = DirectColorEntry.description(
            name: "lectern-x-24bit", base: "x", sgr: Array("\u{1b}[0%?%p9%t,\u{e}%;^".utf8))
        #expect(text.contains("prot=\\E[9m, sgr=\\E[0%?%p9%t\\,\\016%;\\^%?%p8%t\\E[9m%;,"))
        #expect(text.contains("use=x,"))
        #expect(DirectColorEntry.description(name: "n", base: "b", sgr: []).contains("sgr") == false)
    }

    @Test func theEntryIsCompiledOnceAndOddNamesAreRefused() throws {
        let cache = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: cache) }
        let environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"]
        let sgr = Array("\u{1b}[0m".utf8)
        let entry = try #require(
            DirectColorEntry.prepared(for: "xterm-256color", sgr: sgr, in: cache, environment: environment))
        let file = entry.directory.appending(path: "l/\(entry.name)")
        #expect(FileManager.default.fileExists(atPath: file.path))
        // Nothing is left beside it, and a second time nothing is compiled: there is no tic on this PATH.
        #expect(try FileManager.default.contentsOfDirectory(atPath: entry.directory.path) == ["l"])
        #expect(
            DirectColorEntry.prepared(
                for: "xterm-256color", sgr: sgr, in: cache, environment: ["PATH": "/nowhere"]) != nil)
        #expect(
            DirectColorEntry.prepared(for: "vt100", sgr: sgr, in: cache, environment: ["PATH": "/nowhere"])
                == nil)
        for name in ["", "../x", "a b", "x,y", "käse", "no-such-terminal-at-all"] {
            #expect(
                DirectColorEntry.prepared(for: name, sgr: sgr, in: cache, environment: environment) == nil,
                "\(name)")
        }
    }

    @Test func everyErrorSaysWhatHappenedAndWhatToDo() {
        let errors: [TerminalError] = [
            .noTerminal(reason: "No such device"), .cannotShowScreen(name: "dumb\u{1b}[m"),
            .cannotShowScreen(name: ""),
            .noEntry(names: ["a\u{7}", "vt100"]), .cannotSetUp(reason: "Input/output error"),
            .cannotRun(program: "vi\u{1b}", reason: "No such file"),
        ]
        for error in errors {
            for text in [error.errorDescription, error.recoverySuggestion] {
                #expect(text?.isEmpty == false)
                #expect(text?.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
            }
        }
    }
}
