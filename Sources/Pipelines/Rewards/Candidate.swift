public import Documents
public import Generation

public struct CandidateSetID: Hashable, Sendable, Codable, RawRepresentable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

public struct CandidateID: Hashable, Sendable, Codable, RawRepresentable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

public struct RewardID: Hashable, Sendable, Codable, RawRepresentable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A question with its candidates: what is sampled together, compared and labelled.
public struct CandidateSet: Sendable, Hashable, Identifiable, Codable {
    public let id: CandidateSetID
    public let question: String
    public let documents: [DocumentID]
    public let fit: ContextFit
    /// Of the first candidate; the others differ in the seed alone.
    public let sampling: SamplingParameters
    /// How many were asked for.
    public let wanted: Int
    /// Seconds since 1970.
    public let madeAt: Double

    public init(
        id: CandidateSetID, question: String, documents: [DocumentID], fit: ContextFit,
        sampling: SamplingParameters,
        wanted: Int, madeAt: Double
    ) {
        self.id = id
        self.question = question
        self.documents = documents
        self.fit = fit
        self.sampling = sampling
        self.wanted = wanted
        self.madeAt = madeAt
    }
}

/// One of the answers of a set. Its seed and the other parameters stand in `answer.sampling`.
public struct Candidate: Sendable, Hashable, Identifiable, Codable {
    public let id: CandidateID
    public let set: CandidateSetID
    /// Order of sampling, from 0.
    public let place: Int
    public let answer: CitedAnswer

    public init(id: CandidateID, set: CandidateSetID, place: Int, answer: CitedAnswer) {
        self.id = id
        self.set = set
        self.place = place
        self.answer = answer
    }
}

/// What a reward is about.
public enum RewardSubject: Hashable, Sendable, Codable {
    case answer(AnswerID)
    case candidate(CandidateID)
}

/// A reward as it is kept, with what a person says against it.
public struct StoredReward: Sendable, Hashable, Identifiable, Codable {
    public let id: RewardID
    public let subject: RewardSubject
    public let breakdown: RewardBreakdown
    public var overrides: RewardOverrides
    /// Seconds since 1970.
    public let scoredAt: Double

    public init(
        id: RewardID, subject: RewardSubject, breakdown: RewardBreakdown, overrides: RewardOverrides,
        scoredAt: Double
    ) {
        self.id = id
        self.subject = subject
        self.breakdown = breakdown
        self.overrides = overrides
        self.scoredAt = scoredAt
    }
}

/// A candidate with its newest reward of each judge, latest first.
public struct JudgedCandidate: Sendable, Hashable, Identifiable, Codable {
    public let candidate: Candidate
    public var rewards: [StoredReward]

    public var id: CandidateID { candidate.id }

    public init(candidate: Candidate, rewards: [StoredReward]) {
        self.candidate = candidate
        self.rewards = rewards
    }

    /// As pairing sees it, by the newest reward; a person's verdicts count only where that is asked for.
    public func scored(adjusted: Bool = false) -> ScoredCandidate {
        let reward = rewards.first
        let scores =
            adjusted ? reward.map { $0.breakdown.scores(with: $0.overrides) } : reward?.breakdown.scores
        return ScoredCandidate(id: id.rawValue, text: candidate.answer.plainText, scores: scores ?? [:])
    }
}
