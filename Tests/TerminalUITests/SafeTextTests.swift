import LecternTesting
import TerminalUI
import Testing

struct SafeTextTests {
    private func safe(_ text: String) -> String { SafeText(untrusted: text).string }

    @Test func plainTextPassesAsItIs() {
        for text in ["", "Hello", "tab\tnewline\n", "Grüße, 東京, 서울, שלום, ไทย, नमस्ते", "e\u{301}", "👩‍👩‍👧 🇩🇪 ❤️ 1️⃣"] {
            let passed = SafeText(untrusted: text)
            #expect(Array(passed.string.utf8) == Array(text.utf8))
            #expect(passed.hidden.isEmpty)
        }
    }

    @Test func controlCharactersBecomePictures() {
        #expect(safe("a\u{0}b\u{7}c\u{8}d") == "a␀b␇c␈d")
        #expect(safe("\u{b}\u{c}\u{7f}") == "␋␌␡")
        #expect(safe("a\u{85}b\u{84}") == "a␛b␛")
        #expect(safe("\u{1b}") == "␛")
        #expect(safe("\u{1b}c\u{1b}(B") == "␛c␛(B")
        #expect(SafeText(untrusted: "a\u{0}\u{7}").hidden.controls == 2)
    }

    @Test func carriageReturnsNeverOverprint() {
        #expect(safe("one\r\ntwo\rthree\r") == "one\ntwo␍three␍")
        #expect(safe("\r\r\n") == "␍\n")
    }

    /// CSI, OSC, DCS, SOS, PM, APC in both forms; what stands in strings isn't shown.
    @Test(arguments: [
        "\u{1b}[31m", "\u{1b}[?1049h", "\u{1b}[1;2;3 q", "\u{9b}0m", "\u{1b}]0;title\u{7}",
        "\u{1b}]52;c;ZXZpbA==\u{1b}\\", "\u{9d}8;;http://x\u{9c}", "\u{1b}Pq#0;2\u{1b}\\",
        "\u{90}tmux;\u{9c}",
        "\u{1b}_Gf=100\u{1b}\\", "\u{1b}^pm\u{1b}\\", "\u{1b}Xsos\u{1b}\\",
        "\u{1b}]0;nested\u{1b}[2Jstill\u{7}",
        "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;AAAA\u{7}\u{1b}\\", "\u{1b}[3\u{1b}[1m", "\u{1b}[\u{1b}]0;x\u{7}",
        "\u{1b}]0;cancelled\u{18}",
    ])
    func aWholeSequenceIsOneMark(_ sequence: String) {
        let passed = SafeText(untrusted: "a\(sequence)b")
        #expect(passed.string == "a␛…b", "\(sequence.debugDescription)")
        #expect(passed.hidden.sequences == 1)
        #expect(passed.plainString == "ab")
    }

    @Test func aSequenceThatIsCutOffEndsWithTheText() {
        #expect(safe("a\u{1b}[38;5;") == "a␛…")
        #expect(safe("a\u{1b}]0;title") == "a␛…")
        #expect(safe("a\u{1b}[3漢") == "a␛…漢")
        #expect(safe("a\u{1b}[") == "a␛…")
    }

    /// A stray introducer must not hide the rest of a document.
    @Test func anUnterminatedStringEndsWithItsLine() {
        #expect(safe("a\u{1b}]0;title\nnext") == "a␛…\nnext")
        #expect(safe("a\u{1b}Pdata\r\nnext") == "a␛…\nnext")
    }

    @Test func bidirectionalControlsAreSeen() {
        let controls = Array(UInt32(0x202A)...0x202E) + Array(0x2066...0x2069) + [0x200E, 0x200F, 0x061C]
        for value in controls {
            let passed = SafeText(untrusted: "a\(Unicode.Scalar(value)!)b")
            #expect(passed.string == "a⇄b")
            #expect(passed.hidden.bidirectional == 1)
        }
    }

