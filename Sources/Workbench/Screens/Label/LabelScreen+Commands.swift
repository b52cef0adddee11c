import LecternEngine
import TerminalUI

extension LabelScreen {
    private static let needsItem: @Sendable (AppState) -> String? = { state in
        if state.label.labelled == nil { return "There is no set to label yet; n makes one" }
        return state.label.slot == nil ? "All items are done; u takes back, p goes back" : nil
    }
    private static let needsSet: @Sendable (AppState) -> String? = { state in
        state.label.labelled == nil ? "There is no set to label yet; n makes one" : nil
    }

    static let commands: [Command] =
        choiceCommands + rowCommands + itemCommands + setCommands + motionCommands

    /// Letters that name the first candidates; more are placed with Space.
    static let letters = ["a", "b", "c", "d", "e", "f"]

    private static let choiceCommands: [Command] =
        letters.enumerated().map { side, letter in
            Command(
                "label.choose.\(letter)",
                side == 0
                    ? "A is better; of more than two, type the order, best first"
                    : "\(letter.uppercased()) likewise",
                hint: side == 0 ? "A better" : side == 1 ? "B better" : "", in: .label, keys: [letter],
                disabledReason: needsItem
            ) { state, _ in state.choose(side: side) }
        } + [
            Command(
                "label.tie", "tie: both are good", hint: "tie", in: .label, keys: ["t"],
                disabledReason: needsItem
            ) {
                state, _ in state.chooseTie(.bothGood)
            },
            Command(
                "label.bad", "tie: both are bad", hint: "both bad", in: .label, keys: ["x"],
                disabledReason: needsItem
            ) { state, _ in state.chooseTie(.bothBad) },
            Command("label.muchA", "A is much better", in: .label, keys: ["A"], disabledReason: needsItem) {
                state, _ in
                state.choose(side: 0, much: true)
            },
            Command("label.muchB", "B is much better", in: .label, keys: ["B"], disabledReason: needsItem) {
                state, _ in
                state.choose(side: 1, much: true)
            },
            Command(
                "label.place", "the focused candidate is next in the order", in: .label, keys: ["<Space>"],
                disabledReason: needsItem
            ) { state, _ in state.choose(side: state.label.focus) },
            Command(
                "label.equal", "of more than two: the next one is equal; of two: scroll apart", in: .label,
                keys: ["="],
                disabledReason: needsItem
            ) { state, _ in state.chooseEqual() },
        ]

    private static let rowCommands: [Command] =
        LabelDimension.allCases.enumerated().map { index, dimension in
            Command(
                "label.row.\(dimension.rawValue)", "go to \(dimension.title); after a skip, its reason",
                in: .label, keys: ["\(index + 1)"]
            ) { state, _ in
                if state.label.skipped != nil, SkipReason.allCases.indices.contains(index) {
                    return state.skipItem(SkipReason.allCases[index])
                }
                if state.label.rows.contains(dimension) { state.label.row = dimension }
                return []
            }
        } + [
            Command("label.clear", "empty the row", in: .label, keys: ["0"], disabledReason: needsItem) {
                state, _ in
                state.clearRow()
            }
        ]

