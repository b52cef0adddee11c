/// A field that text is typed into: one line or several, with history, undo and a line for killing and yanking.
///
/// What it holds is always safe to draw: typed keys are, pasted text goes through the gate. The field says what a key
/// meant (`Outcome`); what happens then is its owner's matter.
package struct TextField: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        case changed, moved
        /// Enter: the text is complete. It stays until `commit()` or `clear()`.
        case submitted
        /// Esc.
        case left
        /// Ctrl-x Ctrl-e: to be edited in `$EDITOR`.
        case opensEditor
        /// Not a key for a field.
        case ignored
    }

    var characters: [Character] = []
    /// Clusters before the cursor.
    var cursor = 0
    /// Columns that text has; vertical moves and `height` go by it.
    package var width = 78
    package var isMultiline: Bool
    /// Shows what is typed as dots.
    package var isSecret = false
    package var placeholder: SafeText

    /// Earlier texts, the newest last.
    package private(set) var history: [String] = []
    private var historyIndex: Int?
    private var draft = ""
    var killed: [Character] = []
    private var undoStack: [Snapshot] = []
    private var isTyping = false
    private var hasPrefix = false

    private struct Snapshot: Sendable, Hashable {
        var characters: [Character]
        var cursor: Int
    }

    package init(_ text: String = "", isMultiline: Bool = true, placeholder: SafeText = .empty) {
        self.isMultiline = isMultiline
        self.placeholder = placeholder
        setText(text)
    }

    package var text: String { String(characters) }
    package var isEmpty: Bool { characters.isEmpty }

    /// Replaces everything; the cursor goes to the end. Can be undone.
    package mutating func setText(_ text: String) {
        let clean = clean(text)
        guard clean != characters else { return }
        remember()
        characters = clean
        cursor = characters.count
    }

    /// Empties the field; undo brings the text back.
    package mutating func clear() {
        setText("")
        historyIndex = nil
    }

    /// Adds the text to the history and empties the field.
    package mutating func commit() {
        if !isEmpty, history.last != text { history.append(text) }
        characters = []
        cursor = 0
        undoStack = []
        historyIndex = nil
    }

    package mutating func setHistory(_ texts: [String]) {
        history = texts.map { String(clean($0)) }
        historyIndex = nil
    }

    /// Takes back the last change; false if there is none.
    @discardableResult
    package mutating func undo() -> Bool {
        guard let last = undoStack.popLast() else { return false }
        characters = last.characters
        cursor = last.cursor
        isTyping = false
        return true
    }

    /// Pasted text: newlines are kept where the field has several lines, else they become spaces.
    package mutating func paste(_ text: String) {
        let pasted = clean(text)
        guard !pasted.isEmpty else { return }
        remember()
        insert(pasted)
    }

    private func clean(_ text: String) -> [Character] {
        let safe = SafeText(untrusted: text).string
        return safe.map { $0 == "\n" && !isMultiline ? " " : $0 }
    }

    mutating func remember() {
        isTyping = false
        undoStack.append(Snapshot(characters: characters, cursor: cursor))
        if undoStack.count > 200 { undoStack.removeFirst() }
    }

    mutating func insert(_ new: [Character]) {
        // A typed mark joins the letter before it, so the whole is cut into clusters again.
        let before = String(characters[..<cursor]) + String(new)
        let clusters = Array(before)
        characters = Array(before + String(characters[cursor...]))
        cursor = min(clusters.count, characters.count)
    }

    /// Takes a key. Vertical moves beyond the first and last line walk through the history.
    package mutating func handle(_ key: Key) -> Outcome {
        if hasPrefix {
            hasPrefix = false
            if key == .control("e") { return .opensEditor }
        }
        if let typed = key.text {
            if !isTyping { remember() }
            insert([typed])
            isTyping = true
            return .changed
        }
        isTyping = false
        switch key {
        case .enter: return enter()
        case .control("j"), Key(.enter, .alt):
            guard isMultiline else { return .ignored }
            remember()
            insert(["\n"])
            return .changed
        case .escape: return .left
        case .control("x"):
            hasPrefix = true
            return .moved
        case .control("_"): return undo() ? .changed : .moved
        case .up: return moveVertically(-1)
        case .down: return moveVertically(1)
        default: return edit(key) ?? .ignored
        }
    }

    private mutating func enter() -> Outcome {
        if isMultiline, cursor > 0, characters[cursor - 1] == "\\", isAtLineEnd {
            remember()
            characters[cursor - 1] = "\n"
            return .changed
        }
        return .submitted
    }

    private var isAtLineEnd: Bool { cursor == characters.count || characters[cursor] == "\n" }

    private mutating func moveVertically(_ lines: Int) -> Outcome {
        let layout = layout
        let offset = cursorOffset(in: layout.text)
        let line = layout.line(at: offset)
        let target = line + lines
        if layout.lines.indices.contains(target) {
            let column = layout.column(of: offset, inLine: line)
            moveTo(offset: layout.offset(atColumn: column, inLine: target), in: layout.text)
            return .moved
        }
        return walkHistory(lines)
    }

    private mutating func walkHistory(_ step: Int) -> Outcome {
        let current = historyIndex ?? history.count
        let next = current + step
        guard next >= 0, next <= history.count, next != current else { return .moved }
        if historyIndex == nil { draft = text }
        let isDraft = next == history.count
        historyIndex = isDraft ? nil : next
        let shown = isDraft ? draft : history[next]
        remember()
        characters = Array(shown)
        cursor = characters.count
        return .changed
    }
}