    @Test func invisibleScalarsAreTakenOutAndCounted() {
        let invisible: [UInt32] = [
            0x200B, 0x2060, 0xFEFF, 0xE0001, 0xE0041, 0xE007F, 0xFE0F, 0xFE00, 0xE0100, 0xAD, 0x34F, 0x2063,
            0x3164,
            0x115F, 0x206A, 0xFFF9, 0x180B, 0x200D, 0x200C,
        ]
        for value in invisible {
            let passed = SafeText(untrusted: "a\(Unicode.Scalar(value)!)b")
            #expect(passed.string == "ab", "U+\(String(value, radix: 16))")
            #expect(passed.hidden.invisible == 1)
        }
        #expect(SafeText(untrusted: "a\u{200B}\u{200B}\u{2060}").hidden.invisible == 3)
    }

    @Test func joinersAndSelectorsStayWhereTheyMeanSomething() {
        #expect(safe("می\u{200C}خواهم") == "می\u{200C}خواهم")
        #expect(safe("क्\u{200D}ष") == "क्\u{200D}ष")
        #expect(safe("👩\u{200D}🚀") == "👩\u{200D}🚀")
        #expect(safe("葛\u{E0100}") == "葛\u{E0100}")
        // A second selector selects nothing: text can be hidden in a row of them.
        #expect(safe("😀\u{FE0F}\u{FE0F}\u{E0101}\u{E0102}") == "😀\u{FE0F}")
        #expect(safe("👩\u{200D}") == "👩")
        #expect(safe("👩\u{200D}x") == "👩x")
    }

    @Test func whatMeansNothingIsReplaced() {
        #expect(safe("a\u{E000}b\u{F0000}\u{378}\u{FFFF}") == "a\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}")
        #expect(SafeText(untrusted: "\u{E000}\u{378}").hidden.replaced == 2)
    }

    @Test func separatorsAreNewlines() {
        #expect(safe("a\u{2028}b\u{2029}c") == "a\nb\nc")
    }

    @Test func depthOfNestingCostsNothing() {
        let nested =
            String(repeating: "\u{1b}[", count: 200_000) + String(repeating: "\u{1b}]", count: 200_000)
        #expect(safe(nested) == "␛…")
    }

    // MARK: Properties

    private static let fragments: [String] = [
        "\u{1b}", "\u{1b}[", "\u{1b}]", "\u{1b}P", "\u{1b}\\", "\u{9b}", "\u{9d}", "\u{9c}", "\u{7}",
        "\u{18}", ";", "31m",
        "0;t", "a", "b c", "\n", "\r", "\r\n", "\t", "é", "漢字", "e\u{301}", "\u{200B}", "\u{200D}",
        "\u{202E}", "👩", "👍🏽",
        "\u{FE0F}", "\u{E0041}", "\u{E000}", "\u{378}", "\u{0}", "\u{7f}", "\u{85}", "ש", "\u{2028}",
        "ي\u{200C}", "q",
    ]

