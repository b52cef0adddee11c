import Compute
import Foundation
package import Generation
package import Tokenization

/// Chooses the next token from logits. The same seed and logits give the same tokens.
package struct Sampler {
    private let parameters: SamplingParameters
    private var random: SeededRandom

    package init(_ parameters: SamplingParameters) {
        self.parameters = parameters
        random = SeededRandom(seed: parameters.seed)
    }

    /// - Returns: nil when no logit is a number.
    package mutating func next(_ logits: UnsafeMutableBufferPointer<Float>) -> TokenID? {
        guard let best = Self.mostLikely(logits) else { return nil }
        guard parameters.temperature > 0, parameters.topK != 1 else { return best }
        let candidates = Self.candidates(logits, parameters)
        guard let last = candidates.last else { return best }
        var rest = random.unit() * candidates.reduce(0) { $0 + $1.probability }
        for candidate in candidates {
            rest -= candidate.probability
            if rest < 0 { return candidate.token }
        }
        return last.token
    }

    /// The greatest logit; the lowest id on a tie.
    package static func mostLikely(_ logits: UnsafeMutableBufferPointer<Float>) -> TokenID? {
        var best: Int?
        for index in logits.indices where logits[index].isFinite {
            if let known = best, logits[known] >= logits[index] { continue }
            best = index
        }
        return best.map { TokenID($0) }
    }

    /// The tokens left after top-k, then top-p, with their probabilities at the temperature, most likely first.
    ///
    /// Probabilities are not renormalised after filtering.
    package static func candidates(
        _ logits: UnsafeMutableBufferPointer<Float>, _ parameters: SamplingParameters
    ) -> [(token: TokenID, probability: Double)] {
        var order = logits.indices.filter { logits[$0].isFinite }
        order.sort { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 }
        if let topK = parameters.topK { order = Array(order.prefix(topK)) }
        guard let first = order.first else { return [] }
        let largest = Double(logits[first])
        let temperature = Double(parameters.temperature)
        let weights = order.map { exp((Double(logits[$0]) - largest) / temperature) }
        let sum = weights.reduce(0, +)
        var candidates = zip(order, weights).map { (token: TokenID($0), probability: $1 / sum) }
        if let topP = parameters.topP {
            var mass = 0.0
            let kept = candidates.firstIndex { candidate in
                mass += candidate.probability
                return mass >= Double(topP)
            }
            if let kept { candidates.removeSubrange((kept + 1)...) }
        }
        return candidates
    }
}
