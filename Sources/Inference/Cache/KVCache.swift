import Compute

/// Keys and values of 64 positions of one layer: (kvHeads × 64 × headDimension) each, keys already rotated.
// Sound because: a page is written by the one cache that owns it alone; shared pages are full and never written.
package final class KVPage: @unchecked Sendable {
    package static let positions = 64

    let keys: FloatMatrix
    let values: FloatMatrix

    init(_ spec: ModelSpec) {
        keys = FloatMatrix(rows: spec.kvHeadCount * Self.positions, columns: spec.headDimension)
        values = FloatMatrix(rows: spec.kvHeadCount * Self.positions, columns: spec.headDimension)
    }

    convenience init(copying page: KVPage, _ spec: ModelSpec) {
        self.init(spec)
        keys.pointer.update(from: page.keys.pointer, count: keys.rows * keys.columns)
        values.pointer.update(from: page.values.pointer, count: values.rows * values.columns)
    }
}

/// The keys and values of a sequence, in pages. Forks share full pages; only the last one is copied.
package final class KVCache {
    private let spec: ModelSpec
    /// By layer, then by page.
    private var layers: [[KVPage]]
    /// Positions that every layer holds.
    package private(set) var count = 0

    package init(_ spec: ModelSpec) {
        self.spec = spec
        layers = Array(repeating: [], count: spec.layerCount)
    }

    /// A cache that begins with the first `count` positions of this one and goes its own way.
    package func fork(at length: Int? = nil) -> KVCache {
        let length = min(length ?? count, count)
        let copy = KVCache(spec)
        copy.count = length
        let full = length / KVPage.positions
        for layer in layers.indices {
            copy.layers[layer] = Array(layers[layer].prefix(full))
            if length % KVPage.positions != 0 {
                copy.layers[layer].append(KVPage(copying: layers[layer][full], spec))
            }
        }
        return copy
    }

    /// Forgets all positions from `length` on.
    package func truncate(to length: Int) {
        guard length < count else { return }
        let full = length / KVPage.positions
        let rest = length % KVPage.positions
        for layer in layers.indices {
            layers[layer].removeSubrange((rest == 0 ? full : full + 1)...)
            // The page goes on being written, and a fork may share it: from now on it is ours alone.
            if rest != 0, let last = layers[layer].popLast() {
                layers[layer].append(KVPage(copying: last, spec))
            }
        }
        count = length
    }

    /// Appends the keys and values of `rows` new positions to one layer; `advance` makes them count.
    ///
    /// - Parameters:
    ///   - keys: (rows × kvHeads·dimension), rotated.
    ///   - values: the same shape.
    func append(keys: FloatMatrix, values: FloatMatrix, rows: Int, layer: Int) {
        let dimension = spec.headDimension
        for row in 0..<rows {
            let (number, place) = (count + row).quotientAndRemainder(dividingBy: KVPage.positions)
            if number == layers[layer].count { layers[layer].append(KVPage(spec)) }
            let page = layers[layer][number]
            for head in 0..<spec.kvHeadCount {
                let target = (head * KVPage.positions + place) * dimension
                let source = head * dimension
                (page.keys.pointer + target).update(from: keys.row(row) + source, count: dimension)
                (page.values.pointer + target).update(from: values.row(row) + source, count: dimension)
            }
        }
    }

    func advance(by rows: Int) { count += rows }

    func pages(of layer: Int) -> [KVPage] { layers[layer] }

    /// Bytes of all pages, shared ones counted in full.
    package var byteCount: Int {
        layers.reduce(0) { $0 + $1.count } * 2 * KVPage.positions * spec.kvSize * MemoryLayout<Float>.stride
    }
}
