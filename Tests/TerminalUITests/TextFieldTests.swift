import LecternTesting
import Testing

@testable import TerminalUI

struct TextFieldTests {
    /// The text with the cursor as `|`.
    private func shown(_ field: TextField) -> String {
        String(field.characters[..<field.cursor]) + "|" + String(field.characters[field.cursor...])
    }

    /// Types keys by name, letters as they are.
    private func type(_ keys: String, into field: inout TextField) -> TextField.Outcome {
        var last = TextField.Outcome.ignored
        for key in Key.sequence(keys) ?? [] { last = field.handle(key) }
        return last
    }

    private func after(_ keys: String, from text: String = "", width: Int = 78) -> String {
        var field = TextField(text)
        field.width = width
        _ = type(keys, into: &field)
        return shown(field)
    }

    @Test func lettersAreTyped() {
        #expect(after("Why?") == "Why?|")
        #expect(after("a<Left>b<Space>c") == "b c|a")
        #expect(after("漢é👍<BS>") == "漢é|")
    }

    @Test func aMarkJoinsTheLetterBeforeIt() {
        var field = TextField()
        _ = field.handle(Key("e"))
        _ = field.handle(Key("\u{301}"))
        #expect(shown(field) == "e\u{301}|" && field.characters.count == 1)
        _ = field.handle(.left)
        #expect(shown(field) == "|e\u{301}")
    }

    @Test func theLineEditingKeysWork() {
        #expect(after("<C-a>x", from: "one two") == "x|one two")
        #expect(after("<C-b><C-b>x", from: "one") == "ox|ne")
        #expect(after("<C-a><C-f>x", from: "one") == "ox|ne")
        #expect(after("<C-a><C-e>x", from: "one") == "onex|")
        #expect(after("<C-w>", from: "one two  ") == "one |")
        #expect(after("<C-u>", from: "one two") == "|")
        #expect(after("<C-a><C-k>", from: "one\ntwo") == "one\n|")
        #expect(after("<C-Home><C-k>", from: "one\ntwo") == "|\ntwo")
        #expect(after("<C-Home><C-k><C-k>", from: "one\ntwo") == "|two")
        #expect(after("<C-w><C-y><C-y>", from: "a b") == "a bb|")
        #expect(after("<A-b><A-b>x", from: "one two") == "x|one two")
        #expect(after("<C-a><A-f>x", from: "one two") == "onex| two")
        #expect(after("<C-a><A-d>", from: "one two") == "| two")
        #expect(after("<C-a><Del><C-d>", from: "one") == "|e")
        #expect(after("<C-a><BS>", from: "one") == "|one")
        #expect(after("<C-Left><C-Right><C-h>", from: "one two") == "one tw|")
    }

    @Test func enterSendsAndItsSiblingsMakeALine() {
        var field = TextField()
        #expect(type("one<Enter>", into: &field) == .submitted)
        #expect(type("<C-j>two<A-Enter>three\\<Enter>", into: &field) == .changed)
        #expect(field.text == "one\ntwo\nthree\n")
        var single = TextField(isMultiline: false)
        #expect(type("a<C-j>", into: &single) == .ignored)
        #expect(type("\\<Enter>", into: &single) == .submitted)
    }

    @Test func otherKeysSayWhatTheyMean() {
        var field = TextField("x")
        #expect(field.handle(.escape) == .left)
        #expect(type("<C-x><C-e>", into: &field) == .opensEditor)
        #expect(type("<C-x>y", into: &field) == .changed)
        #expect(field.handle("<F5>") == .ignored)
        #expect(field.handle("<C-g>") == .ignored)
    }

    @Test func historyIsWalkedFromTheFirstAndLastLine() {
        var field = TextField()
        for question in ["first", "second"] {
            field.setText(question)
            field.commit()
        }
        #expect(field.isEmpty && field.history == ["first", "second"])
        _ = type("draft<Up>", into: &field)
        #expect(shown(field) == "second|")
        _ = type("<Up><Up>", into: &field)
        #expect(shown(field) == "first|")
        _ = type("<Down><Down>", into: &field)
        #expect(shown(field) == "draft|")
        _ = type("<Down>", into: &field)
        #expect(shown(field) == "draft|")
        field.commit()
        field.setText("draft")
        field.commit()
        #expect(field.history.count == 3)
    }

    @Test func upAndDownMoveWithinWrappedText() {
        #expect(after("<Up>x", from: "one two three", width: 9) == "one tx|wo three")
        #expect(after("<Up><Down>x", from: "one two three", width: 9) == "one two threex|")
        #expect(after("<Up>x", from: "ab\ncd") == "abx|\ncd")
    }

