/// What two neighbouring tokens become, and how early: the merges of a byte-pair encoding.
struct MergeTable: Sendable {
    struct Merge {
        /// Place in the file's list; the lowest goes first.
        let rank: UInt32
        let result: TokenID
    }

    // Open addressing. A key is left << 32 | right; `free` can't be one, since ids are below 2²¹.
    private var keys: [UInt64]
    private var values: [UInt64]
    private static let free = UInt64.max

    init(capacity: Int) {
        var slots = 16
        while slots < capacity * 2 { slots *= 2 }
        keys = [UInt64](repeating: Self.free, count: slots)
        values = [UInt64](repeating: 0, count: slots)
    }

    /// Of two merges of the same pair the first counts.
    mutating func insert(_ left: TokenID, _ right: TokenID, rank: UInt32, result: TokenID) {
        let key = Self.key(left, right)
        let slot = slot(of: key)
        guard keys[slot] == Self.free else { return }
        keys[slot] = key
        values[slot] = UInt64(rank) << 32 | UInt64(UInt32(bitPattern: result))
    }

    @inline(__always)
    func merge(_ left: TokenID, _ right: TokenID) -> Merge? {
        let slot = slot(of: Self.key(left, right))
        guard keys[slot] != Self.free else { return nil }
        let value = values[slot]
        return Merge(
            rank: UInt32(value >> 32), result: TokenID(bitPattern: UInt32(truncatingIfNeeded: value)))
    }

    @inline(__always)
    private static func key(_ left: TokenID, _ right: TokenID) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    @inline(__always)
    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        // Fibonacci hashing: the high half of the product is well mixed.
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        return keys.withUnsafeBufferPointer { keys in
            while keys[slot] != key, keys[slot] != Self.free { slot = (slot + 1) & mask }
            return slot
        }
    }
}