    static func randomText(_ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            if Int.random(in: 0..<8, using: &random) == 0 {
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) {
                    text.unicodeScalars.append(scalar)
                }
            } else {
                text += fragments.randomElement(using: &random) ?? ""
            }
        }
        return text
    }

    @Test func noControlScalarEverLeaves() throws {
        try forEverySeed(0..<5000) { random in
            let passed = SafeText(untrusted: Self.randomText(&random))
            for text in [passed.string, passed.plainString] {
                for scalar in text.unicodeScalars {
                    let value = scalar.value
                    let isControl =
                        value < 0x20 && value != 0x0A && value != 0x09 || (0x7F...0x9F).contains(value)
                    let isDirectional =
                        (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
                        || [0x200E, 0x200F, 0x061C].contains(value)
                    #expect(!isControl && !isDirectional, "U+\(String(value, radix: 16))")
                    #expect(
                        ![0x200B, 0x2060, 0xFEFF].contains(value) && !(0xE0000...0xE007F).contains(value))
                }
            }
        }
    }

    @Test func passingTwiceChangesNothing() throws {
        try forEverySeed(0..<3000) { random in
            let once = SafeText(untrusted: Self.randomText(&random))
            #expect(SafeText(untrusted: once.string).string == once.string)
        }
    }

    /// Every place maps to the source and back; the pieces of the source lie in order and make up the whole.
    @Test func offsetsMapToTheSourceAndBack() throws {
        try forEverySeed(0..<3000) { random in
            let source = Self.randomText(&random)
            let passed = SafeText(untrusted: source)
            #expect(passed.sourceCount == source.utf8.count)
            var offset = 0
            var end = 0
            for scalar in passed.string.unicodeScalars {
                let length = String(scalar).utf8.count
                let place = passed.sourceOffset(of: offset)
                #expect(place >= end || passed.marks.contains { $0.contains(offset) })
                if !passed.marks.contains(where: { $0.contains(offset) && $0.lowerBound != offset }) {
                    #expect(passed.offset(ofSource: place) == offset)
                    end = passed.sourceRange(of: offset..<offset + length).upperBound
                }
                offset += length
            }
            #expect(passed.sourceRange(of: 0..<passed.count).upperBound <= passed.sourceCount)
            let whole = passed.range(ofSource: 0..<passed.sourceCount)
            #expect(whole == 0..<passed.count)
        }
    }

    @Test func aRangeOfTheSourceIsShownWhole() {
        let text = SafeText(untrusted: "ab\u{1b}[31mcd\u{200B}ef")
        #expect(text.string == "ab␛…cdef")
        // ␛… has 6 bytes and stands for 5.
        #expect(text.range(ofSource: 2..<7) == 2..<8)
        #expect(text.range(ofSource: 3..<4) == 2..<8)
        #expect(text.range(ofSource: 7..<9) == 8..<10)
        #expect(text.sourceRange(of: 8..<10) == 7..<9)
        // What is invisible at its ends isn't part of a selection; within it is.
        #expect(text.sourceRange(of: 10..<12) == 12..<14)
        #expect(text.sourceRange(of: 8..<12) == 7..<14)
        #expect(text.marks == [2..<8])
    }

    // MARK: Composing

    @Test func literalsAndPartsAreComposed() {
        let name = "evil\u{1b}]0;x\u{7}"
        let text: SafeText = "p. \(12) of \(untrusted: name), \(SafeText(untrusted: "ok"))"
        #expect(text.string == "p. 12 of evil␛…, ok")
        #expect(
            ["a", "b", "c"].map { SafeText(untrusted: $0) }.joined(separator: " · ").string == "a · b · c")
        let sum = SafeText(untrusted: "a\u{0}") + SafeText(untrusted: "\u{0}b")
        #expect(sum.string == "a␀␀b")
        #expect(sum.marks.count == 2)
        #expect(sum.sourceOffset(of: sum.count - 1) == 3)
    }

    @Test func truncationKeepsWholeClusters() {
        #expect(SafeText(untrusted: "abcdef").truncated(to: 4).string == "abc…")
        #expect(SafeText(untrusted: "abcd").truncated(to: 4).string == "abcd")
        #expect(SafeText(untrusted: "漢字漢字").truncated(to: 6).string == "漢字…")
        #expect(SafeText(untrusted: "漢字漢字").truncated(to: 5).string == "漢字…")
        #expect(SafeText(untrusted: "e\u{301}e\u{301}e\u{301}").truncated(to: 2).string == "e\u{301}…")
        #expect(SafeText(untrusted: "abcdef").truncated(to: 0).string == "")
        #expect(SafeText(untrusted: "abcdef").truncated(to: 4, ellipsis: "...").string == "a...")
        #expect(SafeText(untrusted: "ab").padded(to: 5, .right).string == "   ab")
    }

    @Test func truncationNeverTakesMoreColumns() throws {
        try forEverySeed(0..<1000) { random in
            let text = SafeText(untrusted: Self.randomText(&random).replacing("\n", with: " "))
            let columns = Int.random(in: 0...20, using: &random)
            let cut = text.truncated(to: columns)
            #expect(cut.columns <= columns)
            if text.columns <= columns { #expect(cut.string == text.string) }
        }
    }
}
