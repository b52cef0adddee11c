import Pipelines
import Testing

/// The reference cases of `longcite.md` §13 P: what the released parser gives for a document of five sentences.
struct StrictCitationReaderTests {
    @Test(arguments: [
        ("[1-2]", [1...2]),
        ("[0-1][2-3]", [0...3]),
        ("[2-3][0-1]", [2...3, 0...1]),
        ("[0-2][1-3]", [0...2, 1...3]),
        ("[1-1][1-1]", [1...1, 1...1]),
        ("[0-0][2-2][4-4][1-1]", [0...0, 2...2, 4...4]),
        ("[0-0][1-1][3-3][4-4]", [0...1, 3...4]),
        ("[3-1]", []),
        ("[3-99]", [3...4]),
        ("[5-7]", []),
        ("[2]", []), ("[1,3]", []), ("[1 - 2]", []), ("[C1-C2]", []), ("[-1-2]", []),
        ("[01-02]", [1...2]),
        ("[1-99999999999999999999]", [1...4]),
        ("[0-0]\n[2-2]", [0...0, 2...2]),
    ])
    func citationsOfOneStatement(cite: String, expected: [ClosedRange<Int>]) {
        let pieces = StrictCitationReader.read(
            "<statement>A.<cite>\(cite)</cite></statement>", sentenceCount: 5)
        #expect(pieces == [.init(text: "A.", citations: expected)])
    }

    @Test func plainProseIsOneUncitedStatement() {
        let prose = "Freight fell in 1998."
        #expect(StrictCitationReader.read(prose, sentenceCount: 5) == [.init(text: prose, citations: [])])
        #expect(StrictCitationReader.read("Ok.", sentenceCount: 5) == [.init(text: "Ok.", citations: nil)])
    }

    @Test func anAnswerInFullFormIsRebuiltAsItWas() {
        let answer =
            "<statement>A.<cite>[1-1]</cite></statement>\n\n<statement>B.<cite>[2-2]</cite></statement>"
        let pieces = StrictCitationReader.read(answer, sentenceCount: 5)
        #expect(pieces.map(\.citations) == [[1...1], nil, [2...2]])
        #expect(pieces[1].text == "\n\n")
        #expect(StrictCitationReader.rebuilt(pieces) == answer)
    }

    @Test func looseProseBetweenStatementsIsAStatement() {
        let pieces = StrictCitationReader.read(
            "<statement>A.<cite>[1-1]</cite></statement> And so on. <statement>B.<cite></cite></statement>",
            sentenceCount: 5)
        #expect(pieces.map(\.citations) == [[1...1], [], []])
    }

    @Test func anUnclosedLastStatementIsLost() {
        let pieces = StrictCitationReader.read(
            "<statement>A.<cite>[1-1]</cite></statement><statement>B trunc", sentenceCount: 5)
        #expect(pieces == [.init(text: "A.", citations: [1...1])])
    }

    @Test func anUnclosedCiteStaysInTheText() {
        let pieces = StrictCitationReader.read("<statement>A.<cite>[1-1]</statement>", sentenceCount: 5)
        #expect(pieces == [.init(text: "A.<cite>[1-1]", citations: [])])
    }

    @Test func twoCitePairsAreBothRead() {
        let pieces = StrictCitationReader.read(
            "<statement>A <cite>[1-1]</cite> and B <cite>[3-3]</cite></statement>", sentenceCount: 5)
        #expect(pieces == [.init(text: "A  and B ", citations: [1...1, 3...3])])
    }

    @Test func bracketsInProseAreNoCitations() {
        let pieces = StrictCitationReader.read(
            "<statement>See [12-13] in text.<cite>[0-0]</cite></statement>", sentenceCount: 5)
        #expect(pieces.map(\.citations) == [[0...0]])
    }

    @Test func aLostFirstCharacterLeavesDebris() {
        let answer = "statement>A.<cite>[1-1]</cite></statement>"
        #expect(StrictCitationReader.read(answer, sentenceCount: 5) == [.init(text: answer, citations: [])])
    }

    @Test func aNestedStatementKeepsTheInnerTag() {
        let pieces = StrictCitationReader.read(
            "<statement>A<statement>B<cite>[1-1]</cite></statement></statement>", sentenceCount: 5)
        #expect(
            pieces == [
                .init(text: "A<statement>B", citations: [1...1]), .init(text: "</statement>", citations: []),
            ])
    }

    @Test func nothingIsRead() {
        #expect(StrictCitationReader.read("", sentenceCount: 5).isEmpty)
        #expect(
            StrictCitationReader.read("<statement>A.<cite>[0-0]</cite></statement>", sentenceCount: 0)
                == [.init(text: "A.", citations: [])])
    }
}
