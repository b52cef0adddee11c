import Foundation
import LecternTesting
import Testing

@testable import TerminalUI

struct ColorTests {
    private struct Reference: Decodable {
        struct Nearest: Decodable {
            let color: String
            let index: UInt8

            init(from decoder: any Decoder) throws {
                var pair = try decoder.unkeyedContainer()
                color = try pair.decode(String.self)
                index = try pair.decode(UInt8.self)
            }
        }

        struct Contrast: Decodable {
            let first: String
            let second: String
            let ratio: Double

            init(from decoder: any Decoder) throws {
                var triple = try decoder.unkeyedContainer()
                first = try triple.decode(String.self)
                second = try triple.decode(String.self)
                ratio = try triple.decode(Double.self)
            }
        }

        let nearest: [Nearest]
        let contrast: [Contrast]
    }

    private let reference: Reference

    init() throws {
        reference = try JSONDecoder().decode(Reference.self, from: Fixture.data("color/colors.json"))
    }

    @Test func theNearestOfTheFixedColoursIsTaken() throws {
        for sample in reference.nearest {
            let color = try #require(RGB(hex: sample.color))
            let index = ColorReduction.nearestFixed(color)
            // Some colours stand in the palette twice.
            let values = ColorReduction.paletteValues
            #expect(
                values[Int(index)] == values[Int(sample.index)],
                "\(sample.color): \(index), not \(sample.index)")
            #expect(index >= 16)
        }
    }

    @Test func contrastIsThatOfTheGuidelines() throws {
        for pair in reference.contrast {
            let ratio = try #require(RGB(hex: pair.first)).contrast(with: #require(RGB(hex: pair.second)))
            #expect(abs(ratio - pair.ratio) < 0.01, "\(pair)")
        }
    }

    @Test func hexadecimalFormsAreRead() {
        #expect(RGB(hex: "#1e1e2e") == RGB(red: 30, green: 30, blue: 46))
        #expect(RGB(hex: "#fa0") == RGB(red: 255, green: 170, blue: 0))
        for text in ["", "#", "1e1e2e", "#12", "#1234", "#12345g", "#１２３", "# 12345"] {
            #expect(RGB(hex: text) == nil)
        }
    }

    @Test func coloursSurviveBeingPacked() {
        #expect(Color.rgb(1, 2, 3).kind == .exact(RGB(red: 1, green: 2, blue: 3)))
        #expect(Color.palette(255).kind == .palette(255))
        #expect(Color.palette(0) != .clear && Color.rgb(0, 0, 0) != .terminal)
    }

    @Test func fewerColoursAreAskedForWhereThereAreFewer() {
        func reduce(_ color: Color, _ depth: ColorDepth, isBackground: Bool = false) -> Color {
            ColorReduction.reduce(color, to: depth, isBackground: isBackground)
        }
        #expect(reduce(.rgb(1, 2, 3), .direct) == .rgb(1, 2, 3))
        #expect(reduce(.palette(208), .indexed256) == .palette(208))
        #expect(reduce(.rgb(255, 135, 0), .indexed256) == .palette(208))
        #expect(reduce(.rgb(250, 10, 10), .ansi16) == .brightRed)
        #expect(reduce(.brightRed, .ansi8) == .red)
        #expect(reduce(.rgb(250, 10, 10), .ansi8) == .red)
        #expect(reduce(.red, .mono) == .terminal)
        #expect(reduce(.clear, .direct) == .terminal)
        // Common palettes make bright black the background: text must not vanish in it.
        #expect(reduce(.rgb(127, 127, 127), .ansi16) != .brightBlack)
        #expect(reduce(.rgb(127, 127, 127), .ansi16, isBackground: true) == .brightBlack)
    }

    // MARK: Depth

    private func choose(
        _ environment: [String: String], option: ColorDepth? = nil, mono: Bool = false, rgb: Bool = false,
        colors: Int = 256
    ) -> String {
        let choice = ColorDepth.choose(
            option: option, environment: environment, themeIsMono: mono,
            terminfo: ColorDepth.TerminfoColors(hasRGB: rgb, colors: colors))
        return "\(choice.depth.name): \(choice.reason)"
    }

    @Test func theFirstRuleThatAppliesDecides() {
        #expect(choose(["NO_COLOR": "1"], option: .direct) == "24-bit: asked for with --color")
        #expect(choose(["NO_COLOR": "1", "FORCE_COLOR": "3"]) == "mono: NO_COLOR is set")
        #expect(choose(["NO_COLOR": ""]) == "256: terminfo has 256 colors")
        #expect(choose(["FORCE_COLOR": "3"], mono: true) == "24-bit: FORCE_COLOR is 3")
        #expect(choose(["FORCE_COLOR": "0"]) == "mono: FORCE_COLOR is 0")
        #expect(choose(["CLICOLOR_FORCE": "1"], mono: true, colors: 0) == "16: CLICOLOR_FORCE is set")
        #expect(
            choose(["CLICOLOR_FORCE": "1", "COLORTERM": "truecolor"]) == "24-bit: COLORTERM is truecolor")
        #expect(choose(["CLICOLOR_FORCE": "0"], mono: true) == "mono: the theme has no colours")
        #expect(choose(["COLORTERM": "truecolor"], mono: true) == "mono: the theme has no colours")
        #expect(choose([:], rgb: true, colors: 8) == "24-bit: terminfo has RGB")
        #expect(choose(["COLORTERM": "24bit"], colors: 8) == "24-bit: COLORTERM is 24bit")
        #expect(choose(["COLORTERM": "gnome-terminal"]) == "256: terminfo has 256 colors")
        #expect(choose([:], colors: 16) == "16: terminfo has 16 colors")
        #expect(choose([:], colors: 8) == "8: terminfo has 8 colors")
        #expect(choose([:], colors: 0) == "mono: terminfo has no colors")
    }

    @Test func depthsAreReadFromTheirNames() {
        for depth in ColorDepth.allCases { #expect(ColorDepth(name: depth.name) == depth) }
        #expect(ColorDepth(name: "truecolor") == .direct)
        #expect(ColorDepth(name: "never") == .mono)
        #expect(ColorDepth(name: "lots") == nil)
    }

    // MARK: Pairs

    private func value(_ number: Int32) -> RGB? {
        number < 0 ? nil : ColorReduction.paletteValues[Int(number)]
    }

    @Test func pairsAreGivenOnDemandAndKept() {
        var table = PairTable(limit: 8)
        #expect(table.pair(for: .terminal, value: value) == .known(0))
        let red = PairTable.Colors(foreground: 1, background: -1)
        #expect(table.pair(for: red, value: value) == .new(1))
        #expect(table.pair(for: red, value: value) == .known(1))
    }

    @Test func whenPairsRunOutTheNearestServes() {
        var table = PairTable(limit: 3)
        _ = table.pair(for: PairTable.Colors(foreground: 9, background: 0), value: value)
        _ = table.pair(for: PairTable.Colors(foreground: 12, background: 0), value: value)
        #expect(table.isFull)
        #expect(table.pair(for: PairTable.Colors(foreground: 1, background: 0), value: value) == .nearest(1))
        #expect(table.pair(for: PairTable.Colors(foreground: 4, background: 0), value: value) == .nearest(2))
        // What isn't on the screen any more makes room.
        table.keep([PairTable.Colors(foreground: 12, background: 0)])
        #expect(table.pair(for: PairTable.Colors(foreground: 1, background: 0), value: value) == .new(1))
        #expect(table.pair(for: PairTable.Colors(foreground: 12, background: 0), value: value) == .known(2))
    }

    @Test func withoutColoursThereIsOnePair() {
        var table = PairTable(limit: 1)
        #expect(table.pair(for: PairTable.Colors(foreground: 1, background: 2), value: value) == .nearest(0))
    }

    @Test func stylesLieOverEachOther() {
        let lower = Style(foreground: .red, background: .blue, attributes: .bold)
        let upper = Style(foreground: .green, attributes: .underline)
        #expect(
            upper.over(lower)
                == Style(foreground: .green, background: .blue, attributes: [.bold, .underline]))
        #expect(Style().over(lower) == lower)
        #expect(Style(background: .terminal).over(lower).background == .terminal)
    }
}
