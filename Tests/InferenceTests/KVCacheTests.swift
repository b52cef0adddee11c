import Compute
import Foundation
import Inference
import LecternTesting
import Testing
import Tokenization

@Suite struct KVCacheTests {
    let model: LanguageModel
    let tokens: [TokenID]

    init() throws {
        model = try .fixture("llama-q8_0")
        var random = SeededGenerator(seed: 1)
        tokens = (0..<150).map { _ in .random(in: 0..<128, using: &random) }
    }

    @Test(arguments: [1, 63, 64, 65, 128, 149])
    func aForkGoesOnLikeTheSequenceItCameFrom(length: Int) throws {
        let whole = try model.logits(tokens, chunk: 150)
        let cache = KVCache(model.spec, type: .f32)
        _ = try model.logits(tokens, chunk: 50, cache: cache)
        let fork = cache.fork(at: length)
        #expect(fork.count == length)
        #expect(try model.logits(Array(tokens[length...]), chunk: 20, cache: fork) == Array(whole[length...]))
        #expect(cache.count == 150)
    }

    @Test(arguments: [0, 1, 63, 64, 65, 128, 149])
    func aTruncatedCacheGoesOnLikeAShorterSequence(length: Int) throws {
        let whole = try model.logits(tokens, chunk: 150)
        let cache = KVCache(model.spec, type: .f32)
        _ = try model.logits(tokens, chunk: 150, cache: cache)
        cache.truncate(to: length)
        #expect(cache.count == length)
        #expect(
            try model.logits(Array(tokens[length...]), chunk: 20, cache: cache) == Array(whole[length...]))
    }

    @Test func forksDoNotDisturbEachOther() throws {
        let cache = KVCache(model.spec, type: .f32)
        _ = try model.logits(Array(tokens[..<100]), chunk: 100, cache: cache)
        let first = cache.fork(at: 90)
        let second = cache.fork(at: 90)
        _ = try model.logits(Array(tokens[..<40]), chunk: 40, cache: first)
        cache.truncate(to: 70)
        _ = try model.logits(Array(tokens[..<30]), chunk: 30, cache: cache)
        let expected = try model.logits(tokens, chunk: 150)
        #expect(try model.logits(Array(tokens[90...]), chunk: 9, cache: second) == Array(expected[90...]))
    }

    /// Wherever a stop comes, the cache is as it was, and goes on as if nothing had been.
    @Test func aStoppedPassLeavesTheCacheAsItWas() throws {
        let whole = try model.logits(tokens, chunk: 150)
        let cache = KVCache(model.spec, type: .f32)
        _ = try model.logits(Array(tokens[..<70]), chunk: 70, cache: cache)
        let scratch = ForwardScratch(model.spec, rows: 80)
        var stops = 0
        for delay in 0..<12 {
            let token = CancellationToken()
            if delay == 0 {
                token.cancel()
            } else {
                let thread = Thread {
                    for _ in 0..<delay * 40 { sched_yield() }
                    token.cancel()
                }
                thread.start()
            }
            var counts = AttentionCounts()
            do {
                _ = try model.forward(
                    tokens[70...], cache: cache, scratch: scratch, counts: &counts, cancellation: token)
                #expect(cache.count == 150)
                cache.truncate(to: 70)
            } catch is CancellationError {
                stops += 1
                #expect(cache.count == 70)
            }
        }
        #expect(stops >= 1)
        #expect(try model.logits(Array(tokens[70...]), chunk: 40, cache: cache) == Array(whole[70...]))
    }

    @Test func theLongestHeldPrefixIsReused() throws {
        var prefixes = PrefixCache(byteLimit: 1 << 24)
        let cache = KVCache(model.spec, type: .f32)
        _ = try model.logits(Array(tokens[..<100]), chunk: 50, cache: cache)
        prefixes.keep(Array(tokens[..<100]), cache)
        #expect(prefixes.longestPrefix(of: tokens, spec: model.spec).count == 100)
        #expect(prefixes.longestPrefix(of: Array(tokens[..<100]), spec: model.spec).count == 99)
        #expect(prefixes.longestPrefix(of: Array(tokens[..<70]) + [5, 6, 7], spec: model.spec).count == 70)
        #expect(prefixes.longestPrefix(of: [127, 126, 125], spec: model.spec).count == 0)
    }

    @Test func theOldestPrefixGoesWhenMemoryIsShort() throws {
        var prefixes = PrefixCache(byteLimit: 1)
        for start in [0, 40, 80] {
            let part = Array(tokens[start..<start + 30])
            let cache = KVCache(model.spec, type: .f32)
            _ = try model.logits(part, chunk: 30, cache: cache)
            prefixes.keep(part, cache)
        }
        #expect(prefixes.longestPrefix(of: Array(tokens[..<60]), spec: model.spec).count == 0)
        #expect(prefixes.longestPrefix(of: Array(tokens[80..<110]), spec: model.spec).count == 29)
    }
}
