import TerminalUI

extension EngineScreen {
    private static let needsRun: @Sendable (AppState) -> String? = { state in
        state.engine.runs.shown == nil ? "Nothing was asked yet; figures appear here when you ask" : nil
    }
    private static let needsMap: @Sendable (AppState) -> String? = { state in
        needsRun(state) ?? (state.engine.map == nil ? "There is no map of this run" : nil)
    }

    static let commands: [Command] = runCommands + viewCommands + motions

    private static let runCommands: [Command] = [
        Command(
            "engine.open", "the sentences that this head looks at; then that sentence in the document",
            hint: "sentences", in: .view, keys: ["<Enter>"], disabledReason: needsMap
        ) { state, _ in
            state.openEnginePlace()
            return []
        },
        Command(
            "engine.measure", "density, CRA, least CRA, columns in turn", hint: "view", in: .view,
            keys: ["v"],
            disabledReason: needsMap
        ) { state, _ in
            let all = EngineMeasure.allCases
            state.engine.measure = all[(state.engine.measure.rawValue + 1) % all.count]
            return []
        },
        Command(
            "engine.runs", "the last runs", hint: "runs", in: .answer, keys: ["r"], disabledReason: needsRun
        ) {
            state, _ in
            state.chooseRun()
            return []
        },
        Command("engine.run-previous", "the run before", in: .answer, keys: ["["], disabledReason: needsRun) {
            state, count in
            state.engine.runs.show(state.engine.runs.shownIndex - count)
            return []
        },
        Command("engine.run-next", "the run after", in: .answer, keys: ["]"], disabledReason: needsRun) {
            state, count in
            state.engine.runs.show(state.engine.runs.shownIndex + count)
            return []
        },
        Command(
            "engine.copy", "copy the figures as text", hint: "copy", in: .answer, keys: ["y"],
            disabledReason: needsRun
        ) { state, _ in state.copyRun() },
        Command(
            "engine.export", "write the figures into a new JSON file", hint: "export", in: .answer,
            keys: ["X"],
            disabledReason: needsRun
        ) { state, _ in
            state.overlay = .prompt(
                Prompt(.exportRun, text: "run-\(state.engine.runs.shown?.number ?? 1).json"))
            return []
        },
        Command(
            "engine.stop", "stop the answer that is being written and keep what there is", in: .answer,
            keys: ["<Esc>"]
        ) { state, _ in state.reader.job.map { [.stop($0.id)] } ?? [] },
    ]

    private static let viewCommands: [Command] = [
        Command("engine.next", "next pane", hint: "pane", in: .view, keys: ["<Tab>"]) { state, _ in
            state.engine.focusNext(1)
            return []
        },
        Command("engine.previous", "previous pane", in: .view, keys: ["<S-Tab>"]) { state, _ in
            state.engine.focusNext(-1)
            return []
        },
        Command("engine.back", "back", in: .program, keys: ["q", "<BS>", "H"]) { state, _ in
            if state.engine.focus == .places {
                state.engine.focus = .map
            } else {
                state.go(to: state.reader.opened == nil ? .library : .reader)
            }
            return []
        },
    ]

    private static let motions: [Command] =
        [
            ("down", "next layer or sentence", ["j", "<Down>"], ScrollMotion.lineDown),
            ("up", "previous layer or sentence", ["k", "<Up>"], .lineUp),
            ("half-down", "half a page down", ["<C-d>", "<PgDn>"], .halfPageDown),
            ("half-up", "half a page up", ["<C-u>", "<PgUp>"], .halfPageUp),
            ("first", "first layer or sentence", ["gg", "<Home>"], .start),
            ("last", "last layer or sentence", ["G", "<End>"], .end),
        ].map { name, help, keys, motion in
            Command("engine.\(name)", help, in: .move, keys: keys) { state, count in
                state.engine.move(motion, count)
                return []
            }
        }
        + [
            ("left", "head to the left", ["h", "<Left>"], -1),
            ("right", "head to the right", ["l", "<Right>"], 1),
        ]
        .map { name, help, keys, step in
            Command("engine.\(name)", help, in: .move, keys: keys) { state, count in
                if state.engine.focus == .map { state.engine.move(layers: 0, heads: step * count) }
                return []
            }
        }

    mutating func move(_ motion: ScrollMotion, _ count: Int) {
        guard focus == .map else { return list.move(motion, count: count) }
        switch motion {
        case .start: go(toLayer: 0, head: head)
        case .end: go(toLayer: .max, head: head)
        default: move(layers: (motion.distance(page: layout.cellRows) ?? 0) * count, heads: 0)
        }
    }
}
