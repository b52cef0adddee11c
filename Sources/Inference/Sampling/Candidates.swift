import Foundation
package import Generation
package import Tokenization

/// Tokens that may be drawn, most likely first, with their logits.
package struct Candidates {
    package private(set) var tokens: [TokenID]
    private var logits: [Double]

    /// All tokens whose logit is a number; of equal logits the lowest id goes first.
    package init(_ source: UnsafeMutableBufferPointer<Float>) {
        var order = source.indices.filter { source[$0].isFinite }
        order.sort { source[$0] != source[$1] ? source[$0] > source[$1] : $0 < $1 }
        tokens = order.map { TokenID($0) }
        logits = order.map { Double(source[$0]) }
    }

    /// Probabilities at temperature 1 (or another) of what is left.
    package func probabilities(temperature: Double = 1) -> [Double] {
        guard let largest = logits.first else { return [] }
        let powers = logits.map { exp(($0 - largest) / temperature) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    package mutating func filter(_ parameters: SamplingParameters) {
        if let count = parameters.topNSigma { keepNearBest(sigmas: Double(count)) }
        if let count = parameters.topK { keep(max(1, count)) }
        if let mass = parameters.typicalP { keepTypical(Double(mass)) }
        if let mass = parameters.topP { keepMass(Double(mass)) }
        if let share = parameters.minP, share > 0, let best = logits.first {
            let least = best + log(Double(share))
            keep(max(1, logits.firstIndex { $0 < least } ?? logits.count))
        }
    }

    private mutating func keep(_ count: Int) {
        guard count < tokens.count else { return }
        tokens.removeSubrange(count...)
        logits.removeSubrange(count...)
    }

    private mutating func keepMass(_ wanted: Double) {
        var mass = 0.0
        let last = probabilities().firstIndex { probability in
            mass += probability
            return mass >= wanted
        }
        if let last { keep(last + 1) }
    }

    private mutating func keepNearBest(sigmas: Double) {
        guard let best = logits.first, sigmas > 0 else { return }
        let mean = logits.reduce(0, +) / Double(logits.count)
        let variance = logits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(logits.count)
        let least = best - sigmas * variance.squareRoot()
        keep(max(1, logits.firstIndex { $0 < least } ?? logits.count))
    }

    /// Tokens whose surprise is closest to the average surprise, until their mass is reached.
    private mutating func keepTypical(_ wanted: Double) {
        let p = probabilities()
        let entropy = p.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
        let order = p.indices.sorted { a, b in
            let (x, y) = (abs(-log(p[a]) - entropy), abs(-log(p[b]) - entropy))
            return x != y ? x < y : a < b
        }
        var mass = 0.0
        var kept: [Int] = []
        for index in order {
            kept.append(index)
            mass += p[index]
            if mass > wanted { break }
        }
        kept.sort()
        tokens = kept.map { tokens[$0] }
        logits = kept.map { logits[$0] }
    }

    /// Leaves out all tokens above the threshold but the least likely of them, if the chance says so.
    mutating func exclude(_ exclusion: SamplingParameters.TopExclusion, chance: Double) {
        guard chance < Double(exclusion.probability), exclusion.threshold <= 0.5 else { return }
        let above = probabilities().prefix { $0 >= Double(exclusion.threshold) }.count
        guard above >= 2 else { return }
        tokens.removeFirst(above - 1)
        logits.removeFirst(above - 1)
    }

    /// Keeps tokens whose surprise is at most so many bits.
    mutating func keepSurprise(below bits: Double) {
        let count = probabilities().prefix { -log2($0) <= bits }.count
        keep(max(1, count))
    }

    func probability(of token: TokenID) -> Double? {
        tokens.firstIndex(of: token).map { probabilities()[$0] }
    }

    /// - Parameter chance: uniform in 0..<1.
    func draw(temperature: Float, chance: Double) -> TokenID? {
        var rest = chance
        for (token, probability) in zip(tokens, probabilities(temperature: Double(temperature))) {
            rest -= probability
            if rest < 0 { return token }
        }
        return tokens.last
    }
}
