/// A citation of a candidate: the `[n]` in its text and the sentences it points at.
public struct LabelCitation: Sendable, Hashable, Codable {
    public let number: Int
    /// Id of the cited document.
    public let document: String
    /// First and last sentence, inclusive.
    public let first: Int
    public let last: Int

    public init(number: Int, document: String, first: Int, last: Int) {
        self.number = number
        self.document = document
        self.first = first
        self.last = last
    }
}

/// One of the answers that are compared, copied from the library, so that a label keeps what was judged.
public struct LabelCandidate: Sendable, Hashable, Codable {
    /// Where the answer came from in its library: `turn:12`, `candidate:7`.
    public var source: String
    /// What people read: the answer with plain `[n]` markers.
    public var text: String
    /// What the model wrote, with its markup.
    public var markup: String
    /// The answer without markers and markup.
    public var plain: String
    public var citations: [LabelCitation]
    public var model: String
    /// 0 to 10, where a judge has scored the answer; `overall` is the mean.
    public var rewards: [LabelDimension: Double]

    public init(
        source: String, text: String, markup: String, plain: String, citations: [LabelCitation],
        model: String, rewards: [LabelDimension: Double] = [:]
    ) {
        self.source = source
        self.text = text
        self.markup = markup
        self.plain = plain
        self.citations = citations
        self.model = model
        self.rewards = rewards
    }
}

/// A question with the answers to it that are to be compared. Candidates are numbered from 0 in this order.
public struct LabelItem: Sendable, Hashable, Codable, Identifiable {
    /// A UUID, so that an item is the same in another library.
    public let id: String
    public var question: String
    /// Ids of the documents that were asked about.
    public var documents: [String]
    public var candidates: [LabelCandidate]

    public init(id: String, question: String, documents: [String], candidates: [LabelCandidate]) {
        self.id = id
        self.question = question
        self.documents = documents
        self.candidates = candidates
    }
}

/// A named list of items. What is shown at which side, and which items come again, follows from its seed.
public struct LabelSet: Sendable, Hashable, Codable {
    public let name: String
    public let seed: UInt32
    /// Share of items that come back later with their sides swapped, 0 to 1.
    public let repeatRate: Double
    /// Seconds since 1970.
    public let createdAt: Double

    /// One item in twenty comes back.
    public static let usualRepeatRate = 0.05

    public init(name: String, seed: UInt32, repeatRate: Double = Self.usualRepeatRate, createdAt: Double) {
        self.name = name
        self.seed = seed
        self.repeatRate = repeatRate
        self.createdAt = createdAt
    }
}

/// How the answers to one question become items.
public enum LabelGrouping: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every two of them are an item.
    case pairs
    /// All of them are one item, to be put in order.
    case together
}

/// A set in a list of sets.
public struct LabelSetSummary: Sendable, Hashable {
    public let set: LabelSet
    public let itemCount: Int
    /// Who labelled, and how many items each has done.
    public let done: [String: Int]

    public init(set: LabelSet, itemCount: Int, done: [String: Int]) {
        self.set = set
        self.itemCount = itemCount
        self.done = done
    }
}