    private static let itemCommands: [Command] = [
        Command(
            "label.skip", "skip the item", hint: "skip", in: .label, keys: ["s"], disabledReason: needsItem
        ) {
            state, _ in state.skipItem()
        },
        Command(
            "label.undo", "take back the last key, also of an earlier day", hint: "undo", in: .label,
            keys: ["u"]
        ) {
            state, _ in state.undoLabel()
        },
        Command("label.redo", "do it again", in: .label, keys: ["U", "<C-r>"]) { state, _ in state.redoLabel()
        },
        Command(
            "label.save", "done with the item; the next one", hint: "next", in: .label, keys: ["<Enter>"],
            disabledReason: needsItem
        ) { state, _ in state.saveItem() },
        Command(
            "label.source", "the cited source; the same key comes back", hint: "source", in: .label,
            keys: ["o"],
            disabledReason: needsItem
        ) { state, _ in
            guard let citation = state.label.citation else {
                state.say("this candidate cites nothing")
                return []
            }
            return [.openLabelSource(citation)]
        },
        Command(
            "label.nextMarker", "next citation of the candidate", in: .label, keys: ["]"],
            disabledReason: needsItem
        ) {
            state, _ in
            state.label.chooseMarker(1)
            return []
        },
        Command(
            "label.previousMarker", "previous citation", in: .label, keys: ["["], disabledReason: needsItem
        ) { state, _ in
            state.label.chooseMarker(-1)
            return []
        },
        Command("label.note", "write a note", in: .label, keys: ["i"], disabledReason: needsItem) {
            state, _ in
            state.overlay = .prompt(Prompt(.note, text: state.label.record.note))
            return []
        },
        Command("label.previous", "the item before", in: .label, keys: ["p"], disabledReason: needsSet) {
            state, _ in
            guard state.label.position > 0 else {
                state.say("this is the first item")
                return []
            }
            state.label.show(state.label.position - 1, now: state.now)
            return []
        },
        Command(
            "label.onward", "on to the next item that isn't done", in: .label, keys: ["P"],
            disabledReason: needsSet
        ) {
            state, _ in
            state.label.showNextOpen(from: state.label.position + 1, now: state.now)
            return []
        },
        Command(
            "label.reveal", "show models and rewards; what is chosen after that isn't blind", in: .label,
            keys: ["R"],
            disabledReason: needsItem
        ) { state, _ in state.revealItem() },
        Command(
            "label.fast", "fast mode: only the overall row, one key saves and goes on", in: .label,
            keys: ["gf"],
            disabledReason: needsItem
        ) { state, _ in
            state.label.toggleFast()
            state.say(state.label.isFast ? "fast: one key saves and goes on" : "all five rows")
            return []
        },
    ]

    private static let setCommands: [Command] = [
        Command("label.statistics", "how the labels agree", in: .label, keys: ["S"], disabledReason: needsSet)
        {
            state, _ in
            state.showStatistics()
            return []
        },
        Command("label.export", "export the set", in: .label, keys: ["X"], disabledReason: needsSet) {
            state, _ in
            state.askExport()
            return []
        },
        Command("label.new", "make a set", in: .label, keys: ["n"]) { state, _ in
            state.askGrouping()
            return []
        },
        Command("label.sets", "open another set", in: .label, keys: ["L"]) { _, _ in [.listLabelSets] },
        Command("label.name", "who labels", in: .label, keys: ["M"]) { state, _ in
            state.askAnnotator()
            return []
        },
        Command("label.close", "back to the library", in: .program, keys: ["q"]) { state, _ in
            state.go(to: .library)
            return [.listDocuments(matching: state.library.filter)]
        },
    ]

    private static let motionCommands: [Command] =
        [
            ("down", "next line", ["j", "<Down>"], ScrollMotion.lineDown),
            ("up", "previous line", ["k", "<Up>"], .lineUp),
            ("half-down", "half a page down", ["<C-d>"], .halfPageDown),
            ("half-up", "half a page up", ["<C-u>"], .halfPageUp),
            ("page-down", "page down", ["<PgDn>"], .pageDown), ("page-up", "page up", ["<PgUp>"], .pageUp),
            ("first", "beginning", ["gg", "<Home>"], .start), ("last", "end", ["G", "<End>"], .end),
        ].map { name, help, keys, motion in
            Command("label.\(name)", help, in: .move, keys: keys) { state, count in
                state.label.scroll(motion, count: count)
                return []
            }
        } + [
            Command("label.right", "next candidate", in: .move, keys: ["l", "<Right>", "<Tab>"]) { state, _ in
                state.label.focusNext(1)
                return []
            },
            Command("label.left", "previous candidate", in: .move, keys: ["h", "<Left>", "<S-Tab>"]) {
                state, _ in
                state.label.focusNext(-1)
                return []
            },
        ]
}
