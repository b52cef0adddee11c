import CKernels
import Compute

/// How keys and values are kept.
package enum KVType: String, Sendable, Hashable, CaseIterable, Codable {
    case f32, f16, q8_0

    /// ggml's type id, as the kernels take it.
    var kernelType: Int32 {
        switch self {
        case .f32: Int32(LK_F32)
        case .f16: Int32(LK_F16)
        case .q8_0: Int32(LK_Q8_0)
        }
    }
}

/// The shape of a model's pages.
package struct KVLayout: Sendable, Hashable {
    package let type: KVType
    package let kvHeadCount: Int
    package let headDimension: Int

    package init(_ spec: ModelSpec, type: KVType) {
        self.type = type
        kvHeadCount = spec.kvHeadCount
        headDimension = spec.headDimension
    }

    /// Of one head: keys, then values.
    var keyBytes: Int { lk_page_key_bytes(type.kernelType, headDimension) }
    var valueBytes: Int { lk_page_value_bytes(type.kernelType, headDimension) }
    /// Of a page with all heads.
    package var pageBytes: Int { kvHeadCount * (keyBytes + valueBytes) }
}

/// Keys and values of 64 positions of one layer, head after head, keys already rotated.
///
/// `lectern_kernels.h` describes a head's part. Unused positions are zero at first.
// Sound because: a page is written by the one cache that owns it alone, each head by one thread; shared pages are full
// and never written.
package final class KVPage: @unchecked Sendable {
    package static let positions = Int(LK_PAGE)

    package let bytes: UnsafeMutableRawBufferPointer
    /// What the bytes belong to where it isn't this page.
    private let owner: AnyObject?

    /// Its bytes are a file's and can't be written.
    var isMapped: Bool { owner != nil }

    init(_ layout: KVLayout) {
        bytes = .allocate(byteCount: layout.pageBytes, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
        owner = nil
    }

    /// A full page inside a mapped file; never written.
    init(mapped bytes: UnsafeRawBufferPointer, owner: AnyObject) {
        self.bytes = UnsafeMutableRawBufferPointer(mutating: bytes)
        self.owner = owner
    }

    convenience init(copying page: KVPage, _ layout: KVLayout) {
        self.init(layout)
        bytes.copyMemory(from: UnsafeRawBufferPointer(page.bytes))
    }

    deinit { if owner == nil { bytes.deallocate() } }

    /// Where a head's keys begin; its values follow.
    func head(_ number: Int, _ layout: KVLayout) -> UnsafeMutableRawPointer {
        guard let base = bytes.baseAddress else { preconditionFailure("a page has bytes") }
        return base + number * (layout.keyBytes + layout.valueBytes)
    }

    /// The page as the kernels read it.
    func view(head number: Int, position: Int, count: Int, _ layout: KVLayout) -> lk_page {
        let keys = head(number, layout)
        return lk_page(
            keys: keys, values: keys + layout.keyBytes, position: Int32(position), count: Int32(count))
    }
}
