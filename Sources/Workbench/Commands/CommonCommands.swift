import LecternEngine
import TerminalUI

extension AppState {
    /// Commands that work on every screen.
    static let commonCommands: [Command] =
        ScreenID.allCases.map { target in
            Command(
                "go.\(target.rawValue)", "go to \(target.title)", in: .program,
                keys: ["g\(target.letter)", "<F\(target.functionKey)>"],
                disabledReason: { state in
                    switch target {
                    case .library, .label, .engine: nil
                    case .reader: state.reader.opened == nil ? "No document is open; ⏎ opens one" : nil
                    case .cite:
                        state.reader.turns.contains { !$0.statements.isEmpty }
                            ? nil : "There is no answer to look into yet"
                    case .reward: state.reader.opened == nil ? "No document is open; ⏎ opens one" : nil
                    }
                }
            ) { state, _ in
                state.go(to: target)
                switch target {
                case .library: return [.listDocuments(matching: state.library.filter)]
                case .label: return [.openLabels(state.label.labelled?.set.name)]
                case .cite: state.openCite()
                case .reward: return state.openReward()
                case .reader, .engine: break
                }
                return []
            }
        } + [
            Command("help", "show the keys of this screen", in: .program, keys: ["?", "<F1>"]) { state, _ in
                state.overlay = .help(HelpView.pane(for: state))
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
