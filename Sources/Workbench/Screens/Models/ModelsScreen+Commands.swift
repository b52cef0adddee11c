import LecternEngine
import TerminalUI

extension ModelsScreen {
    private static let needsCard: @Sendable (AppState) -> String? = { state in
        state.models.card == nil ? "There is no model here" : nil
    }
    private static let needsRest: @Sendable (AppState) -> String? = { state in
        if state.reader.job != nil { return "An answer is being written; wait, or stop it with Ctrl-c" }
        return state.models.opening.map { "\($0) is being opened" }
    }
    private static let needsFile: @Sendable (AppState) -> String? = { state in
        needsCard(state) ?? (state.models.card?.path == nil ? "A server has no file here" : nil)
    }

    static let commands: [Command] = modelCommands + viewCommands

    private static let modelCommands: [Command] = [
        Command(
            "models.load", "answer the next questions with this model", hint: "load", in: .models,
            keys: ["<Enter>"],
            disabledReason: { needsCard($0) ?? needsRest($0) }
        ) { state, _ in state.useModel() },
        Command(
            "models.unload", "let the model's memory go; the next question opens it again", hint: "unload",
            in: .models, keys: ["c"],
            disabledReason: { state in
                needsRest(state) ?? (state.model?.isLoaded == true ? nil : "No model is loaded")
            }
        ) { _, _ in [.models(.unload)] },
        Command(
            "models.verify", "check the file: index, weights, tokenizer, digest", hint: "verify", in: .models,
            keys: ["V"],
            disabledReason: { state in
                needsFile(state) ?? state.models.checking.map { "\($0.name) is being checked; Esc stops it" }
            }
        ) { state, _ in state.checkModel() },
        Command(
            "models.test", "one short answer, with its speed", hint: "test", in: .models, keys: ["t"],
            disabledReason: { state in
                if let reason = needsCard(state) ?? needsRest(state) { return reason }
                if state.models.testing != nil { return "The model is being tried; Esc stops it" }
                return state.models.card?.isChosen == true ? nil : "⏎ loads it first"
            }
        ) { state, _ in
            let job = state.newJob()
            state.models.testing = job
            state.say("the model is being tried")
            return [.models(.test(job))]
        },
        Command(
            "models.kept", "what models read and keep of documents; ⏎ there removes it", hint: "kept",
            in: .models,
            keys: ["K"]
        ) { state, _ in
            let titles = state.library.listed.map { ($0.id, $0.title) }
            return [.models(.listKept(Dictionary(titles, uniquingKeysWith: { first, _ in first })))]
        },
        Command(
            "models.copy", "copy what is known of it", hint: "copy", in: .models, keys: ["y"],
            disabledReason: needsCard
        ) {
            state, _ in
            guard let card = state.models.card else { return [] }
            return [.copy("\(card.name)\n\(state.models.detail.text)")]
        },
        Command("models.again", "look for models again", in: .models, keys: ["R"]) { _, _ in [.models(.list)]
        },
        Command("models.stop", "stop what is going on here", in: .models, keys: ["<Esc>"]) { state, _ in
            if let job = state.models.checking?.job ?? state.models.testing { return [.stop(job)] }
            return []
        },
    ]

    private static let viewCommands: [Command] =
        [
            Command("models.next", "next pane", in: .view, keys: ["<Tab>", "<S-Tab>"]) { state, _ in
                state.models.focusNext()
                return []
            },
            Command("models.back", "back", in: .program, keys: ["q", "<BS>", "H"]) { state, _ in
                if state.models.focus == .detail {
                    state.models.focus = .list
                } else {
                    state.go(to: state.reader.opened == nil ? .library : .reader)
                }
                return []
            },
        ]
        + [
            ("down", "next row", ["j", "<Down>"], ScrollMotion.lineDown),
            ("up", "previous row", ["k", "<Up>"], .lineUp),
            ("half-down", "half a page down", ["<C-d>", "<PgDn>"], .halfPageDown),
            ("half-up", "half a page up", ["<C-u>", "<PgUp>"], .halfPageUp),
            ("first", "first row", ["gg", "<Home>"], .start), ("last", "last row", ["G", "<End>"], .end),
        ].map { name, help, keys, motion in
            Command("models.\(name)", help, in: .move, keys: keys) { state, count in
                state.models.move(motion, count)
                return []
            }
        }
}
