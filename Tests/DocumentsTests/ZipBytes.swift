import Foundation

/// Writes small zip files by hand, nothing compressed.
struct ZipBytes {
    /// Names and contents in order; a name may come twice, or lead anywhere.
    var entries: [(name: String, content: [UInt8])] = []

    init(_ entries: KeyValuePairs<String, String>) {
        self.entries = entries.map { ($0.key, Array($0.value.utf8)) }
    }

    func bytes() -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for (name, content) in entries {
            let offset = file.count
            let common: [UInt8] =
                le16(20) + le16(0x800) + le16(0) + le32(0) + le32(crc(content)) + le32(content.count)
                + le32(content.count) + le16(name.utf8.count)
            file += le32(0x0403_4B50) + common + le16(0) + Array(name.utf8) + content
            directory +=
                le32(0x0201_4B50) + le16(20) + common + le16(0) + le16(0) + le16(0) + le16(0) + le32(0)
                + le32(offset)
                + Array(name.utf8)
        }
        let start = file.count
        file += directory
        return file + le32(0x0605_4B50) + le32(0) + le16(entries.count) + le16(entries.count)
            + le32(directory.count)
            + le32(start) + le16(0)
    }

    private func le16(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
    private func le32(_ value: Int) -> [UInt8] { le16(value) + le16(value >> 16) }

    private func crc(_ bytes: [UInt8]) -> Int {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return Int(~crc)
    }
}
