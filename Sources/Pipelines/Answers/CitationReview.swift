import Documents
package import Generation

/// Lets the passage reader have a say in the citation of a short answer, since a small model often names the wrong
/// sentence of the right passage.
///
/// The sentence that answers is the one with the best sum of the reader's score and, where the model cites it, `agreement`. A
/// model that finds sentences is quoted with it; a statement that says the answering words cites it. Everything else stays
/// as the model wrote it: refusals, longer answers, and answers from more text than the reader reads at once.
package struct CitationReview: Sendable {
    private let reader: any PassageReader

    /// What the model's own citation is worth, in the reader's log odds.
    private static let agreement: Float = 2
    /// Rough tokens that are read for it.
    private static let tokensRead = 2400

    package init(_ reader: any PassageReader) { self.reader = reader }

    /// - Parameter context: what the model read.
    /// - Returns: the statements anew, or nil where they stay as they are.
    package func reviewed(
        _ statements: [Statement], of question: String, in context: NumberedContext
    ) async throws -> [Statement]? {
        let isFinder = !statements.isEmpty && statements.allSatisfy(\.isQuoted)
        let isShort = statements.count == 1 && !statements[0].citations.isEmpty
        guard reader.profile.readsQuestions, isFinder || isShort, !statements.contains(where: \.isCut),
            let best = try await best(question, context, cited: statements)
        else { return nil }
        let citation = Citation(number: 1, span: best.span, anchor: .ok)
        if isFinder {
            return [
                Statement(
                    text: best.text, citations: [citation], isQuoted: true, answerRange: best.answer.range)
            ]
        }
        let words = Set(AnswerScores.words(best.words))
        guard words.isSubset(of: AnswerScores.words(statements[0].text)) else { return nil }
        var statement = statements[0]
        statement.citations = [citation]
        return [statement]
    }

    private struct Place {
        let span: SentenceSpan
        let text: String
        let answer: AnswerSpan

        var words: String { String(decoding: Array(text.utf8)[answer.range], as: UTF8.self) }
    }

    private func best(
        _ question: String, _ context: NumberedContext, cited statements: [Statement]
    ) async throws -> Place? {
        var passages: [[String]] = []
        var number = 0
        for window in context.windows {
            passages.append(
                window.sentences.indices.map { _ in
                    defer { number += 1 }
                    return String(context.text(of: number))
                })
        }
        guard passages.joined().reduce(0, { $0 + DocumentReader.roughTokens($1[...]) }) <= Self.tokensRead
        else { return nil }
        let cited = statements.flatMap(\.citations).map(\.span)
        var best: (score: Float, place: Place)?
        for (index, reading) in try await reader.read(question, in: passages).enumerated() {
            let window = context.windows[index]
            for (offset, sentence) in reading.sentences.enumerated() {
                guard let answer = sentence.answer else { continue }
                let place = window.sentences.lowerBound + offset
                let isCited = cited.contains {
                    $0.document == window.document.id && $0.sentences.contains(place)
                }
                let score = answer.score + (isCited ? Self.agreement : 0)
                guard score > best?.score ?? -.infinity else { continue }
                let span = SentenceSpan(document: window.document.id, sentences: place...place)
                best = (score, Place(span: span, text: passages[index][offset], answer: answer))
            }
        }
        return best?.place
    }
}
