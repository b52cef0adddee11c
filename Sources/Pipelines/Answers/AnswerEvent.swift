public import Generation

/// What happens while a question is being answered, in this order: `stage`…, `context`, `reading`…, `draft`…,
/// `kept` or `notKept` where the answer belongs to a conversation, `finished`.
public enum AnswerEvent: Sendable, Hashable {
    case stage(AnswerStage)
    /// What will be read; known before reading begins.
    case context(ContextSummary)
    case reading(ReadingProgress)
    case draft(AnswerDraft)
    /// What the engine counts while it reads and writes, some times a second and once at the end; local models only.
    case run(AnswerRun)
    /// The answer is in the library under this id.
    case kept(AnswerID)
    /// The answer could not be written to the library; it is whole nevertheless.
    case notKept(reason: String)
    case finished(CitedAnswer)
}

public enum AnswerStage: Sendable, Hashable {
    /// The model file is being opened and its weights resolved.
    case loadingModel(name: String)
    case tokenizing
    case searching
    /// A server has the question and has sent nothing yet; it doesn't tell how far it is.
    case waiting(model: String)
}

/// Counted by the engine while the prompt is read.
public struct ReadingProgress: Sendable, Hashable {
    public var done: Int
    public var total: Int
    /// Tokens that were in the KV cache before.
    public var cached: Int

    public init(done: Int, total: Int, cached: Int) {
        self.done = done
        self.total = total
        self.cached = cached
    }
}

/// The answer so far, as a replacement of its tail: statements from `firstChanged` on become `tail`.
///
/// A receiver keeps a list, cuts it to `firstChanged` and appends `tail`. Statements before that are final.
public struct AnswerDraft: Sendable, Hashable {
    public var firstChanged: Int
    public var tail: [Statement]
    /// A `<cite>` is open at the end: show a placeholder for the marker.
    public var isCiting: Bool
    /// Tokens decoded so far.
    public var generatedTokens: Int

    public init(firstChanged: Int, tail: [Statement], isCiting: Bool, generatedTokens: Int) {
        self.firstChanged = firstChanged
        self.tail = tail
        self.isCiting = isCiting
        self.generatedTokens = generatedTokens
    }

    /// Applies this draft to the statements known so far.
    public func apply(to statements: inout [Statement]) {
        statements.removeSubrange(min(firstChanged, statements.count)...)
        statements.append(contentsOf: tail)
    }
}

extension AnswerEvent: CoalescingEvent {
    /// Figures replace one another, whatever comes between them.
    public var channel: Int { if case .run = self { 1 } else { 0 } }

    public mutating func absorb(_ next: Self) -> Bool {
        switch (self, next) {
        case (.reading, .reading), (.run, .run):
            self = next
            return true
        case (.draft(let old), .draft(let new)):
            let kept = new.firstChanged - old.firstChanged
            guard kept >= 0, kept <= old.tail.count else {
                // The new tail begins before the old one: it replaces all of it.
                if kept < 0 {
                    self = next
                    return true
                }
                return false
            }
            var merged = new
            merged.firstChanged = old.firstChanged
            merged.tail = Array(old.tail[..<kept]) + new.tail
            self = .draft(merged)
            return true
        default:
            return false
        }
    }
}
