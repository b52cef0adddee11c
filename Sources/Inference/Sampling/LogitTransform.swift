import Generation
import Tokenization

/// What is done to logits before anything is chosen: bias, penalties, the repetition breaker.
struct LogitTransform {
    private let parameters: SamplingParameters

    init(_ parameters: SamplingParameters) { self.parameters = parameters }

    func apply(to logits: UnsafeMutableBufferPointer<Float>, history: [TokenID]) {
        for (token, bias) in parameters.logitBias ?? [:] where logits.indices.contains(Int(token)) {
            logits[Int(token)] += bias
        }
        if let penalties = parameters.penalties { penalize(logits, history, penalties) }
        if let breaker = parameters.repetitionBreaker { breakRepetition(logits, history, breaker) }
    }

    private func penalize(
        _ logits: UnsafeMutableBufferPointer<Float>, _ history: [TokenID],
        _ penalties: SamplingParameters.Penalties
    ) {
        var counts: [TokenID: Int] = [:]
        for token in history.suffix(max(0, penalties.window)) { counts[token, default: 0] += 1 }
        for (token, count) in counts where logits.indices.contains(Int(token)) {
            let logit = logits[Int(token)]
            let weakened = logit <= 0 ? logit * penalties.repetition : logit / penalties.repetition
            logits[Int(token)] = weakened - Float(count) * penalties.frequency - penalties.presence
        }
    }

    /// For each token that once followed what the text ends with now: the longest such ending, and its price.
    private func breakRepetition(
        _ logits: UnsafeMutableBufferPointer<Float>, _ history: [TokenID],
        _ breaker: SamplingParameters.RepetitionBreaker
    ) {
        let recent = Array(history.suffix(max(0, breaker.window)))
        guard recent.count > breaker.allowedLength else { return }
        // matches[i]: how many tokens before i equal those at the end (Z-algorithm on the reversed text).
        let reversed = Array(recent.reversed())
        let lengths = Self.commonPrefixes(reversed)
        var longest: [TokenID: Int] = [:]
        for place in 1..<reversed.count where lengths[place] >= breaker.allowedLength {
            let follower = reversed[place - 1]
            longest[follower] = max(longest[follower, default: 0], lengths[place])
        }
        for (token, length) in longest where logits.indices.contains(Int(token)) {
            var price = breaker.multiplier
            for _ in 0..<min(length - breaker.allowedLength, 100) { price = min(price * breaker.base, 1e9) }
            logits[Int(token)] -= price
        }
    }

    /// For each place the length of the longest common prefix of the text and the text from there on; O(n).
    static func commonPrefixes(_ text: [TokenID]) -> [Int] {
        var lengths = [Int](repeating: 0, count: text.count)
        var (left, right) = (0, 0)
        for place in text.indices.dropFirst() {
            var length = place < right ? min(right - place, lengths[place - left]) : 0
            while place + length < text.count, text[length] == text[place + length] { length += 1 }
            lengths[place] = length
            if place + length > right { (left, right) = (place, place + length) }
        }
        return lengths
    }
}
