/// A cursor over the bytes of a file, and the only place where they are read as numbers and strings.
///
/// Every length is compared with the bytes that remain, by subtraction, before anything is read or allocated.
package struct BoundedReader {
    private let bytes: UnsafeRawBufferPointer
    /// The file's name, for errors.
    let file: String
    package private(set) var offset: Int

    package init(_ bytes: UnsafeRawBufferPointer, file: String, at offset: Int = 0) {
        precondition(offset >= 0 && offset <= bytes.count, "a cursor starts inside its bytes")
        self.bytes = bytes
        self.file = file
        self.offset = offset
    }

    package var remaining: Int { bytes.count - offset }

    /// A little-endian number.
    package mutating func read<Number: FixedWidthInteger>(
        _ type: Number.Type, _ place: ModelFileError.Place
    ) throws(ModelFileError) -> Number {
        let start = try skip(MemoryLayout<Number>.size, place)
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: Number.self))
    }

    /// A 64-bit length and that many bytes, as a range of the file.
    package mutating func readString(
        limit: Int, _ place: ModelFileError.Place
    ) throws(ModelFileError) -> Range<Int> {
        let start = offset
        let count = try read(UInt64.self, place)
        guard count <= UInt64(limit) else {
            throw .limitExceeded(
                file: file, place: place, offset: start, quantity: "a string length of", value: count,
                limit: UInt64(limit))
        }
        let begin = try skip(Int(count), place)
        return begin..<offset
    }

    /// Moves past `count` bytes and returns where they begin.
    @discardableResult
    package mutating func skip(_ count: Int, _ place: ModelFileError.Place) throws(ModelFileError) -> Int {
        guard count >= 0, count <= remaining else {
            throw .truncated(
                file: file, place: place, offset: offset, needed: UInt64(max(count, 0)), available: remaining)
        }
        defer { offset += count }
        return offset
    }

    /// The bytes of a range that this reader has returned.
    package func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[range])
    }
}
