/// A repeatable generator (SplitMix64) for tests.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Names the seed that failed, so that it can be run again alone.
public struct FailedSeed: Error, CustomStringConvertible {
    public let seed: Int
    public let underlying: any Error
    public var description: String { "seed \(seed): \(underlying)" }
}

/// Runs `body` once a seed with a generator of its own.
public func forEverySeed(_ seeds: Range<Int>, _ body: (inout SeededGenerator) throws -> Void) throws {
    for seed in seeds {
        var generator = SeededGenerator(seed: UInt64(seed))
        do {
            try body(&generator)
        } catch {
            throw FailedSeed(seed: seed, underlying: error)
        }
    }
}
