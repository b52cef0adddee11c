import LecternTesting
import TerminalUI
import Testing

struct KeyTests {
    private static let codes: [Key.Code] = [
        .character("j"), .character("G"), .character("é"), .character("漢"), .character("<"), .character(">"),
        .character("-"), .character(" "), .character("|"), .enter, .escape, .tab, .backspace, .delete,
        .insert,
        .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .function(1), .function(12),
    ]

    @Test func everyKeyIsReadBackFromItsName() {
        for code in Self.codes {
            for raw in UInt8(0)..<8 {
                var modifiers = Key.Modifiers(rawValue: raw)
                var code = code
                if case .character(let letter) = code, letter != " " {
                    // The shift of a letter is in the letter; with Ctrl it is small.
                    modifiers.remove(.shift)
                    if modifiers.contains(.control) { code = .character(Character(letter.lowercased())) }
                }
                let key = Key(code, modifiers)
                #expect(Key(key.description) == key, "\(key.description)")
            }
        }
    }

    @Test func namesAreThoseOfTheKeyFile() {
        #expect(Key("j").description == "j")
        #expect(Key.control("d").description == "<C-d>")
        #expect(Key.escape.description == "<Esc>")
        #expect(Key.pageDown.description == "<PgDn>")
        #expect(Key.shiftTab.description == "<S-Tab>")
        #expect(Key(.enter, .alt).description == "<A-Enter>")
        #expect(Key(.function(10)).description == "<F10>")
        #expect(Key.space.description == "<Space>")
        #expect(Key("<").description == "<lt>")
    }

    @Test func otherWordsForTheSameKeyAreRead() {
        #expect(Key("<CR>") == .enter)
        #expect(Key("<return>") == .enter)
        #expect(Key("<M-x>") == .alt("x"))
        #expect(Key("<C-D>") == .control("d"))
        #expect(Key("<C-A-x>") == Key(.character("x"), [.control, .alt]))
        #expect(Key("<S-a>") == Key("A"))
        #expect(Key("<f1>") == Key(.function(1)))
    }

    @Test func whatIsNoKeyIsRefused() {
        for text in ["", "gg", "<>", "<Foo>", "<C->", "<F0>", "<F99>", "\u{1b}", "\n", "\u{9b}", "<C-\u{7}>"]
        {
            #expect(Key(text) == nil, "\(text.debugDescription)")
        }
    }

    @Test func sequencesAreReadAndWritten() {
        #expect(Key.sequence("gg") == ["g", "g"])
        #expect(Key.sequence("<C-x><C-e>") == [.control("x"), .control("e")])
        #expect(Key.sequence("g<lt>") == ["g", "<"])
        #expect(Key.sequence("<<") == ["<", "<"])
        #expect(Key.sequence("<") == ["<"])
        #expect(Key.sequence("") == [])
        #expect(Key.sequence("a<Nope>b") == nil)
    }

    @Test func everySequenceIsReadBackFromItsName() throws {
        try forEverySeed(0..<300) { random in
            let keys = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                var code = Self.codes.randomElement(using: &random) ?? .enter
                var modifiers = Key.Modifiers(rawValue: UInt8.random(in: 0..<8, using: &random))
                if case .character(let letter) = code {
                    modifiers.remove(.shift)
                    if modifiers.contains(.control) { code = .character(Character(letter.lowercased())) }
                }
                return Key(code, modifiers)
            }
            #expect(Key.sequence(Key.name(of: keys)) == keys)
        }
    }

    @Test func labelsAreForPeople() {
        #expect(Key.control("d").label(.unicode).string == "Ctrl-d")
        #expect(Key.enter.label(.unicode).string == "⏎")
        #expect(Key.enter.label(.ascii).string == "Enter")
        #expect(Key("<").label(.unicode).string == "<")
        #expect(Key(.tab, .shift).label(.unicode).string == "Shift-Tab")
    }

    @Test func onlyPlainCharactersTypeText() {
        #expect(Key("é").text == "é")
        #expect(Key.space.text == " ")
        #expect(Key.control("a").text == nil)
        #expect(Key.enter.text == nil)
    }
}
