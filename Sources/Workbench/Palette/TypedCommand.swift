import LecternEngine
import TerminalUI

/// A command that is typed with its argument, such as `theme nord` or `goto 218`.
struct TypedCommand: Sendable {
    let name: String
    /// What follows it, in capitals for people; empty where nothing does.
    let argument: String
    let help: String
    /// Arguments that there are; empty where any text will do.
    var candidates: @Sendable (AppState) -> [String] = { _ in [] }
    let run: @Sendable (inout AppState, String) -> [Effect]

    static let all: [TypedCommand] = [
        TypedCommand(
            name: "theme", argument: "NAME", help: "change the theme", candidates: \.settingsScreen.themes
        ) {
            state, name in
            guard state.settingsScreen.themes.contains(name) else {
                state.say("there is no theme “\(name)”; gh shows them", .error)
                return []
            }
            return state.keep(.theme, .text(name))
        },
        TypedCommand(
            name: "set", argument: "NAME=VALUE", help: "change a setting",
            candidates: { state in
                Setting.allCases.map { "\($0.rawValue)=\(state.settings.value(of: $0).shown)" }
            }
        ) { state, text in
            let parts = text.split(separator: "=", maxSplits: 1).map { String($0).trimmingSpace }
            guard let setting = parts.first.flatMap(Setting.init(rawValue:)) else {
                state.say("there is no setting “\(parts.first ?? "")”; gs shows them", .error)
                return []
            }
            return parts.count == 2 ? state.set(setting, toText: parts[1]) : state.change(setting)
        },
        TypedCommand(
            name: "unset", argument: "NAME", help: "a setting back to its default",
            candidates: { _ in Setting.allCases.map(\.rawValue) }
        ) { state, text in
            guard let setting = Setting(rawValue: text) else {
                state.say("there is no setting “\(text)”; gs shows them", .error)
                return []
            }
            return state.keep(setting, nil)
        },
        TypedCommand(name: "goto", argument: "SENTENCE", help: "go to a sentence by its number") {
            state, text in
            state.go(toSentence: text)
        },
        TypedCommand(
            name: "page", argument: "LABEL", help: "go to a page by its printed label",
            candidates: { $0.reader.opened?.index.pages.map(\.label) ?? [] }
        ) { state, text in state.go(toPage: text) },
        TypedCommand(name: "find", argument: "WORDS", help: "find a text in the document") { state, text in
            state.findInDocument(text)
        },
        TypedCommand(name: "ask", argument: "QUESTION", help: "ask about the open document") { state, text in
            guard state.reader.opened != nil else {
                state.say("No document is open to ask about", .warning)
                return []
            }
            state.go(to: .reader)
            return state.ask(text)
        },
        TypedCommand(
            name: "open", argument: "PATH", help: "add a file and open it; “examples” adds the bundled ones"
        ) { state, path in
            if path == "examples" { return [.importExamples] }
            state.library.opensWhenImported = true
            return state.importFiles([path])
        },
        TypedCommand(name: "add", argument: "PATH", help: "add a file or a folder to the library") {
            state, path in
            state.importFiles([path])
        },
        TypedCommand(
            name: "export", argument: "PATH", help: "write the answer to a file (.md, .html, .json)"
        ) { state, path in
            guard state.reader.turns.contains(where: { $0.answer != nil }) else {
                state.say("There is no answer to export yet", .warning)
                return []
            }
            return state.exportAnswer(to: path)
        },
        TypedCommand(name: "messages", argument: "", help: "everything that was said so far") { state, _ in
            state.showMessages()
            return []
        },
        TypedCommand(name: "describe", argument: "", help: "this screen as plain text, in $PAGER") {
            state, _ in
            [.page(state.description)]
        },
        TypedCommand(
            name: "edit", argument: "FILE", help: "open config.toml or keys.toml in $EDITOR",
            candidates: { _ in ["config.toml", "keys.toml"] }
        ) { state, name in
            switch name {
            case "config.toml", "config": return [.editFile(.settings)]
            case "keys.toml", "keys": return [.editFile(.keys)]
            default:
                state.say("edit opens config.toml or keys.toml", .warning)
                return []
            }
        },
        TypedCommand(name: "help", argument: "", help: "the keys of this screen") { state, _ in
            state.run("help")
        },
        TypedCommand(name: "q", argument: "", help: "quit") { state, _ in state.run("quit") },
    ]

    static func named(_ name: String) -> TypedCommand? { all.first { $0.name == name } }
}

extension AppState {
    /// `218` or `C218`.
    mutating func go(toSentence text: String) -> [Effect] {
        let digits = text.uppercased().hasPrefix("C") ? String(text.dropFirst()) : text
        guard let count = reader.opened?.index.sentenceCount, count > 0 else {
            say("No document is open", .warning)
            return []
        }
        guard let number = Int(digits.trimmingSpace), (0..<count).contains(number) else {
            say("“\(text)” is no sentence; this document has C0 to C\(count - 1)", .warning)
            return []
        }
        return go(toSentence: number)
    }

    mutating func go(toSentence number: Int) -> [Effect] {
        go(to: .reader)
        reader.rememberPlace()
        reader.goTo(sentence: number, .top)
        reader.focus = .source
        return []
    }

    mutating func go(toPage label: String) -> [Effect] {
        guard let opened = reader.opened else {
            say("No document is open", .warning)
            return []
        }
        guard let page = opened.index.pages.first(where: { $0.label == label }) else {
            say(
                opened.index.pages.isEmpty ? "This document has no pages" : "There is no page “\(label)”",
                .warning)
            return []
        }
        return go(toSentence: page.sentence)
    }

    mutating func findInDocument(_ text: String) -> [Effect] {
        guard reader.opened != nil else {
            say("No document is open", .warning)
            return []
        }
        go(to: .reader)
        reader.find(text)
        if !text.isEmpty, reader.hits.isEmpty {
            say("“\(text)” is not in \(reader.isAboutSeveral ? "these documents" : "this document")", .warning)
        }
        return []
    }

    /// This screen in reading order: one column, no frames, no glyphs.
    var description: String {
        var copy = self
        copy.overlay = nil
        copy.size = (84, 240)
        copy.glyphs = .ascii
        copy.layOut()
        let frames = Set("#+-| ")
        let lines = view(copy, theme: .builtIn).surface.text().split(
            separator: "\n", omittingEmptySubsequences: false)
        var shown: [String] = []
        for line in lines {
            var text = String(line)
            if let first = text.first, first == "|" || first == "#" { text.removeFirst() }
            text = text.trimmingSpace
            if let last = text.last, last == "|" || last == "#" {
                text = String(text.dropLast()).trimmingSpace
            }
            // Of a frame's edge its title stays.
            if line.allSatisfy(frames.contains) { text = "" }
            if line.first == "#" || line.first == "+" {
                text = text.split(separator: " ").filter { !$0.allSatisfy(frames.contains) }.joined(
                    separator: " ")
            }
            if text.isEmpty, shown.last?.isEmpty ?? true { continue }
            shown.append(text)
        }
        return shown.joined(separator: "\n")
    }
}
