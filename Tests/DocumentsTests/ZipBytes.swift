import Foundation

/// Writes small zip files by hand, nothing compressed.
struct ZipBytes {
    /// Names and contents in order; a name may come twice, or lead anywhere.
    var entries: [(name: String, content: [UInt8])] = []

    init(_ entries: KeyValuePairs<String, String>) {
        self.entries = entries.map { ($0.key, Array($0.value.utf8)) }
    }

    /// The entries of a file whose entries are not compressed.
    init(stored file: [UInt8]) {
        func number(_ place: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(file[place + $1]) << (8 * $1) }
        }
        var place = 0
        while place + 30 <= file.count, number(place, 4) == 0x0403_4B50, number(place + 8, 2) == 0 {
            let (size, nameLength, extra) = (
                number(place + 18, 4), number(place + 26, 2), number(place + 28, 2)
            )
            let name = String(decoding: file[(place + 30)..<(place + 30 + nameLength)], as: UTF8.self)
            let start = place + 30 + nameLength + extra
            entries.append((name, Array(file[start..<start + size])))
            place = start + size
        }
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