    @Test func undoGoesBackByChanges() {
        var field = TextField()
        _ = type("hello<Space>world", into: &field)
        field.clear()
        #expect(field.isEmpty)
        _ = field.undo()
        #expect(field.text == "hello world")
        _ = type("<C-w>", into: &field)
        _ = type("<C-_>", into: &field)
        #expect(shown(field) == "hello world|")
        _ = field.undo()
        #expect(field.isEmpty)
        let hasMore = field.undo()
        #expect(!hasMore)
    }

    @Test func pastedTextIsCleaned() {
        var field = TextField()
        field.paste("a\u{1b}[31mb\u{200B}c\nd\u{7}")
        #expect(field.text == "a␛…bc\nd␇")
        var single = TextField(isMultiline: false)
        single.paste("a\nb")
        #expect(single.text == "a b")
        _ = single.undo()
        #expect(single.isEmpty)
    }

    private func draw(_ field: TextField, _ width: Int, _ height: Int, prompt: SafeText = "ask> ") -> (
        String, Surface.Cursor?
    ) {
        var surface = Surface(width: width, height: height)
        field.draw(on: &surface, in: surface.bounds, prompt: prompt)
        return (surface.text(), surface.cursor)
    }

    @Test func theCursorStandsWhereTextGoes() {
        #expect(draw(TextField("ab"), 20, 1) == ("ask> ab", Surface.Cursor(x: 7, y: 0)))
        #expect(draw(TextField("ab "), 20, 1) == ("ask> ab", Surface.Cursor(x: 8, y: 0)))
        #expect(draw(TextField("漢字"), 20, 1) == ("ask> 漢字", Surface.Cursor(x: 9, y: 0)))
        #expect(
            draw(TextField("one two three"), 13, 3) == (
                "ask> one two\n     three\n", Surface.Cursor(x: 10, y: 1)
            ))
        #expect(draw(TextField("a\n"), 13, 2) == ("ask> a\n", Surface.Cursor(x: 5, y: 1)))
        #expect(
            draw(TextField("", placeholder: "your question"), 13, 1) == (
                "ask> your qu…", Surface.Cursor(x: 5, y: 0)
            ))
    }

    @Test func longTextScrollsToTheCursor() {
        #expect(
            draw(TextField("one two three four"), 13, 2) == (
                "ask> three\n     four", Surface.Cursor(x: 9, y: 1)
            ))
        let single = TextField("abcdefghij", isMultiline: false)
        #expect(draw(single, 11, 1) == ("ask> fghij", Surface.Cursor(x: 10, y: 0)))
        #expect(TextField("one two three").height(width: 8) == 2)
    }

    @Test func secretsAreDots() {
        var field = TextField("käse", isMultiline: false)
        field.isSecret = true
        #expect(draw(field, 20, 1) == ("ask> ••••", Surface.Cursor(x: 9, y: 0)))
    }

    @Test func aPressPutsTheCursorThere() {
        var field = TextField("漢字 abc")
        field.placeCursor(at: (12, 3), in: Rect(x: 10, y: 3, width: 20, height: 1))
        #expect(shown(field) == "漢|字 abc")
        field.placeCursor(at: (13, 3), in: Rect(x: 10, y: 3, width: 20, height: 1))
        #expect(shown(field) == "漢|字 abc")
        field.placeCursor(at: (25, 3), in: Rect(x: 10, y: 3, width: 20, height: 1))
        #expect(shown(field) == "漢字 abc|")
    }

    @Test func randomKeysBreakNothing() throws {
        let keys: [Key] = [
            "a", "漢", "\u{301}", "👍", "\u{200D}", "<Space>", "<C-j>", "<BS>", "<Del>", "<Left>", "<Right>",
            "<Up>", "<Down>",
            "<Home>", "<End>", "<C-w>", "<C-u>", "<C-k>", "<C-y>", "<A-b>", "<A-f>", "<A-d>", "<C-_>",
            "<C-x>", "<C-e>",
            "<Enter>", "\\", "<C-Home>",
        ]
        try forEverySeed(0..<500) { random in
            var field = TextField(isMultiline: Bool.random(using: &random))
            field.width = Int.random(in: 1...20, using: &random)
            field.setHistory(["one", "two\nlines"])
            for _ in 0..<60 {
                if Int.random(in: 0..<15, using: &random) == 0 {
                    field.paste(SafeTextTests.randomText(&random))
                } else if field.handle(keys.randomElement(using: &random) ?? "a") == .submitted {
                    field.commit()
                }
                #expect(field.cursor >= 0 && field.cursor <= field.characters.count)
                let width = Int.random(in: 0...12, using: &random)
                var surface = Surface(width: 14, height: 3)
                let area = Rect(x: 1, y: 1, width: width, height: 1)
                field.draw(on: &surface, in: area, prompt: "> ")
                if let cursor = surface.cursor { #expect(area.contains((cursor.x, cursor.y))) }
            }
        }
    }
}
