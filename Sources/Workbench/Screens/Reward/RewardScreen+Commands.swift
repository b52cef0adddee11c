import LecternEngine
import TerminalUI

extension RewardScreen {
    private static let needsReward: @Sendable (AppState) -> String? = { state in
        state.reward.reward == nil ? "This answer has no score yet; r scores it" : nil
    }
    private static let needsEntry: @Sendable (AppState) -> String? = { state in
        state.reward.entry == nil ? "There is no answer here yet; F3 asks, a samples candidates" : nil
    }
    private static let needsRest: @Sendable (AppState) -> String? = { state in
        state.reward.running == nil ? nil : "Something is being scored; Esc stops it"
    }

    static let commands: [Command] = rewardCommands + verdictCommands + viewCommands + motions

    private static let rewardCommands: [Command] = [
        Command(
            "reward.open", "open; on evidence, go to the source", hint: "open", in: .rewards,
            keys: ["<Enter>", "l", "<Right>"]
        ) { state, _ in
            state.openRewardRow()
            return []
        },
        Command("reward.fold", "fold; then back to the bars", in: .rewards, keys: ["h", "<Left>"]) {
            state, _ in
            state.foldRewardRow()
            return []
        },
        Command(
            "reward.score", "score again; asks who judges", hint: "score", in: .rewards, keys: ["r"],
            disabledReason: { needsEntry($0) ?? needsRest($0) }
        ) { state, _ in
            state.chooseRewardJudge()
            return []
        },
        Command(
            "reward.judge", "the other judge of this answer", in: .rewards, keys: ["J"],
            disabledReason: { state in
                (state.reward.entry?.rewards.count ?? 0) < 2
                    ? "Only one judge scored this answer; r asks another" : nil
            }
        ) { state, _ in
            state.reward.judge += 1
            state.reward.subjectChanged()
            return []
        },
        Command(
            "reward.sample", "sample five candidates for this question", hint: "sample", in: .rewards,
            keys: ["a"],
            disabledReason: { state in
                state.reader.turns.isEmpty && state.reward.groups.isEmpty
                    ? "Nothing was asked about this document yet; F3 asks" : needsRest(state)
            }
        ) { state, _ in state.sampleCandidates() },
        Command("reward.replies", "what the judge wrote, try by try: on, off", in: .rewards, keys: ["o"]) {
            state, _ in
            state.reward.showsReplies.toggle()
            return []
        },
        Command("reward.stop", "stop scoring and keep what is done", in: .rewards, keys: ["<Esc>"]) {
            state, _ in
            state.reward.running.map { [.stop($0.job)] } ?? []
        },
    ]

    private static let verdictCommands: [Command] =
        [
            ("supported", "1", Verdict?.some(.full), "your verdict"), ("partly", "2", .some(.partial), ""),
            ("no support", "3", .some(Verdict.none), ""), ("cleared", "0", nil, ""),
        ].map { name, key, verdict, hint in
            Command(
                "reward.verdict.\(key)", "your verdict on the fact: \(name)", hint: hint, in: .rewards,
                keys: [key], disabledReason: needsReward
            ) { state, _ in state.override(with: verdict) }
        }
        + [
            Command(
                "reward.more", "your own score of the dimension: half a point more", in: .rewards,
                keys: ["+"],
                disabledReason: needsReward
            ) { state, _ in state.changeOwnScore(0.5) },
            Command(
                "reward.less", "half a point less", in: .rewards, keys: ["-"], disabledReason: needsReward
            ) { state, _ in state.changeOwnScore(-0.5) },
            Command("reward.undo", "take back the last change", in: .rewards, keys: ["u"]) { _, _ in [.undo]
            },
        ]

    private static let viewCommands: [Command] = [
        Command(
            "reward.candidates", "candidates instead of details, and back", hint: "candidates", in: .view,
            keys: ["c"]
        ) { state, _ in
            state.reward.showsCandidates.toggle()
            state.reward.focus = state.reward.showsCandidates ? .candidates : .bars
            return []
        },
        Command(
            "reward.groups", "another question about this document", in: .view, keys: ["s"],
            disabledReason: { $0.reward.groups.count < 2 ? "There is only this one question" : nil }
        ) { state, _ in
            state.chooseRewardGroup()
            return []
        },
        Command("reward.next", "next pane", in: .view, keys: ["<Tab>"]) { state, _ in
            state.reward.focusNext(1)
            return []
        },
        Command("reward.previous", "previous pane", in: .view, keys: ["<S-Tab>"]) { state, _ in
            state.reward.focusNext(-1)
            return []
        },
        Command("reward.back", "back to the document", in: .program, keys: ["q", "<BS>", "H"]) { state, _ in
            if state.reward.layout.isSinglePane, state.reward.focus != .bars {
                state.reward.focus = .bars
                return []
            }
            state.go(to: .reader)
            return []
        },
    ]

    private static let motions: [Command] =
        [
            ("down", "next row", ["j", "<Down>"], ScrollMotion.lineDown),
            ("up", "previous row", ["k", "<Up>"], .lineUp),
            ("half-down", "half a page down", ["<C-d>", "<PgDn>"], .halfPageDown),
            ("half-up", "half a page up", ["<C-u>", "<PgUp>"], .halfPageUp),
            ("first", "first row", ["gg", "<Home>"], .start), ("last", "last row", ["G", "<End>"], .end),
        ].map { name, help, keys, motion in
            Command("reward.\(name)", help, in: .move, keys: keys) { state, count in
                state.reward.move(motion, count)
                return []
            }
        } + [
            Command("reward.doubt", "next fact without full support", in: .move, keys: ["]"]) { state, _ in
                state.reward.goToDoubt(1)
                return []
            },
            Command("reward.doubt-back", "previous fact without full support", in: .move, keys: ["["]) {
                state, _ in
                state.reward.goToDoubt(-1)
                return []
            },
            Command("reward.candidate-next", "next candidate", hint: "next candidate", in: .move, keys: [")"])
            {
                state, _ in
                state.reward.moveCandidate(.lineDown)
                return []
            },
            Command("reward.candidate-previous", "previous candidate", in: .move, keys: ["("]) { state, _ in
                state.reward.moveCandidate(.lineUp)
                return []
            },
        ]

    mutating func move(_ motion: ScrollMotion, _ count: Int) {
        switch focus {
        case .bars:
            let before = bars.cursor
            bars.move(motion, count: count)
            if bars.cursor != before { subjectChanged() }
        case .detail: detail.move(motion, count: count)
        case .candidates: moveCandidate(motion, count)
        }
    }

    mutating func moveCandidate(_ motion: ScrollMotion, _ count: Int = 1) {
        let before = candidates.cursor
        candidates.move(motion, count: count)
        if candidates.cursor != before {
            judge = 0
            subjectChanged()
        }
    }
}
