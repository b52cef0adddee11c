public import Documents
public import Generation
public import Pipelines

/// What is asked, about what, and how the answer is to be made.
public struct Question: Sendable {
    public var text: String
    public var documents: [DocumentID]
    /// The conversation the answer is kept in; nil keeps it nowhere.
    public var conversation: ConversationID?
    /// Where the answer stands in the conversation; what comes before it there is what the model knows of it.
    public var place = TurnPlace.end
    /// An answer to the same question that was stopped or cut; this one goes on behind its last word.
    public var begun: CitedAnswer?
    public var fit: ContextFit
    /// What the person wants it answered from; it goes before `fit`.
    public var scope = QuestionScope.automatic
    public var sampling: SamplingParameters
    /// The passage reader may put another sentence in place of the one that a short answer cites. Off: citations are
    /// the model's own.
    public var reviewsCitations: Bool

    public init(
        _ text: String, about documents: [DocumentID], in conversation: ConversationID? = nil,
        fit: ContextFit = .retrieve, sampling: SamplingParameters = .greedy, reviewsCitations: Bool = false
    ) {
        self.reviewsCitations = reviewsCitations
        self.text = text
        self.documents = documents
        self.conversation = conversation
        self.fit = fit
        self.sampling = sampling
    }
}

/// A document that was just added, or was there already.
public struct AddedDocument: Sendable {
    public let document: Document
    public let summary: DocumentSummary
    /// The same text was in the library before.
    public let wasKnown: Bool
    /// What the same file held before; answers about it are stale now.
    public let replaced: DocumentID?
}

/// The state of the model that answers.
public struct ModelStatus: Sendable, Hashable {
    public var name: String
    public var isBundled: Bool
    public var isLoaded: Bool
    /// Nil until the model is loaded.
    public var profile: GeneratorProfile?
    /// Seconds it took to open; nil until then.
    public var loadSeconds: Double?
    /// Why it can't be used, in words.
    public var problem: String?

    public init(
        name: String, isBundled: Bool, isLoaded: Bool, profile: GeneratorProfile?, loadSeconds: Double?,
        problem: String?
    ) {
        self.name = name
        self.isBundled = isBundled
        self.isLoaded = isLoaded
        self.profile = profile
        self.loadSeconds = loadSeconds
        self.problem = problem
    }

    /// False: the model finds sentences, and an answer is those sentences, quoted. Unknown models count as able.
    public var canPhraseAnswers: Bool {
        guard let prompts = profile?.prompts else { return true }
        return prompts.answer != nil || prompts.find == nil
    }
}
