import CKernels
import Compute

/// How the scratch memory of a thread is divided for one unit of attention.
struct UnitMemory: Sendable {
    let rows: Int
    let dimension: Int

    struct Parts {
        let queries: UnsafeMutablePointer<Float>
        var out: UnsafeMutablePointer<Float>
        var top: UnsafeMutablePointer<Float>
        var sum: UnsafeMutablePointer<Float>
        let first: UnsafeMutablePointer<Int32>
        let last: UnsafeMutablePointer<Int32>
        let scratch: UnsafeMutablePointer<Float>
    }

    private var width: Int { (dimension + 15) / 16 * 16 }
    /// Whole cache lines, so that every part is aligned.
    private func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

    private var headCount: Int {
        padded(rows * dimension) + padded(rows * width) + 4 * padded(rows)
    }

    var byteCount: Int {
        (headCount + lk_attention_scratch(rows, dimension)) * MemoryLayout<Float>.stride
    }

    func parts(of memory: UnsafeMutableRawPointer) -> Parts {
        let base = memory.assumingMemoryBound(to: Float.self)
        let out = base + padded(rows * dimension)
        let top = out + padded(rows * width)
        let sum = top + padded(rows)
        let first = UnsafeMutableRawPointer(sum + padded(rows)).assumingMemoryBound(to: Int32.self)
        return Parts(
            queries: base, out: out, top: top, sum: sum, first: first, last: first + padded(rows),
            scratch: base + headCount)
    }
}
