import LecternEngine
import TerminalUI

extension LibraryScreen {
    private static let needsDocument: @Sendable (AppState) -> String? = { state in
        state.library.current == nil ? "No document is chosen; a adds one" : nil
    }

    private static let needsFile: @Sendable (AppState) -> String? = { state in
        guard let current = state.library.current else { return "No document is chosen; a adds one" }
        return current.path == nil ? "“\(current.title)” came without a file" : nil
    }

    static let commands: [Command] =
        [
            Command(
                "library.open", "open the document", hint: "open", in: .documents, keys: ["<Enter>"],
                disabledReason: needsDocument
            ) { state, _ in
                state.library.current.map { [.openDocument($0.id)] } ?? []
            },
            Command("library.add", "add a file", hint: "add", in: .documents, keys: ["a"]) { state, _ in
                state.overlay = .prompt(Prompt(.addFile))
                return []
            },
            Command(
                "library.find", "show only documents that hold some words", hint: "find", in: .documents,
                keys: ["/"]
            ) {
                state, _ in
                state.overlay = .prompt(Prompt(.filter, text: state.library.filter ?? ""))
                return []
            },
            Command(
                "library.ask", "ask about the document, or about all marked ones together", hint: "ask",
                in: .documents, keys: ["i"], disabledReason: needsDocument
            ) { state, _ in state.askAboutMarked() },
            Command(
                "library.mark", "mark the document, to ask about several together", hint: "mark",
                in: .documents, keys: ["<Space>"], disabledReason: needsDocument
            ) { state, _ in
                state.library.toggleMark()
                state.library.list.move(.lineDown)
                return []
            },
            Command(
                "library.markAll", "mark all that are shown, or none", in: .documents, keys: ["*"],
                disabledReason: needsDocument
            ) { state, _ in
                state.library.toggleAllMarks()
                return []
            },
            ReaderScreen.searchCommand,
            Command(
                "library.remove", "take the document out of the library; the file stays", hint: "remove",
                in: .documents,
                keys: ["d", "<Del>"], disabledReason: needsDocument
            ) { state, _ in
                guard let current = state.library.current else { return [] }
                return [.removeDocument(current)]
            },
            Command(
                "library.undo", "take back the last removal, also one of an earlier day", in: .documents,
                keys: ["u"]
            ) { _, _ in [.undo] },
            Command("library.sort", "sort by use, name, size or kind", in: .documents, keys: ["s"]) {
                state, _ in
                state.library.nextOrder()
                state.say("sorted by \(state.library.order.rawValue)")
                return []
            },
            Command("library.kind", "show only one kind, or what is unread", in: .documents, keys: ["f"]) {
                state, _ in
                state.chooseKind()
                return []
            },
            Command(
                "library.options", "options: password, text recognition, encoding, pages", in: .documents,
                keys: ["o"]
            ) { state, _ in
                state.chooseReading()
                return []
            },
            Command(
                "library.reload", "read the document's file again if it has changed", in: .documents,
                keys: ["R"], disabledReason: needsFile
            ) { state, _ in
                state.library.current?.path.map { state.importFiles([$0]) } ?? []
            },
            Command("library.details", "what is known of the document", in: .view, keys: ["<Tab>"]) {
                state, _ in
                state.library.showsDetail.toggle()
                return []
            },
            Command("library.stop", "stop adding, take marks away, show all", in: .documents, keys: ["<Esc>"])
            { state, _ in
                if state.library.importing == nil {
                    if state.library.showsDetail {
                        state.library.showsDetail = false
                        return []
                    }
                    if !state.library.marked.isEmpty {
                        state.library.unmarkAll()
                        return []
                    }
                    if state.library.kind != nil {
                        state.library.kind = nil
                        return []
                    }
                    if state.library.filter != nil {
                        state.library.filter = nil
                        return [.listDocuments(matching: nil)]
                    }
                }
                return state.stopWork()
            },
            Command("library.quit", "quit", in: .program, keys: ["q"]) { state, _ in state.askToQuit() },
        ] + motions

    /// What moves in every list.
    private static let motions: [Command] = [
        ("down", "next row", ["j", "<Down>"], ScrollMotion.lineDown),
        ("up", "previous row", ["k", "<Up>"], .lineUp),
        ("half-down", "half a page down", ["<C-d>"], .halfPageDown),
        ("half-up", "half a page up", ["<C-u>"], .halfPageUp),
        ("page-down", "page down", ["<PgDn>"], .pageDown), ("page-up", "page up", ["<PgUp>"], .pageUp),
        ("first", "first row", ["gg", "<Home>"], .start), ("last", "last row", ["G", "<End>"], .end),
    ].map { name, help, keys, motion in
        Command("library.\(name)", help, in: .move, keys: keys) { state, count in
            state.library.list.move(motion, count: count)
            return []
        }
    }
}

extension AppState {
    /// Opens the marked documents in one conversation; without marks, the one under the cursor.
    fileprivate mutating func askAboutMarked() -> [Effect] {
        let ids = library.marked.isEmpty ? library.current.map { [$0.id] } ?? [] : library.marked
        guard let first = ids.first else { return [] }
        reader.asksWhenOpened = true
        library.unmarkAll()
        return [ids.count == 1 ? .openDocument(first) : .openDocuments(ids)]
    }
}
