import Documents
import LecternTesting
import Pipelines
import Testing

struct CitationParserTests {
    /// The answer in short: words, then `{0-1 clipped, 3}` for citations, `!reason:raw` for what was refused.
    private func reading(_ answer: String, of context: NumberedContext = greek) -> String {
        var parser = CitationParser(context)
        _ = parser.consume(answer)
        return short(parser.finish())
    }

    private func short(_ result: CitationParser.Result) -> String {
        result.statements.map { statement in
            let cites = statement.citations.map { citation in
                let span = citation.span.sentences
                let numbers = span.count == 1 ? "\(span.lowerBound)" : "\(span.lowerBound)-\(span.upperBound)"
                return "\(citation.number):\(numbers)\(citation.anchor == .clipped ? " clipped" : "")"
            }
            let refused = statement.rejected.map { " !\($0.reason.rawValue):\($0.raw)" }.joined()
            return statement.text + " {\(cites.joined(separator: ", "))}" + refused
                + (statement.isCut ? " cut" : "") + (statement.isQuoted ? " quoted" : "")
        }.joined(separator: " | ")
    }

    private static let greek = NumberedContext(whole: [.greek])

    @Test func aWellFormedAnswerIsReadWithoutRepairs() {
        let answer =
            "<statement>A.<cite>[1-1]</cite></statement>\n\n<statement>B.<cite>[2-3][1-1]</cite></statement>"
        var parser = CitationParser(Self.greek)
        _ = parser.consume(answer)
        let result = parser.finish()
        #expect(short(result) == "A. {1:1} | B. {2:2-3, 1:1}")
        #expect(result.report == ParseReport(isStrict: true, repairs: 0))
        #expect(result.statements[1].leading == "\n\n")
    }

    @Test(arguments: [
        ("[2]", "A. {1:2}"),
        ("[1,3]", "A. {1:1, 2:3}"),
        ("[1, 3-4]", "A. {1:1, 2:3-4}"),
        ("[1 - 2]", "A. {1:1-2}"),
        ("[C1-C2]", "A. {1:1-2}"),
        ("[-1-2]", "A. {} !unreadable:[-1-2]"),
        ("[１-２]", "A. {} !unreadable:[１-２]"),
        ("[3-1]", "A. {} !reversed:[3-1]"),
        ("[5-7]", "A. {} !beyond:[5-7]"),
        ("[3-99]", "A. {1:3-4 clipped}"),
        ("12-13", "A. {} !unreadable:12-13"),
        ("[0-0][2-2][4-4][1-1]", "A. {1:0, 2:2, 3:4, 4:1}"),
        ("[0-0], [1-1]", "A. {1:0-1}"),
        (
            "[99999999999999999999-99999999999999999999999]",
            "A. {} !beyond:[99999999999999999999-99999999999999999999999]"
        ),
        ("[]", "A. {} !unreadable:[]"),
        ("", "A. {}"),
    ])
    func lenientSpans(cite: String, expected: String) {
        #expect(reading("<statement>A.<cite>\(cite)</cite></statement>") == expected)
    }

    @Test(arguments: [
        // What the released parser loses or garbles.
        ("<statement>A.<cite>[1-1]</cite></statement><statement>B trunc", "A. {1:1} | B trunc {} cut"),
        ("<statement>A.<cite>[1-1][2-", "A. {1:1} cut"),
        (
            "<statement>A.<cite>[1-1]</statement><statement>B.<cite>[2-2]</cite></statement>",
            "A. {1:1} | B. {2:2}"
        ),
        ("statement>A.<cite>[1-1]</cite></statement>", "A. {1:1}"),
        ("\n statement>A.<cite>[1-1]</cite></statement>", "A. {1:1}"),
        (
            "<statement>A.<cite>[1-1]</cite><statement>B.<cite>[3-3]</cite></statement></statement>",
            "A. {1:1} | B. {2:3}"
        ),
        ("<statement>A.</statement><cite>[1-1]</cite>", "A. {1:1}"),
        (
            "Alpha is one.<cite>[0-0]</cite> Beta is two.<cite>[1-1]</cite>",
            "Alpha is one. {1:0} | Beta is two. {2:1}"
        ),
        ("<cite>[1-2][4-4]</cite>", "Beta two. Gamma three. {1:1-2} quoted | Epsilon five. {2:4} quoted"),
        ("<statement><cite>[0-0]</cite></statement>", "Alpha one. {1:0} quoted"),
        ("</cite>Loose words here.</statement>", "Loose words here. {}"),
        ("<statement>A <cite>[1-1]</cite> and B <cite>[3-3]</cite></statement>", "A  and B {1:1, 2:3}"),
        ("See [12-13] in text.", "See [12-13] in text. {}"),
        ("a < b and c <cit d", "a < b and c <cit d {}"),
        ("Ok.", ""),
    ])
    func slipsAreMended(answer: String, expected: String) {
        #expect(reading(answer) == expected)
    }

