import LecternEngine
import TerminalUI

extension AppState {
    /// Commands that work on every screen.
    static let commonCommands: [Command] =
        ScreenID.allCases.map { target in
            Command(
                "go.\(target.rawValue)", "go to \(target.title)", in: .program,
                keys: ["g\(target.letter)"] + (target.functionKey.map { ["<F\($0)>"] } ?? []),
                disabledReason: { state in
                    switch target {
                    case .library, .label, .engine, .models, .settings: nil
                    case .reader: state.reader.opened == nil ? "No document is open; ⏎ opens one" : nil
                    case .cite:
                        state.reader.turns.contains { !$0.statements.isEmpty }
                            ? nil : "There is no answer to look into yet"
                    case .reward: state.reader.opened == nil ? "No document is open; ⏎ opens one" : nil
                    }
                }
            ) { state, _ in
                if target != .settings { state.go(to: target) }
                switch target {
                case .library: return [.listDocuments(matching: state.library.filter)]
                case .label: return [.openLabels(state.label.labelled?.set.name)]
                case .cite: state.openCite()
                case .reward: return state.openReward()
                case .settings: return state.openSettings()
                case .models: return [.models(.list)]
                case .reader, .engine: break
                }
                return []
            }
        } + [
            Command("help", "show the keys of this screen", in: .program, keys: ["?", "<F1>"]) { state, _ in
                state.overlay = .text(HelpView.overlay(for: state, state.screen))
                state.layOut()
                return []
            },
            Command(
                "palette", "commands, actions, documents, headings, settings by name", hint: "command",
                in: .program, keys: [":", "<F10>"]
            ) { state, _ in state.openPalette() },
            Command("jobs", "what runs and what waits; Esc there stops it", in: .program, keys: ["gj"]) {
                state, _ in
                state.openJobs()
                state.layOut()
                return []
            },
            Command("themes", "choose a theme", in: .program, keys: ["gh"]) { state, _ in
                state.openSettings(at: .themes)
            },
            Command("mouse", "mouse on, off", in: .program, keys: ["gM"]) { state, _ in
                let isOn = !state.settings.isOn(.mouse)
                state.settings.set(.mouse, to: .flag(isOn), from: .session)
                state.say(isOn ? "mouse on" : "mouse off: the terminal selects; gM switches it on again")
                return [.setMouse(isOn)]
            },
            Command("messages", "everything that was said", in: .program, keys: ["g."]) { state, _ in
                state.showMessages()
                return []
            },
            Command("mark.go", "go to a mark; its letter follows", in: .program, keys: ["'"]) { state, _ in
                state.markRequest = .go
                return []
            },
            Command("redraw", "draw the screen again", in: .program, keys: ["<C-l>"]) { _, _ in [.redraw] },
            Command("suspend", "stop Lectern; “fg” goes on", in: .program, keys: ["<C-z>"]) { _, _ in
                [.suspend]
            },
            Command("quit", "quit; asks only when an answer is being written", in: .program, keys: ["Q"]) {
                state, _ in
                state.reader.job == nil ? [.quit(0)] : state.askToQuit()
            },
        ]
}
