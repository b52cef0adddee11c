import LecternEngine
import TerminalUI

/// What the next questions are answered from.
extension ReaderScreen {
    static let scopeCommand = Command(
        "answer.scope", "what the next questions are answered from", in: .answer, keys: ["S"],
        disabledReason: needsCurrentText
    ) { state, _ in
        state.offerScopes()
        return []
    }

    /// In the status row, where it is something of its own.
    var scopeName: String? {
        switch scope {
        case .automatic: nil
        case .whole: "scope: whole"
        case .search: "scope: search first"
        case .sections(let sections): "scope: \(Figures.plural(sections.count, "section"))"
        }
    }

    /// Every heading of the documents with the sentences it stands over: up to the next one of its level or above.
    fileprivate var sections: [(title: String, level: Int, span: SentenceSpan)] {
        documents.flatMap { opened in
            let headings = opened.index.headings
            return headings.enumerated().map { number, heading in
                let next = headings[(number + 1)...].first { $0.level <= heading.level }
                let end = max(heading.sentence, (next?.sentence ?? opened.index.sentenceCount) - 1)
                return (
                    heading.title, heading.level,
                    SentenceSpan(document: opened.document.id, sentences: heading.sentence...end)
                )
            }
        }
    }
}

extension AppState {
    fileprivate mutating func offerScopes() {
        var items: [Chooser.Item] = [
            .init(text: "whole where it fits, else search", detail: "", choice: .scope(.automatic)),
            .init(text: "whole, or nothing", detail: "", choice: .scope(.whole)),
            .init(text: "search first", detail: "", choice: .scope(.search)),
        ]
        let names = reader.shortNames
        items += reader.sections.map { title, level, span in
            Chooser.Item(
                text: String(repeating: "  ", count: max(0, level - 1)) + title,
                detail: (names[span.document].map { $0 + ", " } ?? "")
                    + Figures.plural(span.sentences.count, "sentence"),
                choice: .scope(.sections([span])))
        }
        var current = items.firstIndex { $0.choice == .scope(reader.scope) } ?? 0
        var marks: Set<Int> = []
        if case .sections(let chosen) = reader.scope {
            marks = Set(
                items.indices.filter { index in
                    guard case .scope(.sections(let own)) = items[index].choice else { return false }
                    return own.allSatisfy(chosen.contains)
                })
            current = marks.min() ?? current
        }
        var chooser = Chooser(title: "Answer from", items: items, at: current)
        chooser.list.setMarks(marks)
        if !reader.sections.isEmpty {
            chooser.hint = "Space marks sections  \(glyphs.usesKeySymbols ? "⏎" : "Enter") choose  Esc close"
        }
        overlay = .chooser(chooser)
    }

    /// Space: marks a section, or takes its mark away.
    ///
    /// - Returns: false where the row is none.
    mutating func pressScopeMark(_ chooser: inout Chooser) -> Bool {
        guard chooser.items.indices.contains(chooser.list.cursor),
            case .scope(.sections) = chooser.items[chooser.list.cursor].choice
        else { return false }
        chooser.list.toggleMark()
        chooser.list.move(.lineDown)
        overlay = .chooser(chooser)
        return true
    }

    mutating func chooseScope(_ scope: QuestionScope) {
        reader.scope = scope
        switch scope {
        case .automatic: say("questions are answered from everything, or from what search finds")
        case .whole: say("questions are answered from everything, or not at all")
        case .search: say("questions are answered from what search finds")
        case .sections(let sections):
            let count = sections.reduce(0) { $0 + $1.sentences.count }
            say(
                "questions are answered from \(Figures.plural(sections.count, "section")), "
                    + Figures.plural(count, "sentence"))
        }
    }
}

extension Chooser {
    /// The sections that are marked; nil when there are none, or when another row than a section's is chosen.
    var markedSections: [SentenceSpan]? {
        guard items.indices.contains(list.cursor), case .scope(.sections) = items[list.cursor].choice else {
            return nil
        }
        let marked = list.marks.sorted().flatMap { index -> [SentenceSpan] in
            guard items.indices.contains(index), case .scope(.sections(let own)) = items[index].choice else {
                return []
            }
            return own
        }
        return marked.isEmpty ? nil : marked
    }
}
