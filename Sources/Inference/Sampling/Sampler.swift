import Compute
import Foundation
package import Generation
package import Tokenization

/// Chooses the next token from logits. The same seed, logits and history give the same tokens.
///
/// Order: bias, penalties, repetition breaker, top-n-sigma, top-k, typical, top-p, min-p, exclusion, temperature, draw.
/// Every filter keeps at least one token.
package struct Sampler {
    private let parameters: SamplingParameters
    private var random: SeededRandom
    /// Mirostat's running bound on surprise, in bits.
    private var surpriseBound: Double

    package init(_ parameters: SamplingParameters) {
        self.parameters = parameters
        random = SeededRandom(seed: parameters.seed)
        surpriseBound = 2 * Double(parameters.mirostat?.target ?? 0)
    }

    /// - Parameter history: tokens before, prompt included; what penalties look back on.
    /// - Returns: nil when no logit is a number.
    package mutating func next(
        _ logits: UnsafeMutableBufferPointer<Float>, history: [TokenID] = []
    ) -> TokenID? {
        LogitTransform(parameters).apply(to: logits, history: history)
        guard let best = Self.mostLikely(logits) else { return nil }
        guard parameters.temperature > 0, parameters.topK != 1 else { return best }
        if let mirostat = parameters.mirostat { return next(logits, mirostat) }
        var candidates = Candidates(logits)
        candidates.filter(parameters)
        if let exclusion = parameters.exclusion { candidates.exclude(exclusion, chance: random.unit()) }
        return candidates.draw(temperature: parameters.temperature, chance: random.unit())
    }

    private mutating func next(
        _ logits: UnsafeMutableBufferPointer<Float>, _ mirostat: SamplingParameters.Mirostat
    ) -> TokenID? {
        var candidates = Candidates(logits)
        candidates.keepSurprise(below: surpriseBound)
        let token = candidates.draw(temperature: parameters.temperature, chance: random.unit())
        if let token, let probability = candidates.probability(of: token) {
            let error = -log2(probability) - Double(mirostat.target)
            surpriseBound -= Double(mirostat.rate) * error
        }
        return token
    }

    /// The greatest logit; the lowest id on a tie.
    package static func mostLikely(_ logits: UnsafeMutableBufferPointer<Float>) -> TokenID? {
        var best = -1
        var largest = -Float.infinity
        for index in logits.indices where logits[index] > largest && logits[index] < .infinity {
            best = index
            largest = logits[index]
        }
        return best < 0 ? nil : TokenID(best)
    }
}
