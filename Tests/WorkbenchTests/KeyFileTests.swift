import TerminalUI
import Testing

@testable import Workbench

struct KeyFileTests {
    @Test func aFileGivesCommandsOtherKeys() {
        let (bindings, problems) = KeyFile.read(
            """
            [reader]
            "citation.next" = ["]", "<C-n>"]
            "view.numbers" = "é"
            unbind = ["x"]
            [everywhere]
            "help" = ["<F1>", "g?"]
            """)
        #expect(problems.isEmpty, "\(problems)")
        let reader = bindings.map(for: .reader)
        #expect(reader.match(["<C-n>"]) == .command("citation.next"))
        #expect(reader.match(["é"]) == .command("view.numbers"))
        #expect(reader.match(["Z"]) == .none)
        #expect(reader.match(["x"]) == .none)
        #expect(reader.match(["g", "?"]) == .command("help"))
        #expect(bindings.map(for: .library).match(["?"]) == .none)
        #expect(bindings.isChanged("citation.next", on: .reader))
        #expect(!bindings.isChanged("citation.previous", on: .reader))
    }

    @Test func conflictsAndMistakesAreReportedWithTheirLines() {
        let (bindings, problems) = KeyFile.read(
            """
            preset = "emacs"
            [reader]
            "citation.next" = "["
            "view.zoom" = "gg"
            "no.such" = "k"
            "view.find" = ["<Nokey>"]
            [nowhere]
            a = "b"
            """)
        let lines = problems.compactMap(\.line)
        #expect(lines == lines.sorted())
        let said = problems.map(\.description)
        #expect(said.contains { $0.hasPrefix("1: preset “emacs”") })
        #expect(said.contains { $0.hasPrefix("3: “citation.next” takes “[” away from “citation.previous”") })
        #expect(said.contains { $0.hasPrefix("4: “view.zoom” takes “gg” away from “read.first”") })
        #expect(said.contains { $0.hasPrefix("5: there is no command “no.such” of [reader]") })
        #expect(said.contains { $0.hasPrefix("6: “<Nokey>” is not the name of a key") })
        #expect(said.contains { $0.hasPrefix("7: there is no screen “nowhere”") })
        #expect(bindings.map(for: .reader).match(["["]) == .command("citation.next"))
    }

    @Test func whatIsNoTOMLLeavesThePreset() {
        let (bindings, problems) = KeyFile.read("[reader\n")
        #expect(problems.map(\.line) == [1])
        #expect(bindings.map(for: .reader).match(["]"]) == .command("citation.next"))
    }

    @Test func presetsAddAndTakeAway() {
        let vim = KeyBindings(preset: .vim)
        #expect(vim.problems.isEmpty)
        #expect(vim.map(for: .reader).match(["Z", "Z"]) == .none)
        #expect(vim.map(for: .library).match(["Z", "Z"]) == .command("quit"))
        #expect(vim.map(for: .reader).match(["<C-f>"]) == .command("read.page-down"))
        let plain = KeyBindings(preset: .plain)
        #expect(plain.map(for: .reader).match(["j"]) == .none)
        #expect(plain.map(for: .reader).match([.down]) == .command("read.down"))
        #expect(plain.map(for: .reader).match(["<F12>"]) == .command("answer.ask"))
        #expect(plain.map(for: .library).match(["<F10>"]) == .command("palette"))
    }

    @Test func theTemplateIsReadAsItIs() {
        let (bindings, problems) = KeyFile.read(FileTemplates.keys(.standard))
        #expect(problems.isEmpty, "\(problems)")
        let all = FileTemplates.keys(.standard).split(separator: "\n").map { line in
            line.hasPrefix("# \"") ? String(line.dropFirst(2)) : String(line)
        }.joined(separator: "\n")
        let (same, found) = KeyFile.read(all)
        #expect(found.isEmpty, "\(found)")
        for screen in ScreenID.allCases {
            for command in screen.allCommands {
                for name in command.keys {
                    let keys = Key.sequence(name) ?? []
                    #expect(same.map(for: screen).match(keys) == .command(command.id), "\(screen) \(name)")
                    #expect(bindings.map(for: screen).match(keys) == .command(command.id))
                }
            }
        }
    }

    @Test func helpAndHintsFollowTheFile() {
        var stage = Stage.reading()
        stage.send(.keysLoaded(KeyFile.read("[reader]\n\"citation.next\" = \"<C-n>\"\n").bindings))
        stage.press("?")
        #expect(stage.text.contains("Keys: Read"))
        guard case .text(let help)? = stage.state.overlay else { return }
        #expect(help.pane.text.contains("·Ctrl-n"))
        stage.press("<Esc><C-n>")
        #expect(stage.state.reader.selected != nil || stage.state.reader.focus == .source)
    }
}
