public import Documents
import Foundation
import Generation

/// A finished answer as a file for others: Markdown or HTML with footnotes, or JSON with everything in it.
public enum AnswerExport {
    public enum Format: String, Sendable, CaseIterable {
        case markdown, html, json

        /// By the end of a file's name; nil for others.
        public init?(path: String) {
            let name = path.lowercased()
            if name.hasSuffix(".md") || name.hasSuffix(".markdown") {
                self = .markdown
            } else if name.hasSuffix(".html") || name.hasSuffix(".htm") {
                self = .html
            } else if name.hasSuffix(".json") {
                self = .json
            } else {
                return nil
            }
        }
    }

    /// - Parameter documents: those that citations point into.
    public static func text(
        _ answer: CitedAnswer, review: AnswerReview, documents: [Document], as format: Format
    ) -> String {
        let content = Content(answer, review, documents)
        return switch format {
        case .markdown: content.markdown
        case .html: content.html
        case .json: content.json
        }
    }

    /// A whole conversation as Markdown: every question that is shown with its answer, its footnotes below it.
    ///
    /// - Parameter documents: those that citations point into.
    public static func markdown(
        _ turns: [ConversationTurn], titled title: String, about documents: [Document]
    ) -> String {
        var parts = ["# \(Content.markdown(title))"]
        if documents.count > 1 {
            parts.append(documents.map { "- \(Content.markdown($0.title))" }.joined(separator: "\n"))
        }
        for (number, turn) in turns.enumerated() {
            var content = Content(turn.answer, turn.review, documents)
            content.notePrefix = "\(number + 1)-"
            parts.append(content.section)
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private struct Content {
        /// Tells the footnotes of one answer from those of another in the same file.
        var notePrefix = ""
        let answer: CitedAnswer
        let review: AnswerReview
        let documents: [DocumentID: Document]
        /// With the citations that hold now.
        let statements: [Statement]

        init(_ answer: CitedAnswer, _ review: AnswerReview, _ documents: [Document]) {
            self.answer = answer
            self.review = review
            self.documents = Dictionary(
                documents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            var statements = answer.statements
            for index in statements.indices {
                statements[index].citations = review.citations(of: index, in: answer)
                statements[index].support = review.verdicts[index] ?? review.verdict(of: index)
            }
            self.statements = statements
        }

        /// Every citation once, by number.
        var notes: [Citation] {
            var seen = Set<Int>()
            return statements.flatMap(\.citations).filter { seen.insert($0.number).inserted }
                .sorted { $0.number < $1.number }
        }

        func place(_ span: SentenceSpan) -> String {
            let numbers =
                span.sentences.count == 1
                ? "sentence \(span.sentences.lowerBound)"
                : "sentences \(span.sentences.lowerBound)–\(span.sentences.upperBound)"
            guard let document = documents[span.document],
                span.sentences.upperBound < document.sentences.count
            else { return numbers }
            let page = document.page(at: document.sentences[span.sentences.lowerBound].range.lowerBound)
            return [document.title, page.map { "p. \($0)" }, numbers].compactMap(\.self).joined(
                separator: ", ")
        }

        func words(_ span: SentenceSpan) -> String {
            guard let document = documents[span.document],
                span.sentences.upperBound < document.sentences.count
            else { return "" }
            return document.text(of: span.sentences).split(whereSeparator: \.isWhitespace).joined(
                separator: " ")
        }

        private func body(_ text: (String) -> String, _ marker: (Statement, Int) -> String) -> String {
            var body = ""
            for (index, statement) in statements.enumerated() {
                body += index == 0 ? "" : AnswerText.glue(before: statement, after: body)
                // What a model found and did not write is not passed off as its words.
                let said = statement.isQuoted ? "“\(statement.text)”" : statement.text
                body += text(said) + marker(statement, index)
            }
            return body.trimmed
        }

        private func doubt(_ index: Int) -> String {
            switch statements[index].support {
            case .partial: " (partly supported)"
            case .none: " (no support found)"
            case .full, .unchecked: ""
            }
        }

        // MARK: Formats

        var markdown: String {
            (["**\(Self.markdown(answer.question))**"] + answered).joined(separator: "\n\n") + "\n"
        }

        /// As a part of a conversation.
        var section: String {
            let question = answer.question.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            var end = [answer.model.name]
            switch answer.finish {
            case .stop: break
            case .length: end.append("cut at the token limit")
            case .cancelled: end.append("stopped")
            case .lost: end.append("cut: the answer was lost here")
            }
            if answer.context.mode != .whole {
                end.append(
                    "read \(answer.context.sentences) of \(answer.context.documentSentences) sentences")
            }
            if let warning = answer.readingWarning { end.append(warning) }
            let source = "*\(Self.markdown(end.joined(separator: ", ")))*"
            return (["## \(Self.markdown(question))"] + answered + [source]).joined(separator: "\n\n")
        }

        /// The answer and its notes.
        private var answered: [String] {
            let text = body({ Self.markdown($0) }) { statement, index in
                statement.citations.isEmpty
                    ? (answer.isRefusal ? "" : " [uncited]")
                    : statement.citations.map { "[^\(notePrefix)\($0.number)]" }.joined() + doubt(index)
            }
            let notes = notes.map {
                "[^\(notePrefix)\($0.number)]: “\(Self.markdown(words($0.span)))” (\(Self.markdown(place($0.span))))"
            }
            let said = text.isEmpty ? "The model found nothing that answers this." : text
            return [said] + notes
        }

        /// Characters that mean something to Markdown stay characters.
        static func markdown(_ text: String) -> String {
            var out = ""
            for character in text {
                if "\\`*_[]<>#|".contains(character) { out.append("\\") }
                out.append(character)
            }
            return out
        }

        var html: String {
            let text = body({ Self.html($0) }) { statement, index in
                statement.citations.isEmpty
                    ? (answer.isRefusal ? "" : " <em>[uncited]</em>")
                    : statement.citations.map { "<sup><a href=\"#n\($0.number)\">[\($0.number)]</a></sup>" }
                        .joined()
                        + Self.html(doubt(index))
            }
            let notes = notes.map {
                "<li id=\"n\($0.number)\" value=\"\($0.number)\"><q>\(Self.html(words($0.span)))</q> "
                    + "(\(Self.html(place($0.span))))</li>"
            }
            return """
                <!DOCTYPE html>
                <html><head><meta charset="utf-8"><title>\(Self.html(answer.question))</title></head>
                <body>
                <h1>\(Self.html(answer.question))</h1>
                <p>\(text.replacing("\n\n", with: "</p>\n<p>").replacing("\n", with: "<br>\n"))</p>
                <ol>
                \(notes.joined(separator: "\n"))
                </ol>
                </body></html>

                """
        }

        private static func html(_ text: String) -> String {
            text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                .replacing("\"", with: "&quot;")
        }

        var json: String {
            let value = Export(
                question: answer.question, answer: answer.plainText, raw: answer.raw,
                model: answer.model.name,
                statements: statements.enumerated().map { index, statement in
                    Export.Statement(
                        text: statement.text, citations: statement.citations.map { export($0) },
                        written: answer.statements[index].citations.map { export($0) },
                        support: review.verdict(of: index), yours: review.verdicts[index],
                        checks: statement.checks)
                },
                judges: review.verifications.map { Export.Judge(name: $0.judge, scores: $0.scores) },
                training: CoarseToFine.markup(statements))
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let data = (try? encoder.encode(value)) ?? Data()
            return String(decoding: data, as: UTF8.self) + "\n"
        }

        private func export(_ citation: Citation) -> Export.Citation {
            Export.Citation(
                number: citation.number, document: citation.span.document.rawValue,
                title: documents[citation.span.document]?.title ?? "",
                start: citation.span.sentences.lowerBound,
                end: citation.span.sentences.upperBound, text: words(citation.span))
        }
    }

    /// The JSON form.
    private struct Export: Encodable {
        struct Citation: Encodable {
            let number: Int
            let document: String
            let title: String
            let start: Int
            let end: Int
            let text: String
        }

        struct Statement: Encodable {
            let text: String
            /// As they hold now.
            let citations: [Citation]
            /// As the model wrote them.
            let written: [Citation]
            let support: Verdict
            let yours: Verdict?
            let checks: [StatementCheck]
        }

        struct Judge: Encodable {
            let name: String
            let scores: CitationScores
        }

        var schema = 1
        let question: String
        let answer: String
        let raw: String
        let model: String
        let statements: [Statement]
        let judges: [Judge]
        /// The answer in LongCite's markup with the citations that hold now.
        let training: String
    }
}
