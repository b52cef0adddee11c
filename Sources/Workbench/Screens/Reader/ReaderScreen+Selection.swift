import LecternEngine
import TerminalUI

/// Selecting sentences: `v`, motions, then what is to be done with them (`ux.md` §7.2, §5).
extension ReaderScreen {
    /// The chosen sentences; nil while nothing is being chosen.
    var selection: ClosedRange<Int>? {
        anchor.map { min($0, cursor)...max($0, cursor) }
    }

    private static let needsSource: @Sendable (AppState) -> String? = { state in
        state.reader.opened?.index.sentenceCount ?? 0 == 0 ? "No document is open" : nil
    }

    static let selectionCommands: [Command] = [
        Command(
            "select.sentences", "select sentences; then i asks about them, y copies, Y with their place",
            in: .view,
            keys: ["v"], disabledReason: needsSource
        ) { state, _ in
            state.reader.focus = .source
            state.reader.anchor = state.reader.anchor == nil ? state.reader.cursor : nil
            return []
        },
        Command(
            "source.open", "open the original file in the system's viewer", in: .documents, keys: ["o"],
            disabledReason: { state in
                state.reader.opened?.summary.path == nil ? "This document came without a file" : nil
            }
        ) { state, _ in state.reader.opened?.summary.path.map { [.openInViewer($0)] } ?? [] },
    ]
}

extension AppState {
    /// Keys that mean something else while sentences are selected; nil for all others.
    mutating func pressSelection(_ key: Key) -> [Effect]? {
        guard screen == .reader, reader.focus == .source, overlay == nil, pending.isEmpty,
            let opened = reader.opened,
            let selection = reader.selection
        else { return nil }
        switch key {
        case .escape: reader.anchor = nil
        case "y":
            reader.anchor = nil
            return [.copy(String(opened.document.text(of: selection)))]
        case "Y":
            reader.anchor = nil
            return [.copy(Self.quotation(of: selection, in: opened))]
        case "i":
            reader.anchor = nil
            reader.scope = .sections([SentenceSpan(document: opened.document.id, sentences: selection)])
            reader.focus = .field
            say("the answer comes from \(Self.name(of: selection)) alone; S changes that")
        default: return nil
        }
        return []
    }

    /// `“The exact text” (harbour-1998.pdf, p. 12, sentences 218–219)`
    private static func quotation(of selection: ClosedRange<Int>, in opened: ReaderScreen.Opened) -> String {
        var place = opened.document.title
        if let page = opened.index.pageIndex(of: selection.lowerBound) {
            place += ", p. \(opened.index.pages[page].label)"
        }
        place +=
            selection.count == 1
            ? ", sentence \(selection.lowerBound)"
            : ", sentences \(selection.lowerBound)–\(selection.upperBound)"
        return "“\(opened.document.text(of: selection))” (\(place))"
    }

    private static func name(of selection: ClosedRange<Int>) -> String {
        selection.count == 1
            ? "C\(selection.lowerBound)" : "C\(selection.lowerBound) to C\(selection.upperBound)"
    }

    /// Dragging over sentences selects them; over a border it moves that.
    mutating func drag(_ mouse: Mouse, _ target: ClickTarget?) {
        guard screen == .reader, overlay == nil else { return }
        if let border = reader.draggedBorder {
            moveBorder(border, to: border == .horizontal ? mouse.x : mouse.y)
        } else if case .sentence(let sentence)? = target, let pressed = reader.pressedSentence {
            if reader.anchor == nil, sentence != pressed {
                reader.focus = .source
                reader.anchor = pressed
                say("y copies  Y with its place  i asks about it  Esc leaves")
            }
            if reader.anchor != nil { reader.goTo(sentence: sentence) }
        }
    }
}
