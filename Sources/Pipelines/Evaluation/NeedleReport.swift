/// How `needle` is run.
public struct NeedleOptions: Sendable, Hashable {
    /// Facts planted in each document.
    public var count: Int
    /// Lengths in sentences to cut the document to; empty takes it whole.
    public var lengths: [Int]
    /// Reads with the passage reader alone, without a generator.
    public var isQuick: Bool
    public var seed: UInt64

    public init(count: Int = 20, lengths: [Int] = [], isQuick: Bool = false, seed: UInt64 = 0) {
        self.count = count
        self.lengths = lengths
        self.isQuick = isQuick
        self.seed = seed
    }
}

/// Which planted facts were found and cited.
public struct NeedleReport: Sendable, Hashable {
    public struct Outcome: Sendable, Hashable {
        public var question: String
        public var needle: String
        /// 0 the document's beginning, 1 its end.
        public var depth: Double
        /// Some citation holds the fact.
        public var isCited: Bool
        /// Sentences cited beside it.
        public var otherSentences: Int
        /// Share of the answer's words that the answer holds, in order.
        public var answered: Double
        public var answer: String

        public init(
            question: String, needle: String, depth: Double, isCited: Bool, otherSentences: Int,
            answered: Double,
            answer: String
        ) {
            self.question = question
            self.needle = needle
            self.depth = depth
            self.isCited = isCited
            self.otherSentences = otherSentences
            self.answered = answered
            self.answer = answer
        }
    }

    /// One length.
    public struct Run: Sendable, Hashable {
        public var sentences: Int
        public var pagesOf2000Letters: Int
        public var outcomes: [Outcome]

        public var cited: Int { outcomes.filter(\.isCited).count }

        public init(sentences: Int, pagesOf2000Letters: Int, outcomes: [Outcome]) {
            self.sentences = sentences
            self.pagesOf2000Letters = pagesOf2000Letters
            self.outcomes = outcomes
        }
    }

    public var model: String
    public var runs: [Run]
    public var seconds: Double

    public init(model: String, runs: [Run], seconds: Double) {
        self.model = model
        self.runs = runs
        self.seconds = seconds
    }
}
