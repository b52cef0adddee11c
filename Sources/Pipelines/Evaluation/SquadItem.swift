package import Documents

/// One question of `squad-cite` with the context it is asked about.
package struct SquadItem: Sendable {
    package let id: String
    package let question: String
    /// Accepted answers; empty where the context does not answer.
    package let answers: [String]
    package let sentences: [String]
    /// Numbers of the sentences that hold the answer, within `sentences`.
    package let gold: Set<Int>

    /// What stands around the question.
    package enum Context: Sendable, Hashable {
        /// The whole article.
        case article
        /// The question's passage, whole, and sentences of the article's other passages, so many in all, in the order of
        /// the article.
        ///
        /// Which ones: the article's sentences are numbered from 0 through all its passages; those outside the passage are
        /// sorted by `order(seed, question id, number)`, and the first join until there are enough. A passage that is longer
        /// stands alone.
        case sentences(Int)
    }

    /// One item a question, in the order of the file.
    static func all(of articles: [SquadArticle], context: Context, seed: UInt64) -> [SquadItem] {
        articles.flatMap { article in
            let sentences = article.passages.flatMap(\.sentences)
            var first = 0
            return article.passages.flatMap { passage in
                let own = first..<first + passage.sentences.count
                first = own.upperBound
                return passage.questions.map { question in
                    item(question, own: own, sentences: sentences, context: context, seed: seed)
                }
            }
        }
    }

    private static func item(
        _ question: SquadArticle.Question, own: Range<Int>, sentences: [String], context: Context,
        seed: UInt64
    ) -> SquadItem {
        var chosen = Array(sentences.indices)
        if case .sentences(let size) = context {
            let others = sentences.indices.filter { !own.contains($0) }
                .map { (number: $0, order: order(seed, question.id, $0)) }
                .sorted { ($0.order, $0.number) < ($1.order, $1.number) }
                .prefix(max(0, size - own.count))
            chosen = (others.map(\.number) + own).sorted()
        }
        let gold = Set(question.gold.map { own.lowerBound + $0 })
        return SquadItem(
            id: question.id, question: question.text, answers: question.answers,
            sentences: chosen.map { sentences[$0] },
            gold: Set(chosen.indices.filter { gold.contains(chosen[$0]) }))
    }

    /// So many of the items, always the same: those whose id comes first by `order(1, id, 0)`, in the order of the file.
    static func some(_ items: [SquadItem], limit: Int) -> [SquadItem] {
        guard limit < items.count else { return items }
        let first = items.indices.map { (place: $0, order: order(1, items[$0].id, 0)) }
            .sorted { ($0.order, $0.place) < ($1.order, $1.place) }.prefix(max(0, limit))
        return first.map(\.place).sorted().map { items[$0] }
    }

    /// FNV-1a (64 bits) over the UTF-8 text "seed:id:number", then SplitMix64's mixing: a shuffle that any program can repeat.
    package static func order(_ seed: UInt64, _ id: String, _ number: Int) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(seed):\(id):\(number)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        return hash ^ (hash >> 31)
    }

    /// The context as a document, a sentence a line.
    package var document: Document {
        var text = ""
        var units: [Sentence] = []
        for sentence in sentences {
            if !text.isEmpty { text += "\n" }
            let start = text.utf8.count
            text += sentence
            units.append(Sentence(range: start..<text.utf8.count, paragraph: units.count))
        }
        return Document(
            id: DocumentID(rawValue: "squad:\(id)"), title: id, format: "txt", sentenceMode: .lectern,
            text: text,
            sentences: units)
    }
}
