import ModelFormats

/// How a reader's inputs are cut and its scores added up, as its file says (`lectern.reader.*`).
struct ReaderSettings: Sendable, Hashable {
    /// A question or statement keeps so many of its first tokens.
    var questionLimit = 64
    /// Tokens of a window, the question included.
    var window = 256
    /// Sentences of a window that stand again in the next.
    var overlap = 1
    /// Tokens of an answer.
    var longestAnswer = 30
    var relevanceWeight: Float = 1
    var answerableWeight: Float = 0.5
    var refusal = Refusal()
    var supportTemperature: Float = 1

    /// P(answer) = sigmoid(bias + span · s + relevance · r + answerable · a); below the threshold a question is refused.
    struct Refusal: Sendable, Hashable {
        var bias: Float = 0
        var span: Float = 0
        var relevance: Float = 0
        var answerable: Float = 1
        var threshold: Float = 0.5
    }

    init() {}

    /// - Throws: `InferenceError.outOfBounds` naming the key.
    init(_ metadata: ModelMetadata, positionCount: Int) throws(InferenceError) {
        let keys = ReaderKeys(metadata: metadata)
        questionLimit = try keys.integer(
            "question_limit", in: 1...positionCount - 4, min(64, positionCount / 2))
        window = try keys.integer(
            "window", in: questionLimit + 4...positionCount, max(questionLimit + 4, min(256, positionCount)))
        overlap = try keys.integer("overlap", in: 0...16, overlap)
        longestAnswer = try keys.integer("longest_answer", in: 1...positionCount, longestAnswer)
        relevanceWeight = try keys.float("relevance_weight", relevanceWeight)
        answerableWeight = try keys.float("answerable_weight", answerableWeight)
        refusal.bias = try keys.float("refusal.bias", refusal.bias)
        refusal.span = try keys.float("refusal.span", refusal.span)
        refusal.relevance = try keys.float("refusal.relevance", refusal.relevance)
        refusal.answerable = try keys.float("refusal.answerable", refusal.answerable)
        refusal.threshold = try keys.float("refusal.threshold", refusal.threshold)
        supportTemperature = try keys.float("support.temperature", supportTemperature)
        guard supportTemperature > 0 else {
            throw .outOfBounds(
                key: "lectern.reader.support.temperature", value: "\(supportTemperature)",
                allowed: "numbers above 0")
        }
    }
}

private struct ReaderKeys {
    let metadata: ModelMetadata

    func integer(_ name: String, in range: ClosedRange<Int>, _ standard: Int) throws(InferenceError) -> Int {
        let key = "lectern.reader.\(name)"
        let value = metadata.integer(key) ?? standard
        guard range.contains(value) else {
            throw .outOfBounds(
                key: key, value: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func float(_ name: String, _ standard: Float) throws(InferenceError) -> Float {
        let key = "lectern.reader.\(name)"
        let value = metadata.float(key) ?? standard
        guard value.isFinite else {
            throw .outOfBounds(key: key, value: "\(value)", allowed: "numbers")
        }
        return value
    }
}
