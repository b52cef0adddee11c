/// The key–value part of a model file, read by type.
///
/// A key is read as the type it was written with; the only conversions are widenings that lose nothing
/// (any integer type to `Int`, 64-bit floats to `Float` by rounding). Anything else reads as nil, and the
/// `required…` functions say what was found instead.
package struct ModelMetadata: Sendable {
    /// In file order.
    package let keys: [String]
    /// The file's name, for errors.
    package let file: String
    private let values: [String: GGUFValue]

    package init(file: String, _ entries: [(key: String, value: GGUFValue)]) {
        self.file = file
        keys = entries.map(\.key)
        values = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// `general.architecture`: names the family, and is the first word of the family's own keys.
    package var architecture: String { string("general.architecture") ?? "" }

    package subscript(_ key: String) -> GGUFValue? { values[key] }

    package func integer(_ key: String) -> Int? { values[key]?.integer }
    package func float(_ key: String) -> Float? { values[key]?.float }
    package func bool(_ key: String) -> Bool? { values[key]?.bool }
    package func string(_ key: String) -> String? { values[key]?.string }

    package func array(_ key: String) -> GGUFArray? { values[key]?.array }
    package func integers(_ key: String) -> [Int]? { array(key)?.integers() }
    package func floats(_ key: String) -> [Float]? { array(key)?.floats() }
    package func strings(_ key: String) -> [String]? { array(key)?.strings() }

    package func requiredInteger(_ key: String) throws(ModelFileError) -> Int {
        try required(key, "a whole number") { $0.integer }
    }

    package func requiredFloat(_ key: String) throws(ModelFileError) -> Float {
        try required(key, "a number with a fraction") { $0.float }
    }

    package func requiredString(_ key: String) throws(ModelFileError) -> String {
        try required(key, "a string") { $0.string }
    }

    package func requiredArray(
        _ key: String, of kind: GGUFArray.Kind
    ) throws(ModelFileError) -> GGUFArray {
        try required(key, "a list of \(kind.rawValue)") { value in
            value.array.flatMap { $0.kind == kind ? $0 : nil }
        }
    }

    private func required<Value>(
        _ key: String, _ expected: String, _ read: (GGUFValue) -> Value?
    ) throws(ModelFileError) -> Value {
        guard let value = values[key] else { throw .missingKey(file: file, key: key) }
        guard let result = read(value) else {
            throw .wrongKeyType(file: file, key: key, expected: expected, found: value.typeName)
        }
        return result
    }
}
