import LecternTesting
import TerminalUI
import Testing

struct InputDecoderTests {
    private func decode(_ text: String, flush: Bool = true) -> [InputDecoder.Item] {
        var decoder = InputDecoder()
        let items = decoder.feed(text.utf8)
        return flush ? items + decoder.flush() : items
    }

    private func keys(_ text: String) -> [String] {
        decode(text).map { item in
            if case .event(.key(let key)) = item { key.description } else { "\(item)" }
        }
    }

    @Test(arguments: [
        ("j", "j"), ("G", "G"), ("é", "é"), ("漢", "漢"), (" ", "<Space>"), ("<", "<lt>"), ("\r", "<Enter>"),
        ("\n", "<C-j>"), ("\t", "<Tab>"), ("\u{7f}", "<BS>"), ("\u{8}", "<C-h>"), ("\u{0}", "<C-Space>"),
        ("\u{4}", "<C-d>"), ("\u{1a}", "<C-z>"), ("\u{1f}", "<C-_>"), ("\u{1b}", "<Esc>"),
        ("\u{1b}x", "<A-x>"),
        ("\u{1b}é", "<A-é>"), ("\u{1b}\r", "<A-Enter>"), ("\u{1b}\u{7f}", "<A-BS>"), ("\u{1b}[", "<A-[>"),
        ("\u{1b}O", "<A-O>"), ("\u{1b}]", "<A-]>"), ("\u{1b}[A", "<Up>"), ("\u{1b}OA", "<Up>"),
        ("\u{1b}[1;5C", "<C-Right>"), ("\u{1b}[1;3D", "<A-Left>"), ("\u{1b}[H", "<Home>"),
        ("\u{1b}[4~", "<End>"),
        ("\u{1b}[5~", "<PgUp>"), ("\u{1b}[6;5~", "<C-PgDn>"), ("\u{1b}[3~", "<Del>"), ("\u{1b}[Z", "<S-Tab>"),
        ("\u{1b}OP", "<F1>"), ("\u{1b}[15~", "<F5>"), ("\u{1b}[24~", "<F12>"), ("\u{1b}[[A", "<F1>"),
        ("\u{1b}[1;5R", "<C-F3>"), ("\u{1b}[7^", "<C-Home>"), ("\u{1b}[a", "<S-Up>"),
        ("\u{1b}\u{1b}[A", "<A-Up>"),
        ("\u{1b}[106;5u", "<C-j>"), ("\u{1b}[27;5;13~", "<C-Enter>"), ("\u{1b}[27u", "<Esc>"),
        ("\u{1b}Ow", "7"),
    ])
    func sequencesAreKeys(_ sequence: String, _ name: String) {
        #expect(keys(sequence) == [name])
    }

