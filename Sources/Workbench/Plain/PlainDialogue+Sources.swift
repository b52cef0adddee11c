import Foundation
import LecternEngine

/// From statements to sentences and back.
extension PlainDialogue {
    private static let hitLimit = 20

    // MARK: Citations

    func cite(_ argument: String) async throws {
        let turn = try turn()
        let all = turn.citations
        guard !all.isEmpty else { throw PlainProblem("This answer has no citations.") }
        let known = "This answer has \(PlainWords.list(all.map { "\($0.citation.number)" }))."
        let number: Int
        if argument.isEmpty {
            // The next one; after the last comes the first.
            number =
                all.first { $0.citation.number > citationRead ?? 0 }?.citation.number
                ?? all[0].citation.number
        } else if let typed = Int(argument) {
            number = typed
        } else {
            throw PlainProblem("/cite takes the number of a citation. \(known)")
        }
        guard let found = all.first(where: { $0.citation.number == number }) else {
            throw PlainProblem("There is no citation \(number). \(known)")
        }
        citationRead = number
        let span = found.citation.span
        let document = try await document(span.document)
        guard span.sentences.upperBound < document.sentences.count else {
            throw PlainProblem(
                "Its document has changed: the cited \(PlainWords.numbers(span.sentences)) is not there.")
        }
        place = Place(document: document.id, sentence: span.sentences.upperBound)
        try say(citedLine(found.citation, in: document))
        switch found.citation.anchor {
        case .ok: break
        case .clipped: try say("The model's span ran beyond the last sentence and was cut there.")
        case .stale: try say("The file has changed since this answer.")
        }
        if span.sentences.lowerBound > 0 {
            try say(line("Before it", span.sentences.lowerBound - 1, document))
        }
        if span.sentences.upperBound + 1 < document.sentences.count {
            try say(line("After it", span.sentences.upperBound + 1, document))
        }
        try sayWhoCites(span.sentences, of: document.id)
    }

    /// `Cited 2, page 12, sentence 218: Freight fell by 11%.`
    func citedLine(_ citation: Citation, in document: Document? = nil) -> String {
        "Cited \(citation.number), \(place(citation.span, in: document)): \(text(of: citation.span, in: document))"
    }

    /// The other way: which statements of the current answer rest on these sentences.
    private func sayWhoCites(_ sentences: ClosedRange<Int>, of document: DocumentID) throws {
        guard let current, turns.indices.contains(current) else { return }
        let turn = turns[current]
        for (index, statement) in turn.answer.statements.enumerated() {
            let numbers = turn.citations(of: index).filter {
                $0.span.document == document && $0.span.sentences.overlaps(sentences)
            }.map { "\($0.number)" }
            if !numbers.isEmpty {
                try say("Statement \(index + 1) cites this as \(PlainWords.list(numbers)): \(statement.text)")
            }
        }
    }

    func showStatement(_ argument: String) async throws {
        let turn = try turn()
        let statements = turn.answer.statements
        var index = turn.citations.first { $0.citation.number == citationRead }?.statement ?? 0
        if !argument.isEmpty {
            guard let number = Int(argument) else {
                throw PlainProblem("/statement takes a number from 1 to \(statements.count).")
            }
            index = number - 1
        }
        guard statements.indices.contains(index) else {
            throw PlainProblem("This answer has \(Figures.plural(statements.count, "statement")).")
        }
        try say("Statement \(index + 1) of \(statements.count): \(statements[index].text)")
        let citations = turn.citations(of: index)
        if citations.isEmpty { try say("It cites nothing.") }
        for citation in citations { try say(citedLine(citation)) }
        for rejected in statements[index].rejected {
            try say("Its citation \(rejected.raw) points nowhere: \(rejected.reason.rawValue).")
        }
        for check in statements[index].checks {
            try say(
                "The \(check.kind.rawValue) “\(check.value)” is \(Self.words(check.found)) in the cited text."
            )
        }
        if turn.review.corrections[index] != nil { try say("You corrected its citations.") }
        try sayVerdicts(of: index, in: turn)
    }

    private static func words(_ found: StatementCheck.Found) -> String {
        switch found {
        case .exact: "there word for word"
        case .folded: "there in other writing"
        case .missing: "not"
        }
    }

    // MARK: Sentences

