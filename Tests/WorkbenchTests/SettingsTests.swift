import Foundation
import LecternTesting
import TerminalUI
import Testing

@testable import Workbench

struct SettingsTests {
    private func load(
        user: String? = nil, system: String? = nil, project: String? = nil,
        environment: [String: String] = [:]
    ) throws -> (settings: Settings, problems: [SettingsLoader.Problem]) {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        for (text, name) in [(user, "config.toml"), (system, "system.toml"), (project, "work/.lectern.toml")]
        {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: folder.appending(path: "work/deep/er"), withIntermediateDirectories: true)
            try text?.write(to: file, atomically: true, encoding: .utf8)
        }
        return SettingsLoader(
            userFile: folder.appending(path: "config.toml"),
            systemFile: folder.appending(path: "system.toml"),
            environment: environment, folder: folder.appending(path: "work/deep/er")
        ).load()
    }

    @Test func everyLayerWinsOverTheOneBelow() throws {
        var (settings, problems) = try load(
            user: "theme = \"nord\"\n[engine]\nthreads = 2\ncra = 0.9\n",
            system: "theme = \"mono\"\n[engine]\nrows = 0.1",
            project: "[engine]\nthreads = 3\n", environment: ["LECTERN_ENGINE_CRA": "0.99"])
        #expect(problems.isEmpty, "\(problems)")
        #expect(settings.text(.theme) == "nord")
        #expect(settings.number(.threads) == 3)
        #expect(settings.number(.coverage) == 0.99)
        #expect(settings.number(.rows) == 0.1)
        #expect(settings.number(.window) == 0.08)
        settings.setFlag(.threads, to: "4")
        settings.setFlag(.coverage, to: nil)
        #expect(settings.number(.threads) == 4)
        settings.set(.threads, to: .number(5), from: .session)
        #expect(settings.history(of: .threads).map(\.value.shown) == ["0", "2", "3", "4", "5"])
        #expect(settings.origin(of: .coverage) == .environment(name: "LECTERN_ENGINE_CRA"))
    }

    @Test func whatCannotBeUsedIsNamedWithItsLine() throws {
        let (settings, problems) = try load(
            user:
                "theme = 3\nthem = \"nord\"\n\n[engine]\nthreads = \"many\"\ncra = 0.9\n[cite]\nverify = \"always\"\n",
            environment: ["LECTERN_MOUSE_ENABLED": "perhaps"])
        #expect(problems.map(\.line) == [1, 2, 5, 8, nil] || Set(problems.map(\.line)) == [1, 2, 5, 8, nil])
        #expect(
            problems.contains { $0.description.contains("LECTERN_MOUSE_ENABLED: “perhaps” is not on or off") }
        )
        #expect(
            problems.contains {
                $0.description.hasSuffix("config.toml:5: “engine.threads” takes a whole number from 0 to 256")
            })
        #expect(settings.number(.coverage) == 0.9)
        #expect(settings.text(.theme) == "auto")
    }

    @Test func aProjectMayNeitherChooseModelsNorServers() throws {
        let (settings, problems) = try load(
            project:
                "theme = \"nord\"\n[endpoint]\nurl = \"http://evil.example\"\n[model]\nname = \"/tmp/x.gguf\"\n"
        )
        #expect(settings.text(.theme) == "nord")
        #expect(settings.name(.endpoint) == nil)
        #expect(settings.name(.model) == nil)
        #expect(problems.count == 2)
    }

    @Test func whatIsNoTOMLLeavesTheDefaults() throws {
        let (settings, problems) = try load(user: "theme = \"nord\"\n[engine\n")
        #expect(settings.text(.theme) == "auto")
        #expect(problems.map(\.line) == [2])
    }

    @Test func oneValueIsRewrittenAndTheRestStays() throws {
        let text = """
            # mine
            theme = "nord"   # cold

            [engine]
            threads = 2 # two
            # cra = 0.9

            [display]
            title = false

            """
        func rewritten(_ setting: Setting, _ value: SettingValue?) -> [String] {
            SettingsFile.rewriting(text, setting, value).split(
                separator: "\n", omittingEmptySubsequences: false
            )
            .map(String.init)
        }
        #expect(rewritten(.theme, .text("a \"b\""))[1] == #"theme = "a \"b\""   # cold"#)
        #expect(rewritten(.threads, .number(4))[4] == "threads = 4 # two")
        #expect(rewritten(.threads, nil)[4] == "# cra = 0.9")
        #expect(rewritten(.coverage, .number(0.97))[6] == "cra = 0.97")
        #expect(rewritten(.title, .flag(true))[8] == "title = true")
        #expect(rewritten(.fit, .text("head")).suffix(4) == ["", "[answer]", "fit = \"head\"", ""])
        #expect(SettingsFile.rewriting("", .theme, .text("mono")) == "theme = \"mono\"\n")
        #expect(
            SettingsFile.rewriting("[cite]\nverify = \"ask\"\n", .theme, .text("x")).hasPrefix(
                "theme = \"x\"\n[cite]"))
        #expect(SettingsFile.rewriting(text, .mouse, nil) == text)
    }

    @Test func aDamagedFileIsNotWrittenTo() throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "new/config.toml")
        try SettingsFile.set(.theme, to: .text("nord"), in: file)
        #expect(try String(contentsOf: file, encoding: .utf8) == "theme = \"nord\"\n")
        let permissions =
            try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(permissions == 0o600)
        try "theme = [\n".write(to: file, atomically: true, encoding: .utf8)
        #expect(throws: SettingsFile.Failure.self) {
            try SettingsFile.set(.theme, to: .text("mono"), in: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == "theme = [\n")
    }

    @Test func theTemplateHoldsEverySettingAndIsTOML() throws {
        let (_, problems) = try load(user: FileTemplates.settings)
        #expect(problems.isEmpty)
        let uncommented = FileTemplates.settings.split(separator: "\n").map { line in
            line.hasPrefix("# ") && line.contains(" = ") && !line.contains("; takes ")
                ? String(line.dropFirst(2)) : String(line)
        }.joined(separator: "\n")
        let (settings, found) = try load(user: uncommented)
        #expect(found.isEmpty, "\(found)")
        for setting in Setting.allCases {
            #expect(settings.history(of: setting).count == 2, "\(setting.rawValue)")
            #expect(settings.value(of: setting) == setting.standard)
        }
    }

    // MARK: Screen

    static func stage(width: Int, height: Int) -> Stage {
        SettingsTests().stage(width: width, height: height)
    }

    private func stage(width: Int = 80, height: Int = 24) -> Stage {
        var stage = Stage.reading(width: width, height: height)
        stage.press("gs")
        stage.send(.themesListed(["auto", "terminal", "mono", "nord"], paths: [("library", "/data")]))
        stage.forget()
        return stage
    }

    @Test func movingThroughThemesTriesThemAndEscapePutsTheOldOneBack() {
        var stage = stage()
        stage.press("gh")
        stage.send(.themesListed(["auto", "terminal", "mono", "nord"], paths: []))
        stage.forget()
        stage.press("jj")
        #expect(stage.effects == [.useTheme("terminal", nil), .useTheme("mono", nil)])
        stage.press("t")
        #expect(stage.effects.last == .useTheme("mono", .direct))
        stage.forget()
        stage.press("<Esc>")
        #expect(stage.effects == [.useTheme(nil, nil)])
        stage.forget()
        stage.press("G<Enter>")
        #expect(stage.effects.suffix(2) == [.useTheme(nil, nil), .saveSetting(.theme, .text("nord"))])
        stage.send(.settingSaved(.theme, .text("nord"), path: "/config.toml"))
        #expect(stage.state.settings.origin(of: .theme) == .user(path: "/config.toml"))
        stage.press("q")
        #expect(stage.state.screen == .reader)
    }

    @Test func flagsTurnChoicesAreChosenNumbersAreTyped() {
        var stage = stage()
        stage.state.settingsScreen.show(.numbers)
        stage.press("<Enter>")
        #expect(stage.effects == [.saveSetting(.numbers, .flag(false))])
        #expect(!stage.state.reader.showsNumbers)
        stage.forget()
        stage.state.settingsScreen.show(.verify)
        stage.press("<Enter>j<Enter>")
        #expect(stage.effects == [.saveSetting(.verify, .text("ask"))])
        #expect(!stage.state.verifiesAnswers)
        stage.forget()
        stage.state.settingsScreen.show(.threads)
        stage.press("<Enter>")
        stage.press("9<Enter>")
        #expect(stage.effects == [.saveSetting(.threads, .number(9))])
        stage.forget()
        stage.press("<Enter><C-u>999<Enter>")
        #expect(stage.effects.isEmpty)
        #expect(stage.state.message?.text == "engine.threads takes a whole number from 0 to 256")
        stage.press("x")
        #expect(stage.effects == [.saveSetting(.threads, nil)])
    }

    @Test func asciiShapesComeAtOnce() {
        var stage = stage()
        _ = stage.state.set(.glyphs, toText: "ascii")
        #expect(stage.state.glyphs == .ascii)
        #expect(!stage.text.contains("━"))
        _ = stage.state.set(.glyphs, toText: "auto")
        stage.send(.themeShown(usesASCII: true))
        #expect(stage.state.glyphs == .ascii)
        stage.send(.themeShown(usesASCII: false))
        #expect(stage.state.glyphs == .unicode)
    }

    @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 60)])
    func screens(width: Int, height: Int) throws {
        var stage = stage(width: width, height: height)
        try expectScreen(stage, matches: "settings-\(width)x\(height)")
        stage.press("gh")
        stage.send(.themesListed(["auto", "terminal", "mono", "nord"], paths: []))
        stage.press("jjj")
        try expectScreen(stage, matches: "themes-\(width)x\(height)")
    }
}
