/// The tokens of a model: the bytes each stands for, its kind, and a way back from bytes to ids.
struct Vocabulary: Sendable {
    /// GGUF's `tokenizer.ggml.token_type`.
    enum Kind: UInt8, Sendable {
        case normal = 1
        case unknown, control, userDefined, unused, byte
    }

    /// Tokens end to end; token `i` is `bytes[starts[i]..<starts[i + 1]]`.
    private(set) var bytes: [UInt8] = []
    private(set) var starts: [UInt32] = [0]
    private(set) var kinds: [Kind] = []
    /// Open addressing, token id + 1 or 0 for a free slot. Holds only what ordinary text may become.
    private var slots: [UInt32] = []

    var count: Int { kinds.count }

    mutating func append(_ token: some Collection<UInt8>, kind: Kind) {
        bytes.append(contentsOf: token)
        starts.append(UInt32(bytes.count))
        kinds.append(kind)
    }

    /// The token of each byte among the byte tokens, -1 where there is none.
    func byteTokens() -> [TokenID] {
        var tokens = [TokenID](repeating: -1, count: 256)
        for id in (0..<count).reversed() where kinds[id] == .byte {
            tokens[Int(bytes[Int(starts[id])])] = TokenID(id)
        }
        return tokens
    }

    func range(_ id: TokenID) -> Range<Int>? {
        guard id >= 0, Int(id) < count else { return nil }
        return Int(starts[Int(id)])..<Int(starts[Int(id) + 1])
    }

    func token(_ id: TokenID) -> ArraySlice<UInt8> { range(id).map { bytes[$0] } ?? [] }

    /// Must be called once, after the last `append`. Of two tokens with the same bytes the first is found.
    mutating func buildIndex() {
        var capacity = 16
        while capacity < count * 2 { capacity *= 2 }
        slots = [UInt32](repeating: 0, count: capacity)
        bytes.withUnsafeBytes { all in
            for id in 0..<count where kinds[id] == .normal || kinds[id] == .unknown {
                let range = Int(starts[id])..<Int(starts[id + 1])
                guard !range.isEmpty else { continue }
                let token = UnsafeRawBufferPointer(rebasing: all[range])
                let slot = slot(of: token, in: all)
                if slots[slot] == 0 { slots[slot] = UInt32(id) + 1 }
            }
        }
    }

    /// The ordinary token that is exactly these bytes.
    func id(of token: UnsafeRawBufferPointer) -> TokenID? {
        bytes.withUnsafeBytes { all in
            let entry = slots[slot(of: token, in: all)]
            return entry == 0 ? nil : TokenID(entry - 1)
        }
    }

    /// The slot that holds `token`, or the free one where it belongs.
    private func slot(of token: UnsafeRawBufferPointer, in all: UnsafeRawBufferPointer) -> Int {
        let mask = slots.count - 1
        var slot = Self.hash(token) & mask
        while slots[slot] != 0 {
            let id = Int(slots[slot] - 1)
            let range = Int(starts[id])..<Int(starts[id + 1])
            if range.count == token.count, all[range].elementsEqual(token) { break }
            slot = (slot + 1) & mask
        }
        return slot
    }

    /// FNV-1a, finished so that the low bits depend on all of it.
    private static func hash(_ token: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in token { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7FFF_FFFF)
    }
}
