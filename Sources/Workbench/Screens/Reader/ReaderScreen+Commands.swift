import LecternEngine
import TerminalUI

extension ReaderScreen {
    private static let needsCitations: @Sendable (AppState) -> String? = { state in
        state.reader.hasCitations ? nil : "This conversation has no citations yet"
    }
    private static let needsHits: @Sendable (AppState) -> String? = { state in
        state.reader.hits.isEmpty ? "Nothing was found yet; / looks for a text" : nil
    }
    private static let needsAnswer: @Sendable (AppState) -> String? = { state in
        state.reader.copiedTurn == nil ? "There is no answer yet; i asks" : nil
    }

    static let needsCurrentText: @Sendable (AppState) -> String? = { state in
        state.reader.documents.contains(where: \.isStale)
            ? "This is the text before the file changed; open the document again to ask about the new one"
            : nil
    }

    static let commands: [Command] =
        citationCommands + answerCommands + turnCommands + conversationCommands + motionCommands
        + viewCommands
        + documentCommands + [scopeCommand] + selectionCommands + splitCommands

    private static let citationCommands: [Command] = [
        Command(
            "citation.next", "next citation; in the source, next cited sentence", hint: "next cite",
            in: .citations,
            keys: ["]"], disabledReason: needsCitations
        ) { state, count in
            if state.reader.focus == .source {
                state.reader.goToCitedSentence(1)
            } else {
                state.reader.selectCitation(count)
            }
            return []
        },
        Command(
            "citation.previous", "previous citation, previous cited sentence", hint: "prev cite",
            in: .citations,
            keys: ["["], disabledReason: needsCitations
        ) { state, count in
            if state.reader.focus == .source {
                state.reader.goToCitedSentence(-1)
            } else {
                state.reader.selectCitation(-count)
            }
            return []
        },
        Command(
            "citation.jump", "to the cited sentence, and from it to its statement", hint: "jump",
            in: .citations,
            keys: ["<Enter>"]
        ) { state, _ in state.jump() },
        Command(
            "jump.back", "back to where the last jump began", hint: "back", in: .citations,
            keys: ["<BS>", "H"]
        ) {
            state, _ in
            guard let screen = state.reader.goBack() else {
                state.say("this is where the jumps began")
                return []
            }
            if screen == .cite { state.openCite() }
            if screen == .reward {
                state.reader.evidence = nil
                return state.openReward()
            }
            if screen == .engine {
                state.reader.evidence = nil
                state.go(to: .engine)
            }
            return []
        },
        Command("jump.forward", "forward again", in: .citations, keys: ["L"]) { state, _ in
            if state.reader.goForward() == nil { state.say("there is nothing ahead") }
            return []
        },
        Command("citation.who", "which statements cite this sentence", in: .citations, keys: ["x"]) {
            state, _ in
            state.listCitations(of: state.reader.cursor)
            return []
        },
        Command(
            "citation.follow", "the source follows the selected citation: on, off", in: .citations,
            keys: ["F"]
        ) {
            state, _ in
            state.reader.follows.toggle()
            state.say(state.reader.follows ? "the source follows" : "the source stays")
            return []
        },
        Command(
            "citation.only", "only cited sentences, with one of context", in: .citations, keys: ["&"],
            disabledReason: needsCitations
        ) { state, _ in
            state.reader.toggleOnlyCited()
            return []
        },
    ]

