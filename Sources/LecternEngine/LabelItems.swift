import Documents
import Foundation
import Pipelines
import Preferences
import Storage

/// Stored answers as items to label.
enum LabelItems {
    /// Most answers to one question in an item: each has a letter.
    private static let candidateLimit = 26

    /// Every question with two different answers about the same documents, in the order it was first asked.
    static func make(from answers: [StoredAnswer], _ grouping: LabelGrouping) -> [LabelItem] {
        var order: [Key] = []
        var groups: [Key: [LabelCandidate]] = [:]
        for stored in answers {
            let key = Key(
                question: stored.answer.question.trimmingCharacters(in: .whitespacesAndNewlines),
                documents: stored.documents.map(\.rawValue))
            guard let candidate = candidate(stored) else { continue }
            if groups[key] == nil { order.append(key) }
            // Word for word the same answer can't be better or worse.
            if groups[key, default: []].contains(where: { $0.text == candidate.text }) { continue }
            groups[key, default: []].append(candidate)
        }
        return order.flatMap { key in
            items(key, Array(groups[key, default: []].prefix(candidateLimit)), grouping)
        }
    }

    private struct Key: Hashable {
        let question: String
        let documents: [String]
    }

    private static func items(_ key: Key, _ candidates: [LabelCandidate], _ grouping: LabelGrouping)
        -> [LabelItem]
    {
        guard candidates.count >= 2 else { return [] }
        func item(_ candidates: [LabelCandidate]) -> LabelItem {
            LabelItem(
                id: UUID().uuidString, question: key.question, documents: key.documents,
                candidates: candidates)
        }
        switch grouping {
        case .together: return [item(candidates)]
        case .pairs:
            return candidates.indices.flatMap { first in
                candidates.indices.filter { $0 > first }.map { item([candidates[first], candidates[$0]]) }
            }
        }
    }

    /// Nil for an answer without text: there is nothing to read.
    private static func candidate(_ stored: StoredAnswer) -> LabelCandidate? {
        let answer = stored.answer
        let plain = answer.plainText
        guard !plain.isEmpty else { return nil }
        let citations = answer.citations.map { citation in
            LabelCitation(
                number: citation.number, document: citation.span.document.rawValue,
                first: citation.span.sentences.lowerBound, last: citation.span.sentences.upperBound)
        }
        return LabelCandidate(
            source: stored.source.sourceName, text: AnswerText.body(of: answer), markup: answer.raw,
            plain: plain,
            citations: citations, model: answer.model.name)
    }
}
