import Foundation
import Generation
import Inference
import LecternTesting
import Testing
import Tokenization

@Suite struct SamplerTests {
    static func next(_ logits: [Float], _ sampler: inout Sampler) -> TokenID? {
        var logits = logits
        return logits.withUnsafeMutableBufferPointer { sampler.next($0) }
    }

    static func candidates(_ logits: [Float], _ parameters: SamplingParameters) -> [TokenID] {
        var logits = logits
        return logits.withUnsafeMutableBufferPointer {
            var candidates = Candidates($0)
            candidates.filter(parameters)
            return candidates.tokens
        }
    }

    @Test func greedyTakesTheLargestAndTheLowestOnATie() {
        var sampler = Sampler(.greedy)
        #expect(Self.next([0, 3, 3, -1], &sampler) == 1)
        #expect(Self.next([-.infinity, -5, .nan], &sampler) == 1)
        #expect(Self.next([.nan, -.infinity, .infinity], &sampler) == nil)
    }

    @Test func filtersKeepTheMostLikely() {
        let logits: [Float] = [0, 2, 1, 2]
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, topK: 2)) == [1, 3])
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1)) == [1, 3, 2, 0])
        // Shares 0.39, 0.39, 0.14, 0.05: two tokens hold 0.78.
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, topP: 0.78)) == [1, 3])
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, topP: 0.8)) == [1, 3, 2])
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, topP: 0)) == [1])
    }

    /// Worked by hand: shares are 0.0498, 0.3682, 0.1355, 0.3682 and 0.0498, 0.0183, …
    @Test func otherFiltersKeepWhatTheirDefinitionsSay() {
        let logits: [Float] = [0, 2, 1, 2, -3]
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, minP: 0.4)) == [1, 3])
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, minP: 0.3)) == [1, 3, 2])
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, minP: 1)) == [1, 3])
        // Mean 0.4, standard deviation 1.855.
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, topNSigma: 0.5)) == [1, 3])
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, topNSigma: 1)) == [1, 3, 2])
        // The entropy is 1.26 nats; 1.00 (the two best) is nearest to it, then 2.00.
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, typicalP: 0.5)) == [1, 3])
        #expect(Self.candidates(logits, SamplingParameters(temperature: 1, typicalP: 0.8)) == [1, 3, 2])
    }

    @Test func penaltiesChangeTheChoice() {
        func greedy(_ logits: [Float], _ penalties: SamplingParameters.Penalties, _ history: [TokenID])
            -> TokenID?
        {
            var sampler = Sampler(SamplingParameters(penalties: penalties))
            var logits = logits
            return logits.withUnsafeMutableBufferPointer { sampler.next($0, history: history) }
        }
        #expect(greedy([2, 1.5, -1], .init(repetition: 1.5), [0]) == 1)
        #expect(greedy([2, 1.5, -1], .init(repetition: 1.2), [0]) == 0)
        #expect(greedy([-1, -1.1], .init(repetition: 1.2), [0]) == 1)
        #expect(greedy([2, 1.5], .init(frequency: 0.3), [0, 0]) == 1)
        #expect(greedy([2, 1.5], .init(presence: 0.3), [0, 0]) == 0)
        #expect(greedy([2, 1.5], .init(presence: 9, window: 1), [0, 1]) == 0)
    }

    @Test func theRepetitionBreakerPricesLongRepetitions() {
        var sampler = Sampler(SamplingParameters(repetitionBreaker: .init(multiplier: 1, base: 2)))
        // 5 6 7 8 … 5 6 7: token 8 would lengthen a repetition of three.
        let history: [TokenID] = [5, 6, 7, 8, 9, 5, 6, 7]
        var logits = [Float](repeating: 0, count: 10)
        logits[8] = 1.9
        logits[1] = 0.1
        let broken = logits.withUnsafeMutableBufferPointer { sampler.next($0, history: history) }
        #expect(broken == 1)
        #expect(abs(logits[8] - (1.9 - 2)) < 1e-6)
    }

    @Test func biasForbidsAndMirostatKeepsSurpriseNearItsTarget() {
        var greedy = Sampler(SamplingParameters(logitBias: [1: -.infinity]))
        #expect(Self.next([0, 3, 2], &greedy) == 2)
        let logits = (0..<60).map { -Float($0) * 0.05 }
        let sum = logits.reduce(0.0) { $0 + exp(Double($1)) }
        /// Mean surprise in bits of what is drawn, over all tokens.
        func surprise(target: Float) -> Double {
            var sampler = Sampler(
                SamplingParameters(temperature: 1, mirostat: .init(target: target, rate: 0.2), seed: 2))
            return (0..<300).reduce(0.0) { total, _ in
                total - log2(exp(Double(logits[Int(Self.next(logits, &sampler) ?? 0)])) / sum) / 300
            }
        }
        let (low, high) = (surprise(target: 2), surprise(target: 4))
        #expect(low < high - 0.3)
        #expect(low > 2 && high < 5.5)
    }

    @Test func drawsFollowTheProbabilities() {
        let logits: [Float] = [0, 1, 2, -1]
        let sum = logits.reduce(0.0) { $0 + exp2(Double($1) * 1.4426950408889634 / 0.8) }
        var counts = [Int](repeating: 0, count: 4)
        var sampler = Sampler(SamplingParameters(temperature: 0.8, seed: 11))
        let draws = 10_000
        for _ in 0..<draws { if let token = Self.next(logits, &sampler) { counts[Int(token)] += 1 } }
        for token in 0..<4 {
            let share = exp2(Double(logits[token]) * 1.4426950408889634 / 0.8) / sum
            // Five standard deviations.
            let margin = 5 * (share * (1 - share) / Double(draws)).squareRoot()
            #expect(abs(Double(counts[token]) / Double(draws) - share) < margin)
        }
    }

    @Test func theSameSeedDrawsTheSame() {
        let logits = (0..<100).map { Float($0 % 7) }
        func draws(_ seed: UInt64) -> [TokenID?] {
            var sampler = Sampler(SamplingParameters(temperature: 1, seed: seed))
            return (0..<20).map { _ in Self.next(logits, &sampler) }
        }
        #expect(draws(1) == draws(1))
        #expect(draws(1) != draws(2))
    }
}

@Suite struct StopStringTests {
    /// Whatever the pieces, the text is what stands before the first stop string.
    @Test func textEndsBeforeTheFirstStopStringHoweverItIsCut() throws {
        let text = "One two </s> three END four"
        try forEverySeed(0..<200) { random in
            let stops = [["</s>", "END"], ["END", "three"], ["zzz"], [], ["two </s> three"]]
                .randomElement(using: &random)!
            let expected =
                stops.compactMap { text.range(of: $0)?.lowerBound }.min()
                .map { String(text[..<$0]) } ?? text
            var filter = StopStringFilter(stops)
            var result = ""
            var rest = text[...]
            var isStopped = false
            while !rest.isEmpty, !isStopped {
                let piece = rest.prefix(Int.random(in: 1...6, using: &random))
                rest = rest.dropFirst(piece.count)
                let (ready, stopped) = filter.append(String(piece))
                result += ready
                isStopped = stopped
            }
            if !isStopped { result += filter.finish("") }
            #expect(result == expected, "\(stops)")
        }
    }
}