    private static let answerCommands: [Command] = [
        Command(
            "answer.ask", "write a question", hint: "ask", in: .answer, keys: ["i"],
            disabledReason: needsCurrentText
        ) { state, _ in
            state.reader.focus = .field
            return []
        },
        quoteCommand,
        Command("answer.stop", "stop the answer and keep what there is", in: .answer, keys: ["<Esc>"]) {
            state, _ in
            state.stopWork()
        },
        Command(
            "answer.verify", "check the citations of the answer", in: .answer, keys: ["V"],
            disabledReason: needsAnswer
        ) { state, _ in
            guard let turn = state.reader.copiedTurn, let answer = turn.answer else { return [] }
            return state.verify(answer, turn.id, state.chosenJudge, isAsked: true)
        },
        Command("answer.copy", "copy the answer, or in the source the sentence", in: .answer, keys: ["y"]) {
            state, _ in
            state.copyPlain()
        },
        Command(
            "answer.copyCited", "copy the answer with its citations as footnotes", in: .answer, keys: ["Y"],
            disabledReason: needsAnswer
        ) { state, _ in state.copyCited() },
        Command(
            "answer.reward", "how the answer scores, and why", in: .answer, keys: ["w"],
            disabledReason: needsAnswer
        ) { state, _ in state.run("go.reward") },
        Command(
            "answer.candidates", "more answers to the question, to be compared", in: .answer, keys: ["c"],
            disabledReason: needsAnswer
        ) { state, _ in
            let opening = state.run("go.reward")
            return opening + state.run("reward.sample")
        },
        Command("answer.nextTurn", "next question of the conversation", in: .answer, keys: ["J"]) {
            state, _ in
            state.reader.goToTurn(1)
            return []
        },
        Command("answer.previousTurn", "previous question", in: .answer, keys: ["K"]) { state, _ in
            state.reader.goToTurn(-1)
            return []
        },
    ]

    private static let motionCommands: [Command] =
        [
            ("down", "next line", ["j", "<Down>"], ScrollMotion.lineDown),
            ("up", "previous line", ["k", "<Up>"], .lineUp),
            ("half-down", "half a page down", ["<C-d>"], .halfPageDown),
            ("half-up", "half a page up", ["<C-u>"], .halfPageUp),
            ("page-down", "page down", ["<PgDn>", "<Space>"], .pageDown),
            ("page-up", "page up", ["<PgUp>"], .pageUp),
            ("first", "beginning", ["gg", "<Home>"], .start), ("last", "end", ["G", "<End>"], .end),
        ].map { name, help, keys, motion in
            Command("read.\(name)", help, in: .move, keys: keys) { state, count in
                if motion == .start || motion == .end { state.reader.rememberPlace() }
                if state.reader.focus == .source {
                    state.reader.scrollSource(motion, count: count)
                } else {
                    state.reader.answerPane.scroll(motion, count: count)
                }
                return []
            }
        } + [
            sentence("next", "next sentence", ")") { reader, count in reader.cursor + count },
            sentence("previous", "previous sentence", "(") { reader, count in reader.cursor - count },
            sentence("nextParagraph", "next paragraph", "}") { reader, _ in
                reader.opened?.index.paragraph(from: reader.cursor, 1) ?? 0
            },
            sentence("previousParagraph", "previous paragraph", "{") { reader, _ in
                reader.opened?.index.paragraph(from: reader.cursor, -1) ?? 0
            },
        ]

    private static func sentence(
        _ name: String, _ help: String, _ key: String,
        _ target: @escaping @Sendable (ReaderScreen, Int) -> Int
    ) -> Command {
        Command("sentence.\(name)", help, in: .move, keys: [key]) { state, count in
            state.reader.goTo(sentence: target(state.reader, count))
            return []
        }
    }

