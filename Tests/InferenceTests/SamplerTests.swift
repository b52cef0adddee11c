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
            Sampler.candidates($0, parameters).map(\.token)
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

    @Test func drawsFollowTheProbabilities() {
        let logits: [Float] = [0, 1, 2, -1]
        let sum = logits.reduce(0.0) { $0 + exp2(Double($1) * 1.4426950408889634 / 0.8) }
        var counts = [Int](repeating: 0, count: 4)
        var sampler = Sampler(SamplingParameters(temperature: 0.8, seed: 11))
        let draws = 40_000
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
