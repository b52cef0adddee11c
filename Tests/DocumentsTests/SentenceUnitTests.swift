import Documents
import LecternTesting
import Testing

/// Lectern's own units: the reference's rules within a block, mended where a piece can't stand alone.
struct SentenceUnitTests {
    /// `⟦…⟧` marks what must be one unit.
    private func expectUnits(_ marked: String, sourceLocation: SourceLocation = #_sourceLocation) async throws
    {
        let wanted = marked.split(separator: "⟦").map { String($0.prefix { $0 != "⟧" }) }
        let document = try await load(marked.filter { $0 != "⟦" && $0 != "⟧" })
        #expect(document.units == wanted, sourceLocation: sourceLocation)
        expectSound(document, sourceLocation: sourceLocation)
    }

    @Test func sentencesEndAtTheirMarks() async throws {
        try await expectUnits("⟦The sky is blue.⟧ ⟦Grass is green!⟧ ⟦Is water wet?⟧ ⟦Yes.⟧")
        try await expectUnits("⟦Wait... what?⟧ ⟦No... Yes!⟧ ⟦Really?!⟧ ⟦Fine.⟧")
    }

    @Test func abbreviationsInitialsAndNumbersEndNothing() async throws {
        try await expectUnits("⟦He met J. Smith in 1998.⟧ ⟦It rained.⟧")
        try await expectUnits("⟦Dr. Brown saw Mr. Black at 5 p.m. on Monday.⟧ ⟦They spoke.⟧")
        try await expectUnits(
            "⟦It cost 3.14 euros, see Fig. 2 and No. 5, e.g. the left one.⟧ ⟦It was cheap.⟧")
        try await expectUnits("⟦The answer is no.⟧ ⟦Then he left.⟧")
    }

    @Test func quotationsKeepTheirMarks() async throws {
        try await expectUnits(#"⟦He said "Stop."⟧ ⟦Then he left.⟧ ⟦(It was late.)⟧ ⟦She stayed.⟧"#)
        try await expectUnits("⟦他说：“走吧。”⟧⟦然后他走了。⟧")
        try await expectUnits("⟦蠢啊蠢！！！⟧⟦痛啊痛！！！⟧⟦这是四年前的记录。⟧⟦你好吗？⟧⟦是的；⟧⟦我很好。⟧")
    }

    @Test func curlyMarksCloseSentencesAsStraightOnesDo() async throws {
        let units = try await load(
            "“It was late.” She stayed. He said ‘go.’ “Why?” she asked. The dogs’ bowl. “Mr.” Roe, “J.” Doe (“No!”) Then…”"
        ).units
        #expect(
            units == [
                "“It was late.”", "She stayed.", "He said ‘go.’", "“Why?” she asked.", "The dogs’ bowl.",
                "“Mr.” Roe, “J.” Doe (“No!”)", "Then…”",
            ])
    }

    @Test func aSmallLetterGoesOnAfterAnExclamation() async throws {
        let units = try await load(
            "\"No, I won't!\" said Henry. But, alas! this heart was ice. Stop! Who goes?"
        ).units
        #expect(
            units == ["\"No, I won't!\" said Henry.", "But, alas! this heart was ice.", "Stop!", "Who goes?"])
    }

    @Test func mixedScriptsFollowBothRules() async throws {
        try await expectUnits("⟦This is English.⟧ ⟦这是中文。⟧⟦Mixed line。⟧⟦Another; semi；⟧⟦end⟧")
    }

    @Test func blankLinesEndUnits() async throws {
        try await expectUnits("⟦No mark at the end⟧\n\n⟦没有标点的第一段⟧\n\n⟦第三段⟧")
        try await expectUnits("⟦A line that was\nwrapped goes on.⟧ ⟦And\nthis one too.⟧")
    }

    @Test func listItemsKeepTheirNumbers() async throws {
        try await expectUnits(
            "⟦1. The first thing.⟧ ⟦It matters.⟧\n⟦2. The second thing.⟧\n⟦(c) A third.⟧\n⟦- A fourth.⟧")
    }

    @Test func textWithoutAnySentenceIsCutWhereItCanBe() async throws {
        let words = (0..<600).map { "word\($0)" }.joined(separator: " ")
        let document = try await load(words)
        #expect(document.sentences.count > 5)
        expectSound(document)
        for unit in document.units { #expect(SentenceSplitter.tokenEstimate(unit) <= 200) }
        let unbroken = try await load(String(repeating: "x", count: 10_000))
        for unit in unbroken.units { #expect(SentenceSplitter.tokenEstimate(unit) <= 200) }
        #expect(unbroken.units.joined().utf8.count == 10_000)
    }

    @Test func emptyLinesInCodeDoNotMakeItLong() async throws {
        let code = "```\nlet a = 1\n" + String(repeating: "\n", count: 2000) + "let b = 2\n```\n"
        let document = try await load(code, named: "a.md")
        #expect(document.units == ["let a = 1", "let b = 2"])
    }

    @Test func longSentencesAreCutAtClauses() async throws {
        let clause = "whereas the party of the first part has agreed to pay the sum that is named below"
        let document = try await load(Array(repeating: clause, count: 20).joined(separator: ", ") + ".")
        #expect(document.units.count > 1)
        for unit in document.units { #expect(unit.hasPrefix("whereas")) }
        let chinese = Array(repeating: "甲方同意按照本合同约定的期限和方式向乙方支付全部款项", count: 12)
        let contract = try await load(chinese.joined(separator: "，") + "。")
        for unit in contract.units {
            #expect(unit.hasPrefix("甲方") && SentenceSplitter.tokenEstimate(unit) <= 200)
        }
    }

    @Test func unitsOfRandomTextsAreSound() async throws {
        let pieces = [
            "word", "Word", "Dr.", "e.g.", "3.14", "1.", "—", "。", "！", "”", "“", "中文", "字", ".", "!", "?",
            "...", "\n",
            "\n\n", "\n\n\n", " ", "  ", "\t", "\u{A0}", "\u{3000}", "- ", "* ", "(a) ", "😀", "e\u{301}",
            "\u{2028}",
            "\u{0C}", ",", ";", "，", "|", "=====", "\u{1B}[31m", "\u{1F}",
            String(repeating: "long ", count: 90),
        ]
        for seed in 0..<300 {
            var random = SeededGenerator(seed: UInt64(seed))
            let count = Int(random.next() % 80) + 1
            let text = (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined(
                separator: " ")
            guard let document = try? await load(text + " end") else { continue }
            expectSound(document, furniture: { _ in text.contains("\u{0C}") })
            for unit in document.units {
                #expect(SentenceSplitter.tokenEstimate(unit) <= 200, "seed \(seed)")
            }
        }
    }

    @Test func rawModeOfADocumentIsTheReferences() async throws {
        let document = try await load("Hello.\n\nDr. Smith came. He left.")
        let raw = document.sentences(cut: .longcite).map(\.range)
        #expect(raw == SentenceSplitter.reference(document.text, training: .wherePossible))
        #expect(document.sentences(cut: .lectern) == document.sentences)
    }
}
