/// Why an item was skipped.
public enum SkipReason: String, Sendable, Hashable, Codable, CaseIterable {
    case unsure
    case badQuestion = "bad_question"
    case brokenText = "broken_text"
    case tooLong = "too_long"

    public var title: String { rawValue.replacing("_", with: " ") }
}

/// An item as it is shown: the first time, or as a hidden repeat.
public struct LabelPlace: Sendable, Hashable, Codable {
    public let item: String
    /// 0 the first time, 1 when it comes again.
    public let round: Int

    public init(item: String, round: Int = 0) {
        self.item = item
        self.round = round
    }
}

/// What one key did. Written once, never changed: taking back is an entry too.
public enum LabelAction: Sendable, Hashable {
    case judge(LabelDimension, Judgement)
    case clear(LabelDimension)
    case skip(SkipReason?)
    /// A draft is the note while it is typed; the next one takes its place.
    case note(String, isDraft: Bool)
    /// Done with the item, after so many seconds in front of it.
    case save(seconds: Double)
    /// Models and rewards were shown. It can't be taken back: what was seen was seen.
    case reveal
    /// The entry with this id no longer counts.
    case undo(String)
    /// It counts again.
    case redo(String)
}

/// One line of the ledger.
public struct LabelEntry: Sendable, Hashable, Identifiable {
    /// A UUID.
    public let id: String
    public let place: LabelPlace
    public let annotator: String
    /// Seconds since 1970; entries of one set rise.
    public let at: Double
    public let action: LabelAction

    public init(id: String, place: LabelPlace, annotator: String, at: Double, action: LabelAction) {
        self.id = id
        self.place = place
        self.annotator = annotator
        self.at = at
        self.action = action
    }
}

extension LabelAction: Codable {
    private enum Kind: String, Codable { case judge, clear, skip, note, save, reveal, undo, redo }
    private enum Keys: String, CodingKey {
        case kind, dimension, judgement, reason, text, draft, seconds, entry
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Keys.self)
        switch self {
        case .judge(let dimension, let judgement):
            try fields.encode(Kind.judge, forKey: .kind)
            try fields.encode(dimension, forKey: .dimension)
            try fields.encode(judgement, forKey: .judgement)
        case .clear(let dimension):
            try fields.encode(Kind.clear, forKey: .kind)
            try fields.encode(dimension, forKey: .dimension)
        case .skip(let reason):
            try fields.encode(Kind.skip, forKey: .kind)
            try fields.encodeIfPresent(reason, forKey: .reason)
        case .note(let text, let isDraft):
            try fields.encode(Kind.note, forKey: .kind)
            try fields.encode(text, forKey: .text)
            if isDraft { try fields.encode(true, forKey: .draft) }
        case .save(let seconds):
            try fields.encode(Kind.save, forKey: .kind)
            try fields.encode(seconds, forKey: .seconds)
        case .reveal: try fields.encode(Kind.reveal, forKey: .kind)
        case .undo(let entry):
            try fields.encode(Kind.undo, forKey: .kind)
            try fields.encode(entry, forKey: .entry)
        case .redo(let entry):
            try fields.encode(Kind.redo, forKey: .kind)
            try fields.encode(entry, forKey: .entry)
        }
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        switch try fields.decode(Kind.self, forKey: .kind) {
        case .judge:
            self = .judge(
                try fields.decode(LabelDimension.self, forKey: .dimension),
                try fields.decode(Judgement.self, forKey: .judgement))
        case .clear: self = .clear(try fields.decode(LabelDimension.self, forKey: .dimension))
        case .skip: self = .skip(try fields.decodeIfPresent(SkipReason.self, forKey: .reason))
        case .note:
            self = .note(
                try fields.decode(String.self, forKey: .text),
                isDraft: try fields.decodeIfPresent(Bool.self, forKey: .draft) ?? false)
        case .save: self = .save(seconds: try fields.decode(Double.self, forKey: .seconds))
        case .reveal: self = .reveal
        case .undo: self = .undo(try fields.decode(String.self, forKey: .entry))
        case .redo: self = .redo(try fields.decode(String.self, forKey: .entry))
        }
    }
}
