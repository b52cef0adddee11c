import LecternTesting
import TerminalUI
import Testing

struct TextSearchTests {
    private func hits(_ needle: String, _ text: String) -> [String] {
        let utf8 = Array(text.utf8)
        return TextSearch.all(needle, in: text).map { String(decoding: utf8[$0], as: UTF8.self) }
    }

    @Test func caseCountsOnlyWithACapital() {
        #expect(hits("lock", "Lock, lock, LOCK") == ["Lock", "lock", "LOCK"])
        #expect(hits("Lock", "Lock, lock, LOCK") == ["Lock"])
        #expect(hits("größe", "GRÖßE Größe") == ["GRÖßE", "Größe"])
        #expect(hits("οδος", "ΟΔΟΣ οδοσ") == [])
        #expect(hits("k", "\u{212A}K") == ["\u{212A}", "K"])
    }

    @Test func whiteSpaceMatchesAnyWhiteSpace() {
        #expect(
            hits("the quay", "the quay; the\nquay; the \t quay; thequay") == [
                "the quay", "the\nquay", "the \t quay",
            ])
        #expect(hits(" lock ", "blocks") == ["lock"])
        #expect(hits("東京", "在東京都") == ["東京"])
    }

    @Test func hitsDontOverlap() {
        #expect(hits("aa", "aaaaa") == ["aa", "aa"])
        #expect(hits("", "abc") == [])
        #expect(hits("  ", "a  b") == [])
        #expect(hits("abc", "") == [])
    }

    @Test func stretchesFindTheSameAsTheWhole() throws {
        try forEverySeed(0..<1000) { random in
            let pieces = ["a", "b", "A", "é", "漢", " ", "\n", "ab", "ba"]
            let text = (0..<60).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let needle = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            var search = TextSearch(for: needle, in: text)
            var found: [Range<Int>] = []
            while !search.isFinished { found += search.advance(by: Int.random(in: 1...9, using: &random)) }
            #expect(
                found == TextSearch.all(needle, in: text),
                "\(needle.debugDescription) in \(text.debugDescription)")
        }
    }
}
