public import Generation

/// How labels become preference pairs.
public struct PairOptions: Sendable, Hashable, Codable {
    public enum Citations: String, Sendable, Hashable, Codable, CaseIterable {
        /// The answers keep the markup in which the model wrote its citations.
        case keep
        case strip
    }

    /// The row that decides which answer is better.
    public var decidedBy: LabelDimension
    /// Whose labels count; nil takes everyone's, by majority.
    public var annotator: String?
    public var citations: Citations
    /// The document's text goes before the question.
    public var includesDocument: Bool
    /// Items whose model names or rewards were shown before the choice count too.
    public var includesRevealed: Bool

    public init(
        decidedBy: LabelDimension = .overall, annotator: String? = nil, citations: Citations = .strip,
        includesDocument: Bool = false, includesRevealed: Bool = false
    ) {
        self.decidedBy = decidedBy
        self.annotator = annotator
        self.citations = citations
        self.includesDocument = includesDocument
        self.includesRevealed = includesRevealed
    }
}

/// A better and a worse answer to the same question.
public struct PreferencePair: Sendable, Hashable, Identifiable {
    /// Item and the two candidates: `…-0-1`.
    public let id: String
    public let question: String
    public let documents: [String]
    /// What a model is asked: the question, after the document where that is wanted.
    public let prompt: [ChatMessage]
    public let chosen: String
    public let rejected: String
    public let chosenModel: String
    public let rejectedModel: String
    public let decidedBy: LabelDimension
    /// How many said so, and how many judged the two.
    public let votes: Int
    public let voters: Int
}

/// Preference pairs of a set, with what was left out and why.
public struct LabelledPairs: Sendable, Hashable {
    public struct Counts: Sendable, Hashable, Codable {
        public var items = 0
        public var pairs = 0
        /// Two answers that were judged equal.
        public var ties = 0
        /// As many said the one as the other.
        public var disagreements = 0
        /// Items that everyone skipped.
        public var skipped = 0
        /// Items that nobody judged in the row that decides.
        public var unlabelled = 0
        /// Items left out because nobody judged them blind.
        public var revealed = 0
        public var duplicates = 0
    }

    public private(set) var pairs: [PreferencePair] = []
    public private(set) var counts = Counts()

    /// - Parameter documentText: the text of a document by its id; asked only where `includesDocument`.
    public init(
        _ items: [LabelItem], _ ledger: LabelLedger, options: PairOptions = PairOptions(),
        documentText: (String) -> String? = { _ in nil }
    ) {
        let annotators = options.annotator.map { [$0] } ?? ledger.annotators
        let records = annotators.map { ledger.records(of: $0) }
        var seen = Set<[String]>()
        for item in items {
            counts.items += 1
            let all = records.compactMap { $0[LabelPlace(item: item.id)] }
            let judged = all.filter { !$0.isSkipped && $0.judgements[options.decidedBy] != nil }
            let counted = judged.filter { $0.isBlind || options.includesRevealed }
            guard !counted.isEmpty else {
                if !judged.isEmpty {
                    counts.revealed += 1
                } else if all.contains(where: \.isSkipped) {
                    counts.skipped += 1
                } else {
                    counts.unlabelled += 1
                }
                continue
            }
            let judgements = counted.compactMap { $0.judgements[options.decidedBy] }
            for first in item.candidates.indices {
                for second in item.candidates.indices where second > first {
                    decide(item, first, second, judgements, options, documentText, &seen)
                }
            }
        }
        counts.pairs = pairs.count
    }

    private mutating func decide(
        _ item: LabelItem, _ first: Int, _ second: Int, _ judgements: [Judgement], _ options: PairOptions,
        _ documentText: (String) -> String?, _ seen: inout Set<[String]>
    ) {
        let votes = judgements.compactMap { $0.preference(first, second) }
        guard !votes.isEmpty else { return }
        let (forFirst, forSecond) = (votes.count { $0 == .first }, votes.count { $0 == .second })
        guard forFirst != forSecond else {
            if forFirst == 0 { counts.ties += 1 } else { counts.disagreements += 1 }
            return
        }
        let (better, worse) = forFirst > forSecond ? (first, second) : (second, first)
        let (chosen, rejected) = (item.candidates[better], item.candidates[worse])
        let text = { (candidate: LabelCandidate) in
            options.citations == .keep ? candidate.markup : candidate.plain
        }
        let prompt = Self.prompt(item, options, documentText)
        guard text(chosen) != text(rejected), seen.insert([prompt, text(chosen), text(rejected)]).inserted
        else {
            counts.duplicates += 1
            return
        }
        pairs.append(
            PreferencePair(
                id: "\(item.id)-\(first)-\(second)", question: item.question, documents: item.documents,
                prompt: [ChatMessage(.user, prompt)], chosen: text(chosen), rejected: text(rejected),
                chosenModel: chosen.model, rejectedModel: rejected.model, decidedBy: options.decidedBy,
                votes: max(forFirst, forSecond), voters: votes.count))
    }

    private static func prompt(
        _ item: LabelItem, _ options: PairOptions, _ documentText: (String) -> String?
    ) -> String {
        guard options.includesDocument else { return item.question }
        return (item.documents.compactMap(documentText) + [item.question]).joined(separator: "\n\n")
    }
}
