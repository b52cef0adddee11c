/// All entries of a set, and what they come to. Pure: the same entries are the same labels, in whatever order
/// they came.
public struct LabelLedger: Sendable, Hashable {
    /// What one annotator said of an item at one of its showings.
    public struct Record: Sendable, Hashable {
        public internal(set) var judgements: [LabelDimension: Judgement] = [:]
        public internal(set) var isSkipped = false
        public internal(set) var skipReason: SkipReason?
        public internal(set) var note = ""
        public internal(set) var isSaved = false
        public internal(set) var seconds: Double?
        /// Nothing was judged after models and rewards were shown.
        public internal(set) var isBlind = true
        public internal(set) var wasRevealed = false

        public init() {}

        /// Saved or skipped: the next item may come.
        public var isDone: Bool { isSaved || isSkipped }
    }

    /// By time; entries of the same time by id.
    public private(set) var entries: [LabelEntry]

    public init(_ entries: some Sequence<LabelEntry> = []) {
        self.entries = entries.sorted(by: Self.isEarlier)
    }

    public mutating func append(_ entry: LabelEntry) {
        entries.append(entry)
        if let before = entries.dropLast().last, Self.isEarlier(entry, before) {
            entries.sort(by: Self.isEarlier)
        }
    }

    private static func isEarlier(_ left: LabelEntry, _ right: LabelEntry) -> Bool {
        (left.at, left.id) < (right.at, right.id)
    }

    /// Everyone who has an entry, by name.
    public var annotators: [String] { Set(entries.map(\.annotator)).sorted() }

    /// - Complexity: O(n) in the entries of the set.
    public func records(of annotator: String) -> [LabelPlace: Record] {
        var records: [LabelPlace: Record] = [:]
        let counted = Set(history(of: annotator).done.map(\.id))
        for entry in entries where entry.annotator == annotator {
            if case .reveal = entry.action {
                records[entry.place, default: Record()].wasRevealed = true
            } else if counted.contains(entry.id) {
                records[entry.place, default: Record()].apply(entry.action)
            }
        }
        return records
    }

    /// The entry that `undo` takes back: the last one that counts.
    public func undoable(by annotator: String) -> LabelEntry? { history(of: annotator).done.last }

    /// The entry that `redo` brings back.
    public func redoable(by annotator: String) -> LabelEntry? { history(of: annotator).undone.last }

    /// What counts, in the order it came to count; each can be taken back.
    public func changes(by annotator: String) -> [LabelEntry] { history(of: annotator).done }

    /// Entries that count, in the order they came to count, and those taken back since the last new one.
    private func history(of annotator: String) -> (done: [LabelEntry], undone: [LabelEntry]) {
        var done: [LabelEntry] = []
        var undone: [LabelEntry] = []
        for entry in entries where entry.annotator == annotator {
            switch entry.action {
            case .reveal: break
            case .undo(let id):
                guard let index = done.lastIndex(where: { $0.id == id }) else { break }
                undone.append(done.remove(at: index))
            case .redo(let id):
                guard let index = undone.lastIndex(where: { $0.id == id }) else { break }
                done.append(undone.remove(at: index))
            case .judge, .clear, .skip, .save, .note:
                undone = []
                // A note is one step, however many keys it took.
                if let last = done.last, last.place == entry.place,
                    case .note(_, isDraft: true) = last.action,
                    case .note = entry.action
                {
                    done.removeLast()
                }
                done.append(entry)
            }
        }
        return (done, undone)
    }
}

extension LabelLedger.Record {
    mutating func apply(_ action: LabelAction) {
        switch action {
        case .judge(let dimension, let judgement):
            judgements[dimension] = judgement
            if wasRevealed { isBlind = false }
        case .clear(let dimension): judgements[dimension] = nil
        case .skip(let reason):
            isSkipped = true
            skipReason = reason
        case .note(let text, _): note = text
        case .save(let seconds):
            isSaved = true
            self.seconds = (self.seconds ?? 0) + seconds
            isSkipped = false
        case .reveal: wasRevealed = true
        case .undo, .redo: break
        }
    }
}
