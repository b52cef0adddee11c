import Foundation
import LecternEngine
import TerminalUI

/// Sentences of the line dialogue.
package enum PlainWords {
    /// One line that is safe to print: no control byte, white space as single spaces.
    static func line(_ text: String) -> String {
        SafeText(untrusted: text).plainString.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A line broken between words, so that a terminal doesn't break it within one.
    ///
    /// - Parameter columns: of the terminal; words that are longer are left to it.
    package static func wrapped(_ line: String, to columns: Int) -> String {
        var lines: [(text: String, columns: Int)] = []
        for word in line.split(separator: " ") {
            let width = SafeText(untrusted: String(word)).columns
            if let last = lines.last, last.columns + 1 + width <= columns {
                lines[lines.count - 1] = ("\(last.text) \(word)", last.columns + 1 + width)
            } else {
                lines.append((String(word), width))
            }
        }
        return lines.map(\.text).joined(separator: "\n")
    }

    /// `1`, `1 and 2`, `1, 2 and 3`
    static func list(_ words: [String], _ link: String = "and") -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(link) \(last)"
    }

    /// `sentence 218`, `sentences 218 to 219`
    static func numbers(_ span: ClosedRange<Int>) -> String {
        span.count == 1
            ? "sentence \(span.lowerBound)" : "sentences \(span.lowerBound) to \(span.upperBound)"
    }

    /// `page 12, sentence 218`, with the document's title in front where several are open.
    static func place(_ span: ClosedRange<Int>, of document: Document, titled: Bool) -> String {
        guard span.upperBound < document.sentences.count else { return numbers(span) }
        let page = document.page(at: document.sentences[span.lowerBound].range.lowerBound)
        return [titled ? document.title : nil, page.map { "page \($0)" }, numbers(span)].compactMap(\.self)
            .joined(separator: ", ")
    }

    /// A verdict as a person writes it.
    static func verdict(_ word: String) -> Verdict? {
        switch word.lowercased() {
        case "full", "supported": .full
        case "partial", "partly": .partial
        case "none", "unsupported": Verdict.none
        default: nil
        }
    }

    /// `0 for full, 1 …` is for programs; people get `3 supported, 1 no support`.
    static func counts(_ verdicts: [Verdict]) -> String {
        let parts = [Verdict.full, .partial, .none, .unchecked].compactMap { verdict -> String? in
            let count = verdicts.count { $0 == verdict }
            return count == 0 ? nil : "\(count) \(verdict.word)"
        }
        return list(parts)
    }

    static func stage(_ stage: AnswerStage) -> String {
        switch stage {
        case .loadingModel(let name): "Loading \(name)"
        case .tokenizing: "Counting tokens"
        case .searching: "Searching the document"
        case .waiting(let model): "Waiting for \(model)"
        }
    }

    static func reading(_ progress: ReadingProgress) -> String {
        let share = progress.total > 0 ? 100 * progress.done / progress.total : 100
        return
            "Reading: \(Figures.count(progress.done)) of \(Figures.count(progress.total)) tokens, \(share)%"
    }

    /// What of the documents was read; nil where that is all.
    static func context(_ context: ContextSummary) -> String? {
        let counts =
            "\(Figures.count(context.sentences)) of \(Figures.plural(context.documentSentences, "sentence"))"
        switch context.mode {
        case .whole: return nil
        case .retrieved:
            return "Answered from \(counts), chosen by search, since the model reads no more at once."
        case .head: return "Answered from \(counts), the beginning."
        case .middleOut: return "Answered from \(counts), the beginning and the end."
        case .sections: return "Answered from \(counts), those of the sections you chose."
        }
    }
}
