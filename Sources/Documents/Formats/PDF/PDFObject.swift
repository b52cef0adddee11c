/// A value of PDF's own syntax, as far as page labels need it.
indirect enum PDFObject: Sendable, Equatable {
    case number(Double)
    case name(String)
    case string([UInt8])
    case array([PDFObject])
    case dictionary([String: PDFObject])
    /// Number of an object.
    case reference(Int)
    case other

    subscript(_ key: String) -> PDFObject? {
        if case .dictionary(let entries) = self { entries[key] } else { nil }
    }

    var integer: Int? {
        if case .number(let value) = self { Int(exactly: value) } else { nil }
    }
}

/// Reads values out of a PDF's bytes.
struct PDFObjectParser {
    private let bytes: [UInt8]
    private(set) var index: Int
    private let end: Int
    private static let maximumDepth = 24
    /// Values in one array or dictionary: more is no list of labels.
    private static let maximumCount = 200_000

    init(_ bytes: [UInt8], at index: Int, end: Int? = nil) {
        self.bytes = bytes
        self.index = index
        self.end = min(end ?? bytes.count, bytes.count)
    }

    mutating func value(depth: Int = 0) -> PDFObject? {
        skipSpace()
        guard index < end, depth < Self.maximumDepth else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "/"): return .name(name())
        case UInt8(ascii: "("): return .string(literal())
        case UInt8(ascii: "["):
            index += 1
            return array(depth)
        case UInt8(ascii: "<"):
            if index + 1 < end, bytes[index + 1] == UInt8(ascii: "<") {
                index += 2
                return dictionary(depth)
            }
            return .string(hexadecimal())
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return numberOrReference()
        default:
            let word = regularCharacters()
            return word.isEmpty ? nil : .other
        }
    }

    private mutating func skipSpace() {
        while index < end {
            if bytes[index] == UInt8(ascii: "%") {
                while index < end, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
            } else if bytes[index] <= 0x20 {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func regularCharacters() -> ArraySlice<UInt8> {
        let start = index
        while index < end, bytes[index] > 0x20, !"()<>[]{}/%".utf8.contains(bytes[index]) { index += 1 }
        return bytes[start..<index]
    }

    private mutating func name() -> String {
        index += 1
        var name: [UInt8] = []
        let characters = Array(regularCharacters())
        var place = 0
        while place < characters.count {
            if characters[place] == UInt8(ascii: "#"), place + 2 < characters.count,
                let code = UInt8(
                    String(decoding: characters[place + 1...place + 2], as: UTF8.self), radix: 16)
            {
                name.append(code)
                place += 3
            } else {
                name.append(characters[place])
                place += 1
            }
        }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func literal() -> [UInt8] {
        index += 1
        var string: [UInt8] = []
        var open = 1
        while index < end {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "("):
                open += 1
                string.append(byte)
            case UInt8(ascii: ")"):
                open -= 1
                if open == 0 { return string }
                string.append(byte)
            case UInt8(ascii: "\\"): escape(into: &string)
            default: string.append(byte)
            }
        }
        return string
    }

    private mutating func escape(into string: inout [UInt8]) {
        guard index < end else { return }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "n"): string.append(0x0A)
        case UInt8(ascii: "r"): string.append(0x0D)
        case UInt8(ascii: "t"): string.append(0x09)
        case UInt8(ascii: "b"): string.append(0x08)
        case UInt8(ascii: "f"): string.append(0x0C)
        case 0x0A: break
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            var code = Int(byte - UInt8(ascii: "0"))
            for _ in 0..<2
            where index < end && bytes[index] >= UInt8(ascii: "0") && bytes[index] <= UInt8(ascii: "7") {
                code = code * 8 + Int(bytes[index] - UInt8(ascii: "0"))
                index += 1
            }
            string.append(UInt8(truncatingIfNeeded: code))
        default: string.append(byte)
        }
    }

    private mutating func hexadecimal() -> [UInt8] {
        index += 1
        var digits: [UInt8] = []
        while index < end, bytes[index] != UInt8(ascii: ">") {
            if let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue {
                digits.append(UInt8(digit))
            }
            index += 1
        }
        index += 1
        if digits.count % 2 == 1 { digits.append(0) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private mutating func array(_ depth: Int) -> PDFObject? {
        var values: [PDFObject] = []
        while true {
            skipSpace()
            guard index < end, values.count < Self.maximumCount else { return nil }
            if bytes[index] == UInt8(ascii: "]") {
                index += 1
                return .array(values)
            }
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
        }
    }

    private mutating func dictionary(_ depth: Int) -> PDFObject? {
        var entries: [String: PDFObject] = [:]
        while true {
            skipSpace()
            guard index + 1 < end, entries.count < Self.maximumCount else { return nil }
            if bytes[index] == UInt8(ascii: ">"), bytes[index + 1] == UInt8(ascii: ">") {
                index += 2
                return .dictionary(entries)
            }
            guard bytes[index] == UInt8(ascii: "/") else { return nil }
            let key = name()
            guard let value = value(depth: depth + 1) else { return nil }
            entries[key] = value
        }
    }

    private mutating func numberOrReference() -> PDFObject? {
        guard let number = Double(String(decoding: regularCharacters(), as: UTF8.self)) else { return .other }
        // `12 0 R`
        let place = index
        if let object = Int(exactly: number), object >= 0 {
            skipSpace()
            let generation = regularCharacters()
            if !generation.isEmpty, generation.allSatisfy(\.isASCIIDigit) {
                skipSpace()
                if index < end, bytes[index] == UInt8(ascii: "R") {
                    index += 1
                    return .reference(object)
                }
            }
            index = place
        }
        return .number(number)
    }
}