    private static let viewCommands: [Command] = [
        Command("view.next", "next pane", hint: "pane", in: .view, keys: ["<Tab>"]) { state, _ in
            state.reader.focusNext(1)
            return []
        },
        Command("view.previous", "previous pane", in: .view, keys: ["<S-Tab>"]) { state, _ in
            state.reader.focusNext(-1)
            return []
        },
        Command("view.zoom", "give the pane the whole screen, and back", hint: "zoom", in: .view, keys: ["z"])
        {
            state, _ in
            state.reader.isZoomed.toggle()
            return []
        },
        Command("mark.set", "set a mark here; its letter follows", in: .view, keys: ["m"]) { state, _ in
            state.markRequest = .set
            return []
        },
        Command("view.sentence", "go to a sentence by its number", in: .view, keys: ["#"]) { state, _ in
            state.overlay = .prompt(Prompt(.sentenceNumber))
            return []
        },
        Command("view.page", "go to a page", in: .view, keys: ["%"]) { state, _ in
            state.overlay = .prompt(Prompt(.pageLabel))
            return []
        },
        Command("view.find", "find in the documents", hint: "find", in: .view, keys: ["/"]) { state, _ in
            state.overlay = .prompt(Prompt(.find))
            return []
        },
        Command("view.nextHit", "next hit", in: .view, keys: ["n"], disabledReason: needsHits) {
            state, count in
            state.reader.goTo(hit: state.reader.hit + count)
            return []
        },
        Command("view.previousHit", "previous hit", in: .view, keys: ["N"], disabledReason: needsHits) {
            state, count in
            state.reader.goTo(hit: state.reader.hit - count)
            return []
        },
        Command(
            "view.outline", "outline of the document", in: .view, keys: ["t"],
            disabledReason: { state in
                state.reader.opened?.index.headings.isEmpty ?? true ? "This document has no headings" : nil
            }
        ) { state, _ in
            state.showOutline()
            return []
        },
        Command("view.numbers", "sentence numbers: on, off", in: .view, keys: ["Z"]) { state, _ in
            state.reader.showsNumbers.toggle()
            return []
        },
        Command("view.close", "back to the library", in: .program, keys: ["q"]) { state, _ in
            state.go(to: .library)
            return [.listDocuments(matching: state.library.filter)]
        },
    ]
}

extension AppState {
    /// Enter: from the answer to the source, from a cited sentence to the statement that cites it.
    fileprivate mutating func jump() -> [Effect] {
        switch reader.focus {
        case .source: listCitations(of: reader.cursor)
        case .answer:
            if reader.selected == nil { reader.selectCitation(1) }
            if reader.selected == nil {
                say("this answer cites nothing")
            } else if !reader.jumpToSource() {
                say(
                    "this citation is in a document that is not open; gk opens the conversation with all",
                    .warning)
            }
        case .field: break
        }
        return []
    }

    /// Goes to the statement that cites a sentence; of several one is chosen.
    fileprivate mutating func listCitations(of sentence: Int) {
        let references = reader.citations(of: sentence)
        switch references.count {
        case 0: say("no statement cites C\(sentence)")
        case 1: reader.jumpToAnswer(references[0])
        default:
            let items = references.map { reference in
                let statement = reader.turns[reference.turn].statements[reference.statement]
                let number = reader.citation(reference).map { "[\($0.number)]" } ?? ""
                return Chooser.Item(text: statement.text, detail: number, choice: .citation(reference))
            }
            overlay = .chooser(Chooser(title: "Statements that cite C\(sentence)", items: items))
        }
    }

    fileprivate mutating func showOutline() {
        guard let index = reader.opened?.index else { return }
        let items = index.headings.map { heading in
            Chooser.Item(
                text: String(repeating: "  ", count: heading.level - 1) + heading.title,
                detail: index.pageIndex(of: heading.sentence).map { "p. \(index.pages[$0].label)" }
                    ?? "C\(heading.sentence)",
                choice: .sentence(heading.sentence))
        }
        let current = index.headings.lastIndex { $0.sentence <= reader.cursor } ?? 0
        overlay = .chooser(Chooser(title: "Outline", items: items, at: current))
    }

    fileprivate func copyPlain() -> [Effect] {
        guard let opened = reader.opened else { return [] }
        if reader.focus == .source, opened.index.sentenceCount > 0 {
            return [.copy(String(opened.document.text(of: reader.cursor...reader.cursor)))]
        }
        guard let turn = reader.copiedTurn else { return [] }
        let text = turn.answer?.plainText ?? turn.statements.map(\.text).joined(separator: " ")
        return text.isEmpty ? [] : [.copy(text)]
    }

    fileprivate func copyCited() -> [Effect] {
        guard let answer = reader.copiedTurn?.answer else { return [] }
        return [.copy(AnswerText.footnoted(answer, documents: reader.documents.map(\.document)))]
    }
}
