import CKernels
import Compute

/// The keys and values of a sequence, in pages. Forks share full pages; only the last one is copied.
package final class KVCache {
    package let layout: KVLayout
    /// By layer, then by page.
    private var layers: [[KVPage]]
    /// Positions that every layer holds.
    package private(set) var count = 0

    package init(_ spec: ModelSpec, type: KVType = .f16) {
        layout = KVLayout(spec, type: type)
        layers = Array(repeating: [], count: spec.layerCount)
    }

    /// A cache of full pages that exist already, by layer.
    init(_ spec: ModelSpec, type: KVType, pages: [[KVPage]]) {
        layout = KVLayout(spec, type: type)
        layers = pages
        count = (pages.first?.count ?? 0) * KVPage.positions
    }

    private init(_ layout: KVLayout, layerCount: Int) {
        self.layout = layout
        layers = Array(repeating: [], count: layerCount)
    }

    /// A cache that begins with the first `count` positions of this one and goes its own way.
    package func fork(at length: Int? = nil) -> KVCache {
        let length = min(length ?? count, count)
        let copy = KVCache(layout, layerCount: layers.count)
        copy.count = length
        let full = length / KVPage.positions
        for layer in layers.indices {
            copy.layers[layer] = Array(layers[layer].prefix(full))
            if length % KVPage.positions != 0 {
                copy.layers[layer].append(KVPage(copying: layers[layer][full], layout))
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
            // The page goes on being written; where a fork shares it or a file holds it, a copy does.
            if rest != 0, layers[layer][full].isMapped || !isKnownUniquelyReferenced(&layers[layer][full]) {
                layers[layer][full] = KVPage(copying: layers[layer][full], layout)
            }
        }
        count = length
    }

    /// Appends the keys and values of `rows` new positions to one layer; `advance` makes them count.
    ///
    /// - Parameters:
    ///   - keys: (rows × kvHeads·dimension), rotated.
    ///   - values: the same shape.
    func append(keys: FloatMatrix, values: FloatMatrix, rows: Int, layer: Int, on pool: ComputePool) {
        let needed = (count + rows + KVPage.positions - 1) / KVPage.positions
        while layers[layer].count < needed { layers[layer].append(KVPage(layout)) }
        let pages = layers[layer]
        let (start, layout) = (count, layout)
        pool.forEach(in: 0..<layout.kvHeadCount, grain: rows < 16 ? layout.kvHeadCount : 1) { heads in
            for head in heads {
                for row in 0..<rows {
                    let (number, place) = (start + row).quotientAndRemainder(dividingBy: KVPage.positions)
                    let target = pages[number].head(head, layout)
                    lk_store_position(
                        pool.level.rawValue, target, target + layout.keyBytes, layout.type.kernelType, place,
                        keys.row(row) + head * layout.headDimension,
                        values.row(row) + head * layout.headDimension,
                        layout.headDimension)
                }
            }
        }
    }

    func advance(by rows: Int) { count += rows }

    func pages(of layer: Int) -> [KVPage] { layers[layer] }

    /// Bytes of all pages, shared ones counted in full.
    package var byteCount: Int { layers.reduce(0) { $0 + $1.count } * layout.pageBytes }
}
