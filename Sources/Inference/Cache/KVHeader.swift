import CKernels
import Crypto
import Foundation
import Tokenization

/// The first 4096 bytes of a chunk's file: everything that must fit before its pages are believed, then whose it is.
struct KVHeader {
    static let version = 2
    static let byteCount = 4096
    /// Most sources that are named; the header has room for no more.
    static let mostSources = 32
    private static let name = Array("LecternKV".utf8)
    private static let digestLength = 32
    /// Where the number of sources stands, behind room for a chunk's tokens.
    private static let sourcesStart = 2560

    let previous: [UInt8]
    let key: [UInt8]
    let tokens: [TokenID]
    let payloadBytes: Int
    /// Digests of what the chunk's text is from. Another prompt with the same beginning may use it too.
    let sources: [[UInt8]]

    static func digest(ofSource source: String) -> [UInt8] { Array(SHA256.hash(data: Data(source.utf8))) }

    /// The sources that a file names; nil where the bytes are no header.
    static func sources(in bytes: some RandomAccessCollection<UInt8>) -> [[UInt8]]? {
        let bytes = Array(bytes)
        guard bytes.count == byteCount, bytes.starts(with: name) else { return nil }
        let count = Int(bytes[sourcesStart])
        guard count <= mostSources else { return nil }
        return (0..<count).map { number in
            let start = sourcesStart + 1 + number * digestLength
            return Array(bytes[start..<start + digestLength])
        }
    }

    /// Where the checksum of the pages begins: sources are part of it.
    static func checksumStart(_ sources: [[UInt8]]) -> UInt64 {
        Array(sources.joined()).withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return 0x4C65_6374 }
            return lk_checksum_more(0x4C65_6374, base, bytes.count)
        }
    }

    func bytes(checksum: UInt64) -> [UInt8] {
        var bytes = Self.name
        func append(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        append(UInt32(Self.version))
        bytes += previous
        bytes += key
        append(UInt64(payloadBytes))
        append(checksum)
        append(UInt32(tokens.count))
        for token in tokens { append(token) }
        precondition(bytes.count <= Self.sourcesStart, "the header has room for a chunk's tokens")
        bytes += [UInt8](repeating: 0, count: Self.sourcesStart - bytes.count)
        append(UInt8(sources.count))
        bytes += sources.joined()
        return bytes + [UInt8](repeating: 0, count: Self.byteCount - bytes.count)
    }
}