    func showSentence(_ argument: String) async throws {
        _ = try openIDs()
        var numbers = argument.split(whereSeparator: { $0 == "-" || $0 == "–" || $0.isWhitespace }).map {
            Int($0)
        }
        var document = try await document(place?.document ?? documents[0].id)
        if argument.isEmpty { numbers = [place.map { $0.sentence + 1 } ?? 0] }
        // With several documents open, a number behind says which: “218 of 2”.
        let parts = argument.lowercased().split(separator: " of ", maxSplits: 1)
        if parts.count == 2 {
            guard let which = Int(String(parts[1]).trimmingSpace), documents.indices.contains(which - 1)
            else {
                throw PlainProblem(
                    "\(Figures.plural(documents.count, "document")) are open; name one by its number.")
            }
            document = documents[which - 1]
            numbers = parts[0].split(separator: "-").map { Int(String($0).trimmingSpace) }
        }
        guard let first = numbers.first ?? nil, let last = numbers.last ?? nil, numbers.count <= 2 else {
            throw PlainProblem("/sentence takes a number, or two with a dash: 218-220.")
        }
        let count = document.sentences.count
        guard first <= last, (0..<count).contains(first) else {
            throw PlainProblem("\(document.title) has sentences 0 to \(count - 1).")
        }
        let end = min(last, count - 1, first + Self.hitLimit - 1)
        for number in first...end { try say(line("", number, document)) }
        if end < min(last, count - 1) { try say("/sentence goes on behind sentence \(end).") }
        place = Place(document: document.id, sentence: end)
        if first == end { try sayWhoCites(first...end, of: document.id) }
    }

    func find(_ words: String) async throws {
        _ = try openIDs()
        var hits = 0
        for document in documents {
            for number in document.sentences.indices {
                let text = document.text(in: document.sentences[number].range)
                guard text.range(of: words, options: [.caseInsensitive, .diacriticInsensitive]) != nil else {
                    continue
                }
                hits += 1
                guard hits <= Self.hitLimit else { continue }
                try say(line("", number, document))
                place = Place(document: document.id, sentence: number)
            }
        }
        if hits > Self.hitLimit {
            try say("\(Figures.plural(hits, "sentence")); these are the first \(Self.hitLimit).")
        }
        guard hits == 0 else { return }
        try say("No sentence holds “\(words)” as it stands.")
        for document in documents {
            for hit in try await engine.search(words, in: document.id, limit: 3) {
                try say("Found by search: \(place(hit.span)): \(text(of: hit.span))")
            }
        }
    }

    func listHeadings() async throws {
        _ = try openIDs()
        for document in documents {
            let headings = document.landmarks.compactMap { landmark -> (Int, String, Int)? in
                guard case .heading(let level, let title) = landmark.kind else { return nil }
                let sentence = document.sentences.firstIndex { $0.range.upperBound > landmark.offset } ?? 0
                return (level, title, sentence)
            }
            if headings.isEmpty { try say("\(document.title) has no headings.") }
            for (level, title, sentence) in headings {
                try say("Heading, level \(level), sentence \(sentence): \(title)")
            }
        }
    }

    // MARK: Words

    /// `Before it, sentence 217: …`; without a role `Page 12, sentence 217: …`.
    private func line(_ role: String, _ number: Int, _ document: Document) -> String {
        let where_ = PlainWords.place(number...number, of: document, titled: documents.count > 1)
        let start = role.isEmpty ? where_.prefix(1).uppercased() + where_.dropFirst() : "\(role), \(where_)"
        return "\(start): \(document.text(of: number...number))"
    }

    func place(_ span: SentenceSpan, in document: Document? = nil) -> String {
        guard let document = document ?? documents.first(where: { $0.id == span.document }) else {
            return PlainWords.numbers(span.sentences)
        }
        return PlainWords.place(span.sentences, of: document, titled: documents.count > 1)
    }

    func text(of span: SentenceSpan, in document: Document? = nil) -> String {
        guard let document = document ?? documents.first(where: { $0.id == span.document }),
            span.sentences.upperBound < document.sentences.count
        else { return "" }
        return String(document.text(of: span.sentences))
    }

    private func document(_ id: DocumentID) async throws -> Document {
        if let open = documents.first(where: { $0.id == id }) { return open }
        return try await engine.document(id)
    }
}