    @Test func repairsAreCountedAndKeepAnAnswerFromBeingStrict() {
        var parser = CitationParser(Self.greek)
        _ = parser.consume("statement>A.<cite>[1][C2-C3]</cite>")
        let report = parser.finish().report
        // The lost character, two spans, and the statement that was never closed.
        #expect(report == ParseReport(isStrict: false, repairs: 4))
    }

    @Test func aModelThatOnlyCitesIsReadAsItWasAsked() {
        var parser = CitationParser(Self.greek, form: .citationsAlone)
        _ = parser.consume("<cite>[1-2][4-4]</cite>")
        let result = parser.finish()
        #expect(result.report == ParseReport(isStrict: true, repairs: 0))
        #expect(result.statements.allSatisfy { $0.isQuoted })
        #expect(result.statements.count == 2)
    }

    @Test func numbersOfWindowsMapBackToTheirDocuments() {
        let other = Document.sample(["One.", "Two.", "Three.", "Four."], id: "d2")
        let context = NumberedContext([.init(.greek, 1...2), .init(other, 0...1), .init(other, 3...3)])
        #expect(context.count == 5)
        // 0-4 covers Beta, Gamma | One, Two | Four: three windows, three spans.
        #expect(
            reading("<statement>A.<cite>[0-4]</cite></statement>", of: context) == "A. {1:1-2, 2:0-1, 3:3}")
        #expect(context.spans(of: 1...2).map(\.document.rawValue) == ["d1", "d2"])
        #expect(context.text(of: 4) == "Four.")
    }

    @Test func windowsThatContinueOneAnotherAreOne() {
        let context = NumberedContext([.init(.greek, 0...1), .init(.greek, 2...3)])
        #expect(context.windowSpans.map(\.sentences) == [0...3])
    }

    @Test func draftsNeverShowMarkupAndAddUpToTheResult() throws {
        try forEverySeed(0..<400) { random in
            let answer = Self.randomAnswer(&random)
            var whole = CitationParser(Self.greek)
            _ = whole.consume(answer)
            let expected = whole.finish()

            var parser = CitationParser(Self.greek)
            var shown: [Statement] = []
            var rest = Substring(answer)
            while !rest.isEmpty {
                let length = min(rest.count, Int.random(in: 1...7, using: &random))
                let draft = parser.consume(String(rest.prefix(length)))
                draft.apply(to: &shown)
                rest = rest.dropFirst(length)
                for tag in ["<statement>", "</statement>", "<cite>", "</cite>"] {
                    #expect(!shown.contains { $0.text.contains(tag) }, "\(answer)")
                }
            }
            let result = parser.finish()
            #expect(result == expected, "\(answer)")
            // What was settled is never taken back by the end, only completed.
            for (before, after) in zip(shown.dropLast(), result.statements) {
                #expect(before.text == after.text, "\(answer)")
            }
        }
    }

    private static func randomAnswer(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "<statement>", "</statement>", "<cite>", "</cite>", "[1-2]", "[3]", "[9-1]", "[7-8]", "A. ",
            "Beta is two.",
            "\n\n", "statement>", "<", "<st", "[C0-C1", "]", "中文。", " ",
            "<statement>Gamma.<cite>[2-2]</cite></statement>",
        ]
        return (0..<Int.random(in: 0...14, using: &random)).map { _ in
            pieces.randomElement(using: &random) ?? ""
        }
        .joined()
    }
}
