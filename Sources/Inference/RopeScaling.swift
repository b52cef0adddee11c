import Compute
import Foundation
package import ModelFormats

/// How a model's rotary embedding is stretched beyond the length it was trained on.
package enum RopeScaling: Sendable, Hashable {
    case none
    /// Positions are divided by the factor.
    case linear(factor: Double)
    /// Slow pairs are stretched, fast ones left alone, those between blended (Llama 3.1). GGUF files carry the
    /// result as divisors instead.
    case llama3(factor: Double, lowFactor: Double, highFactor: Double, originalLength: Double)
    /// YaRN (arXiv 2309.00071).
    case yarn(Yarn)

    package struct Yarn: Sendable, Hashable {
        package var factor = 1.0
        package var originalLength = 1.0
        /// Turns over the original length above which a pair is left alone, and below which it is stretched.
        package var fastTurns = 32.0
        package var slowTurns = 1.0
        /// Multiplies the magnitude 1 + 0.1 ln factor.
        package var attentionFactor = 1.0
    }

    /// Frequencies of the pairs and the magnitude of cosine and sine.
    ///
    /// - Parameter divisors: of `rope_freqs.weight`, applied on top; nil for none.
    func embedding(
        dimensions: Int, base: Double, layout: RotaryEmbedding.Layout, divisors: [Float]?
    ) -> RotaryEmbedding {
        var frequencies = RotaryEmbedding.frequencies(dimensions: dimensions, base: base)
        if let divisors {
            for pair in frequencies.indices { frequencies[pair] /= Double(divisors[pair]) }
        }
        var magnitude = 1.0
        switch self {
        case .none: break
        case .linear(let factor): frequencies = frequencies.map { $0 / factor }
        case .llama3(let factor, let lowFactor, let highFactor, let originalLength):
            frequencies = frequencies.map { frequency in
                let wavelength = 2 * Double.pi / frequency
                if wavelength < originalLength / highFactor { return frequency }
                if wavelength > originalLength / lowFactor { return frequency / factor }
                let share = (originalLength / wavelength - lowFactor) / (highFactor - lowFactor)
                return (1 - share) * frequency / factor + share * frequency
            }
        case .yarn(let yarn):
            frequencies = yarn.stretched(frequencies, dimensions: dimensions, base: base)
            magnitude = yarn.attentionFactor * (1 + 0.1 * log(yarn.factor))
        }
        return RotaryEmbedding(layout: layout, frequencies: frequencies, magnitude: magnitude)
    }
}

extension RopeScaling.Yarn {
    fileprivate func stretched(_ frequencies: [Double], dimensions: Int, base: Double) -> [Double] {
        // The pair that makes so many turns over the original length.
        func pair(turns: Double) -> Double {
            Double(dimensions) * log(originalLength / (turns * 2 * Double.pi)) / (2 * log(base))
        }
        let low = max(0, pair(turns: fastTurns).rounded(.down))
        let high = min(Double(dimensions - 1), pair(turns: slowTurns).rounded(.up))
        return frequencies.enumerated().map { index, frequency in
            let ramp = min(max((Double(index) - low) / max(0.001, high - low), 0), 1)
            return frequency / factor * ramp + frequency * (1 - ramp)
        }
    }
}

extension RopeScaling {
    /// From the `rope.scaling` keys under an architecture's prefix.
    ///
    /// - Throws: `InferenceError.outOfBounds` naming the key.
    package init(_ metadata: ModelMetadata, prefix: String) throws(InferenceError) {
        func positive(_ key: String, default standard: Double?) throws(InferenceError) -> Double {
            let name = "\(prefix).rope.scaling.\(key)"
            let found =
                metadata.float(name).map(Double.init) ?? metadata.integer(name).map(Double.init) ?? standard
            guard let value = found, value.isFinite, value > 0 else {
                throw .outOfBounds(
                    key: name, value: found.map { "\($0)" } ?? "nothing", allowed: "numbers above 0")
            }
            return value
        }
        let key = "\(prefix).rope.scaling.type"
        switch metadata.string(key) ?? "linear" {
        case "linear":
            let factor = try positive("factor", default: 1)
            self = factor == 1 ? .none : .linear(factor: factor)
        // llama3 scaling comes as divisors in a tensor; its factor must not be applied a second time.
        case "none", "llama3": self = .none
        // From config.json, where no tensor has the divisors.
        case "llama3-config":
            self = .llama3(
                factor: try positive("factor", default: nil),
                lowFactor: try positive("low_freq_factor", default: nil),
                highFactor: try positive("high_freq_factor", default: nil),
                originalLength: try positive("original_context_length", default: nil))
        case "yarn":
            var yarn = Yarn()
            yarn.factor = try positive("factor", default: nil)
            yarn.originalLength = try positive(
                "original_context_length",
                default: metadata.integer("\(prefix).context_length").map { Double($0) / yarn.factor })
            yarn.fastTurns = try positive("yarn_beta_fast", default: 32)
            yarn.slowTurns = try positive("yarn_beta_slow", default: 1)
            yarn.attentionFactor = try positive("attn_factor", default: 1)
            self = .yarn(yarn)
        case let other:
            throw .outOfBounds(key: key, value: other, allowed: "none, linear, llama3 and yarn")
        }
    }
}
