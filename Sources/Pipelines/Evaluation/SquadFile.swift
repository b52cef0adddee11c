import Documents
import Foundation

/// Questions about passages of articles, whose answers are words of the passage.
struct SquadArticle: Sendable {
    struct Question: Sendable {
        let id: String
        let text: String
        /// Accepted answers; empty where the passage does not answer.
        let answers: [String]
        /// The passage's sentences that overlap the answer, numbered from 0.
        let gold: [Int]
    }

    struct Passage: Sendable {
        let sentences: [String]
        let questions: [Question]
    }

    let title: String
    var passages: [Passage]
}

/// Reads files of the SQuAD shape: its own JSON (1.1 and 2.0), and JSON Lines of one passage with its sentence bounds.
enum SquadFile {
    /// - Throws: `EvaluationError.unreadable` naming the line or what is missing.
    static func articles(_ data: Data) throws(EvaluationError) -> [SquadArticle] {
        let decoder = JSONDecoder()
        if let whole = try? decoder.decode(Whole.self, from: data) {
            return whole.data.map { article in
                SquadArticle(title: article.title ?? "", passages: article.paragraphs.map(Self.passage))
            }
        }
        var articles: [SquadArticle] = []
        var places: [String: Int] = [:]
        for (number, line) in try JSONLines.numbered(Line.self, from: data) {
            guard let passage = Self.passage(line) else {
                throw .unreadable(line: number, reason: "sentence bounds lie outside the passage")
            }
            if let place = places[line.title] {
                articles[place].passages.append(passage)
            } else {
                places[line.title] = articles.count
                articles.append(SquadArticle(title: line.title, passages: [passage]))
            }
        }
        return articles
    }

    // MARK: SQuAD's own JSON

    private struct Whole: Decodable {
        struct Article: Decodable {
            let title: String?
            let paragraphs: [Paragraph]
        }

        struct Paragraph: Decodable {
            let context: String
            let qas: [Question]
        }

        struct Question: Decodable {
            struct Answer: Decodable {
                let text: String
                let answer_start: Int
            }

            let id: String
            let question: String
            let answers: [Answer]?
            let is_impossible: Bool?
        }

        let data: [Article]
    }

    /// Sentences are Lectern's own units of the passage alone; gold are those that overlap the first answer.
    private static func passage(_ paragraph: Whole.Paragraph) -> SquadArticle.Passage {
        let text = paragraph.context
        let units = SentenceSplitter.units(ofParagraph: text)
        let questions = paragraph.qas.map { question in
            let answers = question.is_impossible == true ? [] : question.answers ?? []
            var gold: [Int] = []
            if let first = answers.first,
                let place = utf8Range(of: first.text, at: first.answer_start, in: text)
            {
                gold = units.indices.filter { units[$0].overlaps(place) }
            }
            return SquadArticle.Question(
                id: question.id, text: question.question, answers: gold.isEmpty ? [] : answers.map(\.text),
                gold: gold)
        }
        let bytes = Array(text.utf8)
        return SquadArticle.Passage(
            sentences: units.map { String(decoding: bytes[$0], as: UTF8.self) }, questions: questions)
    }

    /// Offsets of the file count Unicode scalar values.
    private static func utf8Range(of answer: String, at start: Int, in text: String) -> Range<Int>? {
        let scalars = text.unicodeScalars
        let length = answer.unicodeScalars.count
        guard start >= 0, length > 0,
            let first = scalars.index(scalars.startIndex, offsetBy: start, limitedBy: scalars.endIndex),
            let last = scalars.index(first, offsetBy: length, limitedBy: scalars.endIndex)
        else { return nil }
        let from = text.utf8.distance(from: text.startIndex, to: first)
        return from..<from + text.utf8.distance(from: first, to: last)
    }

    // MARK: JSON Lines

    private struct Line: Decodable {
        struct Question: Decodable {
            let id: String
            let question: String
            let answers: [String]
            let evidence: [Int]
        }

        let title: String
        let context: String
        let sents: [[Int]]
        let qas: [Question]
    }

    /// Nil where a bound or a piece of evidence points outside.
    private static func passage(_ line: Line) -> SquadArticle.Passage? {
        let scalars = Array(line.context.unicodeScalars)
        var sentences: [String] = []
        for bounds in line.sents {
            guard bounds.count == 2, bounds[0] >= 0, bounds[0] <= bounds[1], bounds[1] <= scalars.count else {
                return nil
            }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[bounds[0]..<bounds[1]])
            sentences.append(String(text))
        }
        guard line.qas.allSatisfy({ $0.evidence.allSatisfy(sentences.indices.contains) }) else { return nil }
        return SquadArticle.Passage(
            sentences: sentences,
            questions: line.qas.map { question in
                SquadArticle.Question(
                    id: question.id, text: question.question,
                    answers: question.evidence.isEmpty ? [] : question.answers, gold: question.evidence)
            })
    }
}
