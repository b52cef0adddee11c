/// A metadata value as a GGUF file holds it.
package enum GGUFValue: Sendable, Equatable, CustomStringConvertible {
    case uint8(UInt8)
    case int8(Int8)
    case uint16(UInt16)
    case int16(Int16)
    case uint32(UInt32)
    case int32(Int32)
    case float32(Float)
    case bool(Bool)
    case string(String)
    case array(GGUFArray)
    case uint64(UInt64)
    case int64(Int64)
    case float64(Double)

    /// The type numbers of the format.
    package enum Kind: Int32, Sendable, CaseIterable {
        case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

        /// The least number of bytes a value takes.
        var minimumSize: Int {
            switch self {
            case .uint8, .int8, .bool: 1
            case .uint16, .int16: 2
            case .uint32, .int32, .float32: 4
            case .string, .uint64, .int64, .float64: 8
            case .array: 12
            }
        }

        var name: String {
            switch self {
            case .uint8: "u8"
            case .int8: "i8"
            case .uint16: "u16"
            case .int16: "i16"
            case .uint32: "u32"
            case .int32: "i32"
            case .float32: "f32"
            case .bool: "bool"
            case .string: "string"
            case .array: "array"
            case .uint64: "u64"
            case .int64: "i64"
            case .float64: "f64"
            }
        }
    }

    package var kind: Kind {
        switch self {
        case .uint8: .uint8
        case .int8: .int8
        case .uint16: .uint16
        case .int16: .int16
        case .uint32: .uint32
        case .int32: .int32
        case .float32: .float32
        case .bool: .bool
        case .string: .string
        case .array: .array
        case .uint64: .uint64
        case .int64: .int64
        case .float64: .float64
        }
    }

    /// As the format names it, such as "u32" or "array of string".
    package var typeName: String {
        if case .array(let array) = self { "array of \(array.elementKind.name)" } else { kind.name }
    }

    package var integer: Int? {
        switch self {
        case .uint8(let value): Int(value)
        case .int8(let value): Int(value)
        case .uint16(let value): Int(value)
        case .int16(let value): Int(value)
        case .uint32(let value): Int(value)
        case .int32(let value): Int(value)
        case .uint64(let value): Int(exactly: value)
        case .int64(let value): Int(value)
        case .float32, .float64, .bool, .string, .array: nil
        }
    }

    package var float: Float? {
        switch self {
        case .float32(let value): value
        case .float64(let value): Float(value)
        default: nil
        }
    }

    /// For lists such as `model info`. A string is as the file has it: not yet safe to print.
    package var description: String {
        switch self {
        case .string(let value): value
        case .bool(let value): "\(value)"
        case .float32(let value): "\(value)"
        case .float64(let value): "\(value)"
        case .uint64(let value): "\(value)"
        case .array(let value): "\(value.count) × \(value.elementKind.name)"
        default: integer.map(String.init) ?? ""
        }
    }

    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var array: GGUFArray? { if case .array(let value) = self { value } else { nil } }
}

/// A metadata list, left in its encoded form until someone asks: a vocabulary has 150,000 entries.
package struct GGUFArray: Sendable, Equatable {
    package let elementKind: GGUFValue.Kind
    package let count: Int
    private let owner: MappedFile
    private let range: Range<Int>

    /// What the elements read as.
    package enum Kind: String, Sendable {
        case integers = "whole numbers"
        case floats = "numbers with fractions"
        case strings, bools
    }

    init(elementKind: GGUFValue.Kind, count: Int, owner: MappedFile, range: Range<Int>) {
        self.elementKind = elementKind
        self.count = count
        self.owner = owner
        self.range = range
    }

    package init(_ strings: [String]) {
        var encoder = GGUFEncoder()
        for string in strings { encoder.append(string) }
        self.init(elementKind: .string, count: strings.count, encoded: encoder.bytes)
    }

    package init(_ numbers: [Int32]) {
        self.init(elementKind: .int32, count: numbers.count, encoded: Self.encoded(numbers))
    }

    package init(_ numbers: [Int8]) {
        self.init(elementKind: .int8, count: numbers.count, encoded: Self.encoded(numbers))
    }

    package init(_ numbers: [Float]) {
        self.init(
            elementKind: .float32, count: numbers.count, encoded: Self.encoded(numbers.map(\.bitPattern)))
    }

    private init(elementKind: GGUFValue.Kind, count: Int, encoded: [UInt8]) {
        self.init(
            elementKind: elementKind, count: count, owner: MappedFile(copying: encoded, name: "memory"),
            range: 0..<encoded.count)
    }

    private static func encoded(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
        var encoder = GGUFEncoder()
        for number in numbers { encoder.append(number) }
        return encoder.bytes
    }

    package var kind: Kind {
        switch elementKind {
        case .float32, .float64: .floats
        case .bool: .bools
        case .string, .array: .strings
        default: .integers
        }
    }

    /// The elements as the file encodes them.
    package var encodedBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: owner.bytes[range]) }

    package static func == (a: GGUFArray, b: GGUFArray) -> Bool {
        a.elementKind == b.elementKind && a.count == b.count && a.encodedBytes.elementsEqual(b.encodedBytes)
    }

    /// nil when the elements are not integers, or one does not fit.
    package func integers() -> [Int]? {
        switch elementKind {
        case .uint8: read(UInt8.self).map { $0.map { Int($0) } }
        case .int8: read(Int8.self).map { $0.map { Int($0) } }
        case .uint16: read(UInt16.self).map { $0.map { Int($0) } }
        case .int16: read(Int16.self).map { $0.map { Int($0) } }
        case .uint32: read(UInt32.self).map { $0.map { Int($0) } }
        case .int32: read(Int32.self).map { $0.map { Int($0) } }
        case .int64: read(Int64.self).map { $0.map { Int($0) } }
        case .uint64:
            read(UInt64.self).flatMap { numbers in
                let fitting = numbers.compactMap { Int(exactly: $0) }
                return fitting.count == numbers.count ? fitting : nil
            }
        case .float32, .float64, .bool, .string, .array: nil
        }
    }

    package func floats() -> [Float]? {
        switch elementKind {
        case .float32: read(UInt32.self).map { $0.map { Float(bitPattern: $0) } }
        case .float64: read(UInt64.self).map { $0.map { Float(Double(bitPattern: $0)) } }
        default: nil
        }
    }

    /// Broken UTF-8 is repaired with U+FFFD.
    package func strings() -> [String]? {
        var result: [String] = []
        result.reserveCapacity(count)
        let complete = forEachString { result.append(String(decoding: $0, as: UTF8.self)) }
        return complete ? result : nil
    }

    /// Calls `body` with the bytes of each string in order.
    ///
    /// - Returns: false when the elements are not strings, or no longer the ones that were checked.
    package func forEachString(_ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
        guard elementKind == .string else { return false }
        var reader = BoundedReader(encodedBytes, file: owner.name)
        for _ in 0..<count {
            guard let string = try? reader.readString(limit: GGUF.Limits.stringBytes, .data) else {
                return false
            }
            body(reader.slice(string))
        }
        return true
    }

    private func read<Number: FixedWidthInteger>(_ type: Number.Type) -> [Number]? {
        var reader = BoundedReader(encodedBytes, file: owner.name)
        var result: [Number] = []
        result.reserveCapacity(count)
        for _ in 0..<count {
            guard let number = try? reader.read(Number.self, .data) else { return nil }
            result.append(number)
        }
        return result
    }
}
