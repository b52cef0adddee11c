import LecternEngine
import TerminalUI

/// What the letter that is typed next does.
enum MarkRequest: Sendable { case set, go }

extension AppState {
    mutating func mark(_ key: Key, _ request: MarkRequest) -> [Effect] {
        markRequest = nil
        guard let letter = key.text, letter.isLetter || letter.isNumber else {
            if key != .escape { say("a mark is a letter or a digit", .warning) }
            return []
        }
        let name = String(letter)
        switch request {
        case .set:
            guard let opened = reader.opened, opened.index.sentenceCount > 0 else { return [] }
            session.marks[name] = Session.Mark(document: opened.document.id, sentence: reader.cursor)
            say("mark \(name) is at C\(reader.cursor)", .success)
            return [.saveSession(session)]
        case .go:
            guard let mark = session.marks[name] else {
                let known = session.marks.keys.sorted().joined(separator: " ")
                say(
                    "there is no mark \(name)" + (known.isEmpty ? "; m sets one" : "; marks: \(known)"),
                    .warning)
                return []
            }
            if let tab = reader.tab(of: mark.document) {
                go(to: .reader)
                reader.rememberPlace()
                reader.show(tab: tab)
                reader.goTo(sentence: mark.sentence, .top)
                reader.focus = .source
                return []
            }
            placeToOpen = mark
            return [.openDocument(mark.document)]
        }
    }
}
