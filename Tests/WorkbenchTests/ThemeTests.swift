import Foundation
import LecternTesting
import TerminalUI
import Testing

@testable import Workbench

struct ThemeTests {
    private static let folder = Fixture.packageRoot.appending(path: "Themes")
    private static let names = ThemeLoader(folders: [folder]).names()

    @Test func thereIsALightAndADarkTheme() throws {
        let variants = try Self.names.map {
            try ThemeLoader(folders: [Self.folder]).load($0, depth: .direct).theme.variant
        }
        #expect(variants.contains(.light) && variants.contains(.dark))
    }

    @Test(arguments: names)
    func everyThemeLoadsWithoutWarnings(name: String) throws {
        for depth in ColorDepth.allCases {
            let (_, warnings) = try ThemeLoader(folders: [Self.folder]).load(name, depth: depth)
            #expect(warnings.isEmpty, "\(warnings)")
        }
    }

    /// WCAG: 4.5 for text, 3 for borders and what is off.
    @Test(arguments: names)
    func textStandsOutFromItsGround(name: String) throws {
        let theme = try ThemeLoader(folders: [Self.folder]).load(name, depth: .direct).theme
        // Mono themes have the terminal's colours.
        for contrast in theme.contrasts where !theme.isMono {
            let ratio = try #require(contrast.ratio, "\(contrast.role.rawValue) has no exact colours")
            #expect(ratio >= contrast.needed, "\(contrast.role.rawValue): \(ratio)")
        }
    }

    @Test(arguments: names)
    func whatMattersIsToldApartWithoutColours(name: String) throws {
        let theme = try ThemeLoader(folders: [Self.folder]).load(name, depth: .mono).theme
        #expect(theme[.citeActive] != theme[.citeOther])
        #expect(theme[.citeOther] != theme[.fg])
        #expect(theme[.cursor] != theme[.fg])
        #expect(theme[.match] != theme[.matchCurrent])
        for role in StyleRole.allCases { #expect(theme[role].foreground == theme[.fg].foreground) }
    }

    @Test func mistakesAreWarnedOfAndTheRestCounts() throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try """
        name = "Broken"
        variant = "purple"
        surprise = 1
        [palette]
        ink = "#12"
        [roles]
        fg = { fg = "#ffffff", attrs = ["bold", "loud"], size = 3 }
        nonsense = "red"
        cursor = { fg = "nosuch", ansi = "a/b/c" }
        title = 7
        """.write(to: folder.appending(path: "broken.toml"), atomically: true, encoding: .utf8)
        let (theme, warnings) = try ThemeLoader(folders: [folder]).load("broken", depth: .direct)
        #expect(theme.name == "Broken")
        #expect(theme[.fg].foreground == .rgb(255, 255, 255))
        #expect(theme[.fg].attributes.contains(.bold))
        #expect(theme[.title].foreground == .palette(7))
        #expect(warnings.count == 8, "\(warnings)")
        #expect(warnings.allSatisfy { $0.file == "broken.toml" })
    }

    @Test func whatIsNoTOMLNamesTheLine() throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try "name = \"x\"\n[roles\n".write(
            to: folder.appending(path: "bad.toml"), atomically: true, encoding: .utf8)
        let error = #expect(throws: ThemeError.self) {
            _ = try ThemeLoader(folders: [folder]).load("bad", depth: .direct)
        }
        guard case .notTOML(_, let line, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(line == 2)
    }

    @Test func circlesAndUnknownNamesAreErrors() throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, parent) in [("a", "b"), ("b", "a")] {
            try "inherits = \"\(parent)\"\n".write(
                to: folder.appending(path: "\(name).toml"), atomically: true, encoding: .utf8)
        }
        let loader = ThemeLoader(folders: [folder])
        #expect(throws: ThemeError.circle(["a", "b", "a"])) { _ = try loader.load("a", depth: .direct) }
        #expect(throws: ThemeError.notFound("c", known: ["a", "b"])) {
            _ = try loader.load("c", depth: .direct)
        }
        #expect(throws: ThemeError.self) { _ = try loader.load("../a", depth: .direct) }
    }
}
