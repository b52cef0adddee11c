import Foundation

/// Lists of small numbers as bytes: each one LEB128, seven bits a byte, low bits first.
enum PackedNumbers {
    static func data(_ numbers: some Sequence<Int>) -> Data {
        var bytes: [UInt8] = []
        for number in numbers {
            var rest = UInt64(bitPattern: Int64(number))
            while rest >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
        return Data(bytes)
    }

    /// Nil when the bytes end inside a number or one is too large.
    static func numbers(_ data: Data) -> [Int]? {
        var numbers: [Int] = []
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for byte in data {
            guard shift < 63 else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 != 0 {
                shift += 7
                continue
            }
            guard let number = Int(exactly: value) else { return nil }
            numbers.append(number)
            value = 0
            shift = 0
        }
        return shift == 0 ? numbers : nil
    }
}
