import CKernels
import Compute
import Foundation
import LecternTesting
import Testing

/// Attention over pages against softmax in double precision, at the edges of pages, blocks and segments.
@Suite struct AttentionKernelTests {
    /// Pages of random keys and values, and the numbers that were really stored.
    final class Pages {
        let type: Int32, dimension: Int, count: Int
        let memory: AlignedBytes
        private(set) var views: [lk_page] = []
        var keys: [[Float]] = []
        var values: [[Float]] = []

        init(
            type: Int32, dimension: Int, count: Int, level: KernelLevel, size: Float,
            using random: inout SeededGenerator
        ) {
            (self.type, self.dimension, self.count) = (type, dimension, count)
            let keyBytes = lk_page_key_bytes(type, dimension)
            let pageBytes = keyBytes + lk_page_value_bytes(type, dimension)
            let pages = (count + 63) / 64
            memory = AlignedBytes(count: pages * pageBytes)
            memory.buffer.initializeMemory(as: UInt8.self, repeating: 0)
            let base = memory.buffer.baseAddress!
            for page in 0..<pages {
                let start = base + page * pageBytes
                views.append(
                    lk_page(
                        keys: start, values: start + keyBytes, position: Int32(64 * page),
                        count: Int32(min(64, count - 64 * page))))
            }
            for position in 0..<count {
                // Halves, so that F16 pages hold them exactly.
                func vector(_ size: Float) -> [Float] {
                    (0..<dimension).map { _ in
                        lk_half_to_float(lk_float_to_half(.random(in: -size...size, using: &random)))
                    }
                }
                keys.append(vector(size))
                values.append(vector(1))
                let start = base + position / 64 * pageBytes
                lk_store_position(
                    level.rawValue, start, start + keyBytes, type, position % 64, keys[position],
                    values[position], dimension)
            }
        }
    }

    static func attend(
        _ pages: Pages, queries: [[Float]], first: [Int32], last: [Int32], level: KernelLevel
    ) -> [[Float]] {
        let (rows, dimension) = (queries.count, pages.dimension)
        let width = (dimension + 15) / 16 * 16
        let scale = Float(1.4426950408889634 / Double(dimension).squareRoot())
        let flat = queries.flatMap { $0.map { $0 * scale } }
        let scratch = AlignedBytes(count: 4 * lk_attention_scratch(rows, dimension))
        var out = [Float](repeating: .nan, count: rows * width)
        var top = [Float](repeating: 0, count: rows)
        var sum = top
        flat.withUnsafeBufferPointer { flat in
            first.withUnsafeBufferPointer { first in
                last.withUnsafeBufferPointer { last in
                    var attention = lk_attention(
                        queries: flat.baseAddress!, first: first.baseAddress!, last: last.baseAddress!,
                        rows: rows, dimension: dimension, width: width, type: pages.type,
                        scratch: scratch.buffer.baseAddress!.assumingMemoryBound(to: Float.self))
                    lk_attend(
                        level.rawValue, &attention, pages.views, pages.views.count, 0, &out, &top, &sum)
                }
            }
        }
        return (0..<rows).map { row in (0..<dimension).map { out[row * width + $0] / sum[row] } }
    }

    static func reference(_ pages: Pages, query: [Float], keys: ClosedRange<Int>) -> [Double] {
        let scale = 1 / Double(pages.dimension).squareRoot()
        let scores = keys.map { j in
            zip(query, pages.keys[j]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } * scale
        }
        let largest = scores.max() ?? 0
        let weights = scores.map { exp($0 - largest) }
        let total = weights.reduce(0, +)
        return (0..<pages.dimension).map { d in
            zip(keys, weights).reduce(0.0) { $0 + $1.1 * Double(pages.values[$1.0][d]) } / total
        }
    }

    @Test(arguments: KernelLevel.available, [Int32(LK_F32), Int32(LK_F16)])
    func resultsAreThoseOfSoftmax(level: KernelLevel, type: Int32) throws {
        try forEverySeed(0..<2) { random in
            for (count, size): (Int, Float) in [(1, 1), (63, 1), (65, 3), (256, 0), (257, 30), (4097, 2)] {
                let dimension = count > 1000 ? 24 : [12, 16, 64, 80, 128].randomElement(using: &random)!
                let pages = Pages(
                    type: type, dimension: dimension, count: count, level: level, size: size, using: &random)
                let rows = count > 1000 ? 2 : Int.random(in: 1...14, using: &random)
                let queries = (0..<rows).map { _ in
                    (0..<dimension).map { _ in Float.random(in: -2...2, using: &random) }
                }
                let last = (0..<rows).map { _ in Int32.random(in: 0..<Int32(count), using: &random) }
                let first = last.map { Int.random(in: 0..<2, using: &random) == 0 ? 0 : max(0, $0 - 70) }
                let found = Self.attend(pages, queries: queries, first: first, last: last, level: level)
                for row in 0..<rows {
                    let expected = Self.reference(
                        pages, query: queries[row], keys: Int(first[row])...Int(last[row]))
                    for d in 0..<dimension { #expect(abs(Double(found[row][d]) - expected[d]) < 2e-5) }
                }
            }
        }
    }

    /// A row's bits don't depend on its neighbours.
    @Test(arguments: KernelLevel.available, [Int32(LK_F32), Int32(LK_F16), Int32(LK_Q8_0)])
    func rowsAloneAndTogetherAreTheSameBits(level: KernelLevel, type: Int32) throws {
        var random = SeededGenerator(seed: 4)
        let pages = Pages(type: type, dimension: 64, count: 4500, level: level, size: 2, using: &random)
        let rows = 20
        let queries = (0..<rows).map { _ in
            (0..<64).map { _ in Float.random(in: -2...2, using: &random) }
        }
        let last = (0..<rows).map { Int32(4500 - 220 * $0 - 1) }
        let first = [Int32](repeating: 0, count: rows)
        let together = Self.attend(pages, queries: queries, first: first, last: last, level: level)
        for row in 0..<rows {
            let alone = Self.attend(
                pages, queries: [queries[row]], first: [0], last: [last[row]], level: level)
            #expect(alone[0].map(\.bitPattern) == together[row].map(\.bitPattern))
        }
    }

    @Test(arguments: KernelLevel.available)
    func bytesAreCloseToFloats(level: KernelLevel) throws {
        var random = SeededGenerator(seed: 6)
        let pages = Pages(
            type: Int32(LK_Q8_0), dimension: 80, count: 300, level: level, size: 1, using: &random)
        let query = (0..<80).map { _ in Float.random(in: -1...1, using: &random) }
        let found = Self.attend(pages, queries: [query], first: [0], last: [299], level: level)
        let expected = Self.reference(pages, query: query, keys: 0...299)
        // A byte holds a value between -1 and 1 within 1/254.
        for d in 0..<80 { #expect(abs(Double(found[0][d]) - expected[d]) < 6e-3) }
    }
}
