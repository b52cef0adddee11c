/// Random numbers that are the same on every machine, so that a stored seed gives the same order (Steele et
/// al. 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A seed of its own for each thing a seed is used for.
    init(seed: UInt32, for words: String...) {
        // FNV-1a over the words, each closed by a byte that no UTF-8 holds.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for word in words {
            for byte in Array(word.utf8) + [0xFF] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        self.init(seed: hash ^ UInt64(seed))
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// From 0 to `bound` − 1. The bias of the remainder is below bound / 2⁶⁴.
    mutating func next(below bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

    /// Fisher and Yates, from the end.
    mutating func shuffled(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for index in stride(from: count - 1, to: 0, by: -1) { order.swapAt(index, next(below: index + 1)) }
        return order
    }
}
