import Foundation

/// One block of memory for packed weights, on huge pages where the system has them.
// Sound because: whoever fills it writes disjoint parts before anyone reads, and it is never written afterwards.
package final class PanelMemory: @unchecked Sendable {
    package let bytes: UnsafeMutableRawBufferPointer
    private var used = 0

    /// The system's call that hands over pages at once (Linux 5.14); older systems refuse it and do so at first use.
    private static let populateForWriting: Int32 = 23
    private static let hugePage = 2 << 20

    /// - Parameter pool: whose threads clear the pages, each its own; threads that fill one page together would each
    ///   clear it.
    /// - Throws: `ComputeError.outOfMemory`.
    package init(byteCount: Int, clearedBy pool: ComputePool? = nil) throws(ComputeError) {
        let size = max(byteCount, 1)
        guard
            let address = mmap(
                nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            address != MAP_FAILED
        else { throw .outOfMemory(bytes: byteCount) }
        madvise(address, size, Int32(MADV_HUGEPAGE))
        bytes = UnsafeMutableRawBufferPointer(start: address, count: size)
        guard let pool, size >= 2 * Self.hugePage else { return }
        let start = Int(bitPattern: address)
        let (first, last) = (start / Self.hugePage, (start + size - 1) / Self.hugePage)
        pool.forEach(in: first..<last + 1, grain: 4) { pages in
            let from = max(start, pages.lowerBound * Self.hugePage)
            let to = min(start + size, pages.upperBound * Self.hugePage)
            madvise(UnsafeMutableRawPointer(bitPattern: from), to - from, Self.populateForWriting)
        }
    }

    deinit { munmap(bytes.baseAddress, bytes.count) }

    /// The next `byteCount` bytes, 64-byte aligned. One thread at a time.
    func take(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        let size = (byteCount + 63) / 64 * 64
        guard size <= bytes.count - used, let base = bytes.baseAddress else { return nil }
        defer { used += size }
        return base + used
    }
}
