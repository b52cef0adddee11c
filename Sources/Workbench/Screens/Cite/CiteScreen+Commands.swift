import LecternEngine
import TerminalUI

extension CiteScreen {
    private static let needsStatement: @Sendable (AppState) -> String? = { state in
        state.cite.statement == nil ? "No statement is chosen" : nil
    }
    private static let needsCitation: @Sendable (AppState) -> String? = { state in
        state.chosenCitation == nil ? "This statement cites nothing" : nil
    }
    private static let needsKeptAnswer: @Sendable (AppState) -> String? = { state in
        state.cite.statement == nil
            ? "No statement is chosen"
            : state.citedTurn?.id == nil ? "This answer is not kept, so nothing can be noted on it" : nil
    }

    static let commands: [Command] = verdictCommands + citationCommands + motions

    private static let verdictCommands: [Command] =
        [
            Command(
                "cite.source", "the cited sentences in the source", hint: "in source", in: .citations,
                keys: ["<Enter>"],
                disabledReason: needsCitation
            ) { state, _ in
                state.jumpFromCite()
                return []
            },
            Command(
                "cite.verify", "check this statement", hint: "check", in: .citations, keys: ["V"],
                disabledReason: needsStatement
            ) { state, _ in
                state.cite.statement.map { state.verifyShown(only: [$0], state.chosenJudge) } ?? []
            },
            Command(
                "cite.verifyAll", "check all statements", in: .citations, keys: ["gV"],
                disabledReason: needsStatement
            ) { state, _ in state.verifyShown(only: nil, state.chosenJudge) },
            Command(
                "cite.judge", "check all statements by another judge", in: .citations, keys: ["J"],
                disabledReason: needsStatement
            ) { state, _ in
                state.chooseJudge()
                return []
            },
        ] + verdicts

    private static let verdicts: [Command] = [
        ("supported", "1", Verdict?.some(.full), "supported"), ("partly", "2", .some(.partial), ""),
        ("no support", "3", .some(Verdict.none), ""), ("cleared", "0", nil, ""),
    ].map { name, key, verdict, hint in
        Command(
            "cite.verdict.\(key)", "your verdict: \(name)", hint: hint, in: .citations, keys: [key],
            disabledReason: needsKeptAnswer
        ) { state, _ in state.setVerdict(verdict) }
    }

    private static let citationCommands: [Command] = [
        Command(
            "cite.edit", "change which sentences are cited", hint: "edit span", in: .citations, keys: ["e"],
            disabledReason: { needsKeptAnswer($0) ?? needsCitation($0) }
        ) { state, _ in
            state.editSpan()
            return []
        },
        Command(
            "cite.add", "cite the better evidence too", in: .citations, keys: ["A"],
            disabledReason: { state in
                needsKeptAnswer(state)
                    ?? (state.betterEvidence == nil ? "No better evidence was found for this statement" : nil)
            }
        ) { state, _ in state.addBetterEvidence() },
        Command(
            "cite.drop", "take the citation out; u brings it back", in: .citations, keys: ["d", "<Del>"],
            disabledReason: { needsKeptAnswer($0) ?? needsCitation($0) }
        ) { state, _ in state.dropCitation() },
        Command("cite.undo", "take back the last change", in: .citations, keys: ["u"]) { _, _ in [.undo] },
        Command(
            "cite.filter", "show all, problems, uncited, or yours", hint: "filter", in: .view, keys: ["f"]
        ) {
            state, _ in
            state.cite.nextFilter()
            state.say("showing \(state.cite.filter.rawValue)")
            return []
        },
        Command(
            "cite.export", "write the answer with footnotes to a file (.md, .html, .json)", in: .answer,
            keys: ["X"],
            disabledReason: { $0.citedTurn?.answer == nil ? "There is no finished answer here" : nil }
        ) { state, _ in
            state.overlay = .prompt(Prompt(.export, text: "answer.md"))
            return []
        },
        Command("cite.stop", "stop checking", in: .citations, keys: ["<Esc>"]) { state, _ in
            state.cite.running.filter(\.isAsked).map { .stop($0.job) }
        },
        Command("cite.back", "back to the document", in: .program, keys: ["q", "<BS>", "H"]) { state, _ in
            state.go(to: .reader)
            return []
        },
    ]

    private static let motions: [Command] =
        [
            ("down", "next statement", ["j", "<Down>"], ScrollMotion.lineDown),
            ("up", "previous statement", ["k", "<Up>"], .lineUp),
            ("first", "first statement", ["gg", "<Home>"], .start),
            ("last", "last statement", ["G", "<End>"], .end),
        ].map { name, help, keys, motion in
            Command("cite.\(name)", help, in: .move, keys: keys) { state, count in
                state.cite.list.move(motion, count: count)
                state.cite.citation = 0
                return []
            }
        }
        + [
            (
                "page-down", "page down in the details", ["<C-d>", "<PgDn>", "<Space>"],
                ScrollMotion.halfPageDown
            ),
            ("page-up", "page up in the details", ["<C-u>", "<PgUp>"], .halfPageUp),
        ].map { name, help, keys, motion in
            Command("cite.\(name)", help, in: .move, keys: keys) { state, _ in
                state.cite.detail.scroll(motion)
                return []
            }
        } + [
            Command("cite.next", "next problem", in: .move, keys: ["]"]) { state, _ in
                state.goToProblem(1)
                return []
            },
            Command("cite.previous", "previous problem", in: .move, keys: ["["]) { state, _ in
                state.goToProblem(-1)
                return []
            },
            Command("cite.right", "next citation of the statement", in: .move, keys: ["l", "<Right>"]) {
                state, _ in
                state.moveCitation(1)
                return []
            },
            Command("cite.left", "previous citation of the statement", in: .move, keys: ["h", "<Left>"]) {
                state, _ in
                state.moveCitation(-1)
                return []
            },
        ]
}
