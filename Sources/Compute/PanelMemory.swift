import Foundation

/// One block of memory for packed weights, on huge pages where the system has them.
// Sound because: whoever fills it writes disjoint parts before anyone reads, and it is never written afterwards.
package final class PanelMemory: @unchecked Sendable {
    package let bytes: UnsafeMutableRawBufferPointer
    private var used = 0

    /// - Throws: `ComputeError.outOfMemory`.
    package init(byteCount: Int) throws(ComputeError) {
        let size = max(byteCount, 1)
        guard
            let address = mmap(
                nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            address != MAP_FAILED
        else { throw .outOfMemory(bytes: byteCount) }
        madvise(address, size, Int32(MADV_HUGEPAGE))
        bytes = UnsafeMutableRawBufferPointer(start: address, count: size)
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
