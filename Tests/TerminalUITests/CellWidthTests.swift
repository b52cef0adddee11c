import Foundation
import LecternTesting
import TerminalUI
import Testing

/// Against wcwidth, which has tables and rules of its own (Tests/Fixtures/width).
struct CellWidthTests {
    private struct Reference: Decodable {
        let unicode: String
        let scalars: [[UInt32]]
        let texts: [Text]

        struct Text: Decodable {
            let text: String
            let columns: Int

            init(from decoder: any Decoder) throws {
                var pair = try decoder.unkeyedContainer()
                text = try pair.decode(String.self)
                columns = try pair.decode(Int.self)
            }
        }

        static func read() throws -> Reference {
            try JSONDecoder().decode(Reference.self, from: Fixture.data("width/widths.json"))
        }
    }

    @Test func theTablesHaveTheFixturesVersion() throws {
        #expect(try Reference.read().unicode == CellWidth.unicodeVersion)
    }

    /// Every assigned scalar; the README of the fixture explains each exception.
    @Test func scalarsAreAsWideAsTheReferenceSays() throws {
        var compared = 0
        for run in try Reference.read().scalars {
            for value in run[0]...run[1] {
                guard let scalar = Unicode.Scalar(value) else { continue }
                compared += 1
                let columns = CellWidth.of(scalar)
                switch value {
                case 0x1F1E6...0x1F1FF: #expect(columns == 1)
                case 0x3164, 0xFFA0: #expect(run[2] == 0)
                default:
                    if columns != Int(run[2]) {
                        // What is too new for the toolchain's Unicode is replaced by the gate.
                        let category = scalar.properties.generalCategory
                        #expect(
                            [.spacingMark, .unassigned].contains(category) && columns == 1 && run[2] == 0,
                            "U+\(String(value, radix: 16)): \(columns), not \(run[2])")
                    }
                }
            }
        }
        #expect(compared > 150_000)
    }

    @Test func textsAreAsWideAsTheReferenceSays() throws {
        // Narrow symbols stay narrow when they ask for emoji presentation; spacing marks get a cell.
        let ours = [
            "❤\u{fe0f}": 1, "☀\u{fe0f}": 1, "1\u{fe0f}\u{20e3}": 1, "#\u{fe0f}\u{20e3}": 1,
            "🏳\u{fe0f}\u{200d}🌈": 1, "की": 2,
        ]
        for entry in try Reference.read().texts {
            let columns = CellWidth.of(SafeText(untrusted: entry.text))
            #expect(columns == ours[entry.text] ?? entry.columns, "\(entry.text)")
        }
    }

    @Test func joinedSequencesAreDrawnAsTheirFirstEmoji() {
        func drawn(_ text: Character) -> String {
            var result = ""
            Glyph.forEach(in: text) { glyph, _ in result += glyph.text }
            return result
        }
        #expect(drawn("👩‍👩‍👧") == "👩")
        #expect(drawn("👍🏽") == "👍")
        #expect(drawn("🇩🇪") == "DE")
        #expect(drawn("❤️") == "❤")
        #expect(drawn("1️⃣") == "1\u{20e3}")
        #expect(drawn("e\u{301}") == "e\u{301}")
        #expect(drawn("\u{301}") == "◌\u{301}")
        #expect(drawn("क्‍ष") == "क्ष")
        #expect(drawn("🏽") == "🏽")
        #expect(drawn("각") == "각")
        #expect(drawn("\u{1100}\u{1161}\u{11a8}") == "\u{1100}\u{1161}\u{11a8}")
    }

    @Test func aCellHoldsFiveScalarsAtMost() {
        var glyphs: [Glyph] = []
        Glyph.forEach(in: "a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}") { glyph, _ in glyphs.append(glyph) }
        #expect(glyphs.map(\.text) == ["a\u{300}\u{301}\u{302}\u{303}"])
    }
}
