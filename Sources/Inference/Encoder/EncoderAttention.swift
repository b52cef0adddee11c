import CKernels
import Compute

/// softmax(q kᵀ / √d) v where every token of an input sees every token of it, and nothing else.
// Sound because: it only reads queries, keys and values, and its slices write disjoint rows and heads of `out`.
struct EncoderAttention: @unchecked Sendable {
    let query, key, value: FloatMatrix
    /// (tokens × heads·dimension), overwritten.
    let out: FloatMatrix
    let batch: EncoderBatch
    let headCount: Int
    let dimension: Int
    let level: Int32

    /// Query rows that are worked on together.
    private static let rowsPerUnit = 96

    /// Units are an input and a head.
    func run(on pool: ComputePool) {
        let longest = (0..<batch.inputCount).map { batch.rows(of: $0).count }.max() ?? 0
        guard longest > 0 else { return }
        let memory = UnitMemory(rows: min(longest, Self.rowsPerUnit), dimension: dimension)
        let pages = PageMemory(keys: longest, dimension: dimension)
        let ownBytes = (memory.byteCount + 63) / 64 * 64
        pool.forEach(
            in: 0..<batch.inputCount * headCount, grain: 1, scratchBytes: ownBytes + pages.byteCount
        ) { [self] units, scratch in
            for unit in units {
                let (input, head) = unit.quotientAndRemainder(dividingBy: headCount)
                attend(
                    batch.rows(of: input), head: head, memory.parts(of: scratch), pages, scratch + ownBytes)
            }
        }
    }

    private func attend(
        _ rows: Range<Int>, head: Int, _ unit: UnitMemory.Parts, _ pages: PageMemory,
        _ bytes: UnsafeMutableRawPointer
    ) {
        let offset = head * dimension
        pages.clear(bytes, keys: rows.count)
        for (place, row) in rows.enumerated() {
            let (keys, values) = pages.page(place / PageMemory.positions, in: bytes)
            lk_store_position(
                level, keys, values, Int32(LK_F32), place % PageMemory.positions, key.row(row) + offset,
                value.row(row) + offset, dimension)
        }
        pages.withViews(of: bytes, keys: rows.count) { views, count in
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.rowsPerUnit) {
                let some = first..<min(first + Self.rowsPerUnit, rows.upperBound)
                prepare(some, offset: offset, lastKey: rows.count - 1, unit)
                var attention = lk_attention(
                    queries: unit.queries, first: unit.first, last: unit.last, rows: some.count,
                    dimension: dimension, width: pages.width, type: Int32(LK_F32), scratch: unit.scratch)
                lk_attend(level, &attention, views, count, 0, unit.out, unit.top, unit.sum)
                finish(some, offset: offset, unit, width: pages.width)
            }
        }
    }

    /// Queries scaled so that powers of two are wanted.
    private func prepare(_ rows: Range<Int>, offset: Int, lastKey: Int, _ unit: UnitMemory.Parts) {
        let scale = Float(1.4426950408889634 / Double(dimension).squareRoot())
        for (place, row) in rows.enumerated() {
            let (source, target) = (query.row(row) + offset, unit.queries + place * dimension)
            for index in 0..<dimension { target[index] = source[index] * scale }
            unit.first[place] = 0
            unit.last[place] = Int32(lastKey)
        }
    }

    private func finish(_ rows: Range<Int>, offset: Int, _ unit: UnitMemory.Parts, width: Int) {
        for (place, row) in rows.enumerated() {
            let inverse = 1 / unit.sum[place]
            let (source, target) = (unit.out + place * width, out.row(row) + offset)
            for index in 0..<dimension { target[index] = source[index] * inverse }
        }
    }
}

/// How scratch memory is divided into pages of keys and values of one head.
private struct PageMemory: Sendable {
    static let positions = Int(LK_PAGE)

    let keys: Int
    let dimension: Int

    var width: Int { (dimension + 15) / 16 * 16 }
    private var keyBytes: Int { lk_page_key_bytes(Int32(LK_F32), dimension) }
    private var pageBytes: Int { keyBytes + lk_page_value_bytes(Int32(LK_F32), dimension) }
    private func pageCount(_ keys: Int) -> Int { (keys + Self.positions - 1) / Self.positions }

    var byteCount: Int { pageCount(keys) * pageBytes }

    func page(_ number: Int, in bytes: UnsafeMutableRawPointer) -> (
        keys: UnsafeMutableRawPointer, values: UnsafeMutableRawPointer
    ) {
        let base = bytes + number * pageBytes
        return (base, base + keyBytes)
    }

    /// Unused places of the last page, and columns beyond the dimension, take part in products, so they must be numbers.
    func clear(_ bytes: UnsafeMutableRawPointer, keys: Int) {
        let whole = dimension == width ? keys / Self.positions : 0
        let start = whole * pageBytes
        let count = pageCount(keys) * pageBytes - start
        if count > 0 { (bytes + start).initializeMemory(as: UInt8.self, repeating: 0, count: count) }
    }

    func withViews(
        of bytes: UnsafeMutableRawPointer, keys: Int, _ body: (UnsafePointer<lk_page>, Int) -> Void
    ) {
        let count = pageCount(keys)
        withUnsafeTemporaryAllocation(of: lk_page.self, capacity: max(count, 1)) { views in
            for number in 0..<count {
                let (pageKeys, values) = page(number, in: bytes)
                let position = number * Self.positions
                views.initializeElement(
                    at: number,
                    to: lk_page(
                        keys: pageKeys, values: values, position: Int32(position),
                        count: Int32(min(Self.positions, keys - position))))
            }
            guard let base = views.baseAddress else { return }
            body(base, count)
        }
    }
}
