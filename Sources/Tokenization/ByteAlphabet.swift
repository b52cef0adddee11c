/// GPT-2's printable alphabet: every byte has a visible character, and vocabularies are written in it.
///
/// Bytes 33–126, 161–172 and 174–255 stand for themselves; the other 68 map in order to U+0100 and up.
enum ByteAlphabet {
    /// Byte for each scalar below U+0144; 0xFFFF where the scalar is not in the alphabet.
    private static let byteOfScalar: [UInt16] = {
        var table = [UInt16](repeating: 0xFFFF, count: 0x144)
        var next = 0x100
        for byte in 0..<256 {
            switch byte {
            case 33...126, 161...172, 174...255: table[byte] = UInt16(byte)
            default:
                table[next] = UInt16(byte)
                next += 1
            }
        }
        return table
    }()

    /// Appends the bytes that `text` (UTF-8) spells in the alphabet; false when a character is not part of
    /// it.
    static func decode(_ text: UnsafeRawBufferPointer, into bytes: inout [UInt8]) -> Bool {
        byteOfScalar.withUnsafeBufferPointer { table in
            var index = 0
            while index < text.count {
                let lead = text[index]
                let scalar: Int
                // The alphabet ends at U+0143, so one or two bytes a character.
                if lead < 0x80 {
                    scalar = Int(lead)
                    index += 1
                } else if lead >= 0xC2, lead <= 0xC5, index + 1 < text.count, text[index + 1] & 0xC0 == 0x80 {
                    scalar = Int(lead & 0x1F) << 6 | Int(text[index + 1] & 0x3F)
                    index += 2
                } else {
                    return false
                }
                guard scalar < table.count, table[scalar] != 0xFFFF else { return false }
                bytes.append(UInt8(table[scalar]))
            }
            return true
        }
    }
}
