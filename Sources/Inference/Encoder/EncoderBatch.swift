package import Tokenization

/// Several short inputs one behind the other, without padding: each sees only itself.
package struct EncoderBatch: Sendable {
    package private(set) var tokens: [TokenID] = []
    package private(set) var positions: [Int32] = []
    package private(set) var segments: [Int32] = []
    /// Where each input begins, and the end of the last.
    package private(set) var starts: [Int] = [0]

    package init() {}

    package var count: Int { tokens.count }
    package var inputCount: Int { starts.count - 1 }

    /// Rows of input `number`.
    package func rows(of number: Int) -> Range<Int> { starts[number]..<starts[number + 1] }

    package mutating func append(_ input: EncoderInput) {
        tokens.append(contentsOf: input.tokens)
        for position in 0..<input.tokens.count {
            positions.append(Int32(position))
            segments.append(position < input.secondStart ? 0 : 1)
        }
        starts.append(tokens.count)
    }
}

/// One input: a text alone, or a text and another that is judged by it.
package struct EncoderInput: Sendable, Hashable {
    package let tokens: [TokenID]
    /// The first token of segment 1; all tokens where there is no second text.
    package let secondStart: Int

    package init(tokens: [TokenID], secondStart: Int? = nil) {
        self.tokens = tokens
        self.secondStart = secondStart ?? tokens.count
    }
}
