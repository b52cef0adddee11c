/// The smallest set of weights that reaches a target.
enum ColumnSelection {
    /// Indices of the largest weights, rising, whose sum is at least `target`; all positive ones where none is enough.
    ///
    /// Weights are counted by exponent and the first six bits of their fraction; only the bucket in which the target
    /// is reached is sorted, so the cost is linear. Of equal weights the lower index goes first.
    static func smallest(
        of weights: UnsafeBufferPointer<Float>, reaching target: Double
    ) -> [Int32] {
        guard target > 0 else { return [] }
        var mass = [Double](repeating: 0, count: bucketCount)
        for weight in weights where weight > 0 { mass[bucket(weight)] += Double(weight) }
        var boundary = bucketCount - 1
        var above = 0.0
        while boundary >= 0, above + mass[boundary] < target {
            above += mass[boundary]
            boundary -= 1
        }
        var chosen: [Int32] = []
        var candidates: [Int32] = []
        for (index, weight) in weights.enumerated() where weight > 0 {
            let place = bucket(weight)
            if place > boundary {
                chosen.append(Int32(index))
            } else if place == boundary {
                candidates.append(Int32(index))
            }
        }
        candidates.sort {
            weights[Int($0)] != weights[Int($1)] ? weights[Int($0)] > weights[Int($1)] : $0 < $1
        }
        for candidate in candidates {
            if above >= target { break }
            above += Double(weights[Int(candidate)])
            chosen.append(candidate)
        }
        return chosen.sorted()
    }

    /// 256 exponents of positive floats, 64 steps each.
    private static let bucketCount = 1 << 14

    @inline(__always)
    private static func bucket(_ weight: Float) -> Int { Int(weight.bitPattern >> 17) }
}