    @Test func keysOfTheTerminfoEntryComeFirst() {
        let values: [String: String] = [
            "kcuu1": "\u{1b}[9~", "kf1": "\u{1b}[1~", "kbs": "\u{8}", "kend": "\u{1b}[Y",
        ]
        let sequences = KeySequences { values[$0].map { Array($0.utf8) } }
        var decoder = InputDecoder(keys: sequences)
        let items = decoder.feed("\u{1b}[9~\u{1b}[1~\u{8}\u{1b}[Y\u{1b}[A".utf8)
        #expect(
            items == [
                .event(.key(.up)), .event(.key(Key(.function(1)))), .event(.key(.backspace)),
                .event(.key(.end)), .event(.key(.up)),
            ])
    }

    @Test func mouseReportsAreEvents() {
        func mouse(_ text: String) -> [Mouse] {
            decode(text).compactMap { if case .event(.mouse(let mouse)) = $0 { mouse } else { nil } }
        }
        #expect(mouse("\u{1b}[<0;10;5M") == [Mouse(.press(.left, clicks: 1), x: 9, y: 4)])
        #expect(mouse("\u{1b}[<0;10;5m") == [Mouse(.release, x: 9, y: 4)])
        #expect(mouse("\u{1b}[<32;11;5M") == [Mouse(.drag(.left), x: 10, y: 4)])
        #expect(mouse("\u{1b}[<65;300;200M") == [Mouse(.wheelDown, x: 299, y: 199)])
        #expect(
            mouse("\u{1b}[<18;1;1M") == [Mouse(.press(.right, clicks: 1), x: 0, y: 0, modifiers: .control)])
        #expect(mouse("\u{1b}[<35;1;1M").isEmpty)
        #expect(mouse("\u{1b}[M !!") == [Mouse(.press(.left, clicks: 1), x: 0, y: 0)])
        #expect(mouse("\u{1b}[M`\"#") == [Mouse(.wheelUp, x: 1, y: 2)])
    }

    @Test func pastedTextIsNoKeys() {
        #expect(
            decode("a\u{1b}[200~x\r\ny\rz\u{1b}[A\u{1b}[201~b") == [
                .event(.key("a")), .event(.paste("x\ny\nz\u{1b}[A")), .event(.key("b")),
            ])
        #expect(decode("\u{1b}[200~\u{1b}[201~") == [.event(.paste(""))])
        // Its end is lost: what came is not.
        #expect(decode("\u{1b}[200~rest") == [.event(.paste("rest"))])
    }

    @Test func burstsArePastesOnlyWhereAskedFor() {
        var decoder = InputDecoder(treatsBurstsAsPaste: true)
        #expect(decoder.feed("two\rlines".utf8) == [.event(.paste("two\nlines"))])
        #expect(decoder.feed("jjjjj".utf8).count == 5)
        #expect(decoder.feed("abc".utf8).count == 3)
        #expect(decode("two lines").count == 9)
    }

    @Test func answersAreNeverKeys() {
        #expect(
            decode("\u{1b}]11;rgb:1e1e/1e1e/2e2e\u{1b}\\") == [
                .answer(.background(RGB(red: 30, green: 30, blue: 46)))
            ])
        #expect(
            decode("\u{1b}]11;rgb:f/80/fff\u{7}") == [
                .answer(.background(RGB(red: 255, green: 128, blue: 255)))
            ])
        #expect(decode("\u{1b}[?62;22c") == [.answer(.deviceAttributes)])
        #expect(decode("\u{1b}[?2026;2$y") == [.answer(.mode(2026, state: 2))])
        #expect(decode("\u{1b}[2;3R") == [.answer(.cursor(row: 2, column: 3))])
        #expect(decode("\u{1b}[?997;1n") == [.answer(.colorSchemeChanged)])
        #expect(decode("\u{1b}[I\u{1b}[O") == [.event(.focus(true)), .event(.focus(false))])
    }

    @Test func whatIsUnknownIsSwallowed() {
        #expect(keys("\u{1b}[>0;276;0cj") == ["j"])
        #expect(keys("\u{1b}P1$r0m\u{1b}\\j") == ["j"])
        #expect(keys("\u{1b}]10;rgb:00/00/00\u{7}j") == ["j"])
        #expect(keys("\u{1b}[?1;2;3;4;5xj") == ["j"])
        #expect(keys("\u{1b}_Gok\u{1b}\\j") == ["j"])
        let long = "\u{1b}]52;c;" + String(repeating: "A", count: 100_000) + "\u{7}j"
        #expect(keys(long) == ["j"])
        // Cut off by the next sequence, or for good.
        #expect(keys("\u{1b}[1;\u{1b}[Aj") == ["<Up>", "j"])
        #expect(keys("j\u{1b}]11;rgb:1e1e/") == ["j"])
        #expect(keys("j\u{1b}[12;") == ["j"])
    }

    @Test func brokenBytesTypeNothing() {
        var decoder = InputDecoder()
        #expect(
            decoder.feed([0xFF, 0x80, 0xC3, 0x28, 0xE2, 0x82, 0x61, 0xC2, 0x9B, 0xED, 0xA0, 0x80]).map {
                "\($0)"
            } == [InputDecoder.Item.event(.key("(")), .event(.key("a"))].map { "\($0)" })
        #expect(decoder.feed([0xE6]).isEmpty)
        #expect(decoder.pending == .sequence)
        #expect(decoder.feed([0xBC, 0xA2]) == [.event(.key("漢"))])
    }

    @Test func pendingSaysHowLongToWait() {
        var decoder = InputDecoder()
        func pending(_ text: String) -> InputDecoder.Pending? {
            decoder = InputDecoder()
            _ = decoder.feed(text.utf8)
            return decoder.pending
        }
        #expect(pending("j") == nil)
        #expect(pending("\u{1b}") == .escape)
        #expect(pending("\u{1b}[") == .escape)
        #expect(pending("\u{1b}[1") == .sequence)
        #expect(pending("\u{1b}]11;") == .sequence)
        #expect(pending("\u{1b}[200~abc") == .paste)
    }

    // MARK: Properties

    private static let pieces = [
        "a", "é", "漢", "\u{1b}", "[", "]", "O", "A", "~", "5", ";", "<", "M", "m", "\u{7}", "\\", "\u{1b}[A",
        "\u{1b}[<0;3;4M",
        "\u{1b}[200~", "\u{1b}[201~", "\u{1b}]11;rgb:00/11/22\u{7}", "\r", "\u{7f}", "\u{1b}P", "\u{1b}\\",
        "?", "$", "y", "R",
    ]

    /// Wherever the bytes are cut, the same comes out.
    @Test func cutsChangeNothing() throws {
        try forEverySeed(0..<3000) { random in
            let bytes = (0..<Int.random(in: 0...20, using: &random)).flatMap { _ in
                Array((Self.pieces.randomElement(using: &random) ?? "").utf8)
            }
            var whole = InputDecoder()
            let expected = whole.feed(bytes) + whole.flush()
            var cut = InputDecoder()
            var items: [InputDecoder.Item] = []
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + Int.random(in: 1...3, using: &random))
                items += cut.feed(bytes[start..<end])
                start = end
            }
            items += cut.flush()
            #expect(items == expected, "\(bytes)")
        }
    }

    @Test func noKeyTypesAControlCharacter() throws {
        try forEverySeed(0..<3000) { random in
            var decoder = InputDecoder()
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random)
                    : Array("\u{1b}[]OP<;?0123456789~MmAu".utf8).randomElement(using: &random) ?? 0
            }
            for item in decoder.feed(bytes) + decoder.flush() {
                guard case .event(.key(let key)) = item, case .character(let character) = key.code else {
                    continue
                }
                for scalar in character.unicodeScalars {
                    #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
                }
                #expect(Key(key.description) == key, "\(key)")
            }
            #expect(decoder.pending == nil)
        }
    }
}
