import LecternEngine

/// A question that is asked in the place of a turn of the conversation. The turn stays as another version.
struct Retake: Sendable, Hashable {
    enum Way: Sendable, Hashable {
        /// The same question; the seed makes the answer another one.
        case again(seed: UInt64)
        /// Another question.
        case reworded
        /// Behind the last word of this answer.
        case continued(CitedAnswer)
    }

    let question: String
    let replacing: AnswerID
    let way: Way
    /// That of the answer it stands for.
    var scope = QuestionScope.automatic

    /// Warm enough that another seed says it otherwise, cool enough to stay with the text.
    static let temperature: Float = 0.7

    /// As the engine is asked.
    func applied(to question: Question) -> Question {
        var question = question
        question.place = .replacing(replacing)
        question.scope = scope
        switch way {
        case .again(let seed):
            question.sampling = SamplingParameters(temperature: Self.temperature, topP: 0.95, seed: seed)
        case .reworded: break
        case .continued(let answer):
            question.begun = answer
            question.sampling = answer.sampling
        }
        return question
    }
}

/// What became of the turns that are shown.
enum TurnChange: Sendable, Hashable {
    /// This answer is wanted.
    case chosen(AnswerID)
    /// So many questions were taken out.
    case cut(Int)
    /// They may have changed, after an undo.
    case undone
}
