/// One vector of unit length a sentence, in signed bytes with a scale each: a quarter of the room that floats take, and
/// likenesses within half a per cent.
package struct SentenceVectors: Sendable, Hashable {
    package let dimension: Int
    private var numbers: [Int8] = []
    private var scales: [Float] = []

    package var count: Int { scales.count }

    package init(dimension: Int) {
        precondition(dimension > 0, "a vector has numbers")
        self.dimension = dimension
    }

    /// - Precondition: the vector has `dimension` numbers.
    package mutating func append(_ vector: [Float]) {
        precondition(
            vector.count == dimension, "a vector of \(vector.count) numbers among those of \(dimension)")
        let largest = vector.reduce(Float(0)) { max($0, abs($1)) }
        let inverse = largest > 0 ? 127 / largest : 0
        numbers.append(contentsOf: vector.map { Int8(($0 * inverse).rounded()) })
        scales.append(largest / 127)
    }

    /// The cosine of each sentence's vector with one of unit length.
    package func likenesses(to vector: [Float]) -> [Float] {
        precondition(vector.count == dimension, "a vector of another length")
        return numbers.withUnsafeBufferPointer { numbers in
            scales.indices.map { sentence in
                let start = sentence * dimension
                var sum: Float = 0
                for place in 0..<dimension { sum += Float(numbers[start + place]) * vector[place] }
                return sum * scales[sentence]
            }
        }
    }

    // MARK: Kept

    /// Scales, then numbers, little-endian.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * (4 + dimension))
        for scale in scales {
            withUnsafeBytes(of: scale.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes.append(contentsOf: numbers.map { UInt8(bitPattern: $0) })
        return bytes
    }

    /// Nil when these are not the bytes of `count` vectors, or a scale is not a number.
    package init?(_ bytes: [UInt8], count: Int, dimension: Int) {
        guard dimension > 0, count >= 0, bytes.count == count * (4 + dimension) else { return nil }
        self.dimension = dimension
        for index in 0..<count {
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[4 * index + $1]) << UInt32(8 * $1) }
            let scale = Float(bitPattern: bits)
            guard scale.isFinite, scale >= 0 else { return nil }
            scales.append(scale)
        }
        numbers = bytes[(4 * count)...].map { Int8(bitPattern: $0) }
    }
}
