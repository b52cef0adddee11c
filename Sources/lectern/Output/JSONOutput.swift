import Foundation

/// Encodes nil as `null` instead of leaving the key out, where the contract names the key.
@propertyWrapper
struct Nullable<Value: Encodable>: Encodable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

enum JSONOutput {
    /// One line of JSON with its keys sorted; control characters are escaped by the encoder.
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return escapeControls(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    static func print(_ value: some Encodable) throws {
        try Streams.line(try line(value))
    }

    /// DEL and C1 controls are legal in JSON strings, but a terminal that shows the JSON would obey them.
    private static func escapeControls(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: { (0x7F...0x9F).contains($0.value) }) else { return json }
        var out = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            if (0x7F...0x9F).contains(scalar.value) {
                out.append(contentsOf: "\\u00\(String(scalar.value, radix: 16))".unicodeScalars)
            } else {
                out.append(scalar)
            }
        }
        return String(out)
    }
}

/// `{"schema":1,"error":{…}}`
struct ErrorJSON: Encodable {
    struct Body: Encodable {
        let kind: String
        let message: String
        let hint: String
    }

    let schema = 1
    let error: Body
}
