import Documents
import Foundation
import Testing

/// Bytes to text: marks, line ends, repairs.
struct TextDecodingTests {
    private func load(_ bytes: [UInt8]) async throws -> Document {
        try await DocumentImporter().load(bytes: bytes, name: "note.txt")
    }

    @Test func byteOrderMarkIsNoText() async throws {
        let document = try await load([0xEF, 0xBB, 0xBF] + Array("Text.".utf8))
        #expect(document.text == "Text.")
        #expect(document.warnings.isEmpty)
    }

    @Test func everyLineEndBecomesALineFeed() async throws {
        #expect(try await load(Array("a\r\nb\rc\nd\r\r\n".utf8)).text == "a\nb\nc\nd\n\n")
    }

    @Test func wrongBytesAreReplacedAndCounted() async throws {
        let bytes =
            Array("one ".utf8) + [0xFF] + Array(" two ".utf8) + [0xE4, 0xB8] + Array(" three \u{FFFD}".utf8)
        let document = try await load(bytes)
        #expect(document.text == "one \u{FFFD} two \u{FFFD} three \u{FFFD}")
        #expect(document.warnings == ["not valid UTF-8: 2 wrong byte sequences shown as \u{FFFD}"])
    }

    @Test func nulBytesAreReplacedAndCounted() async throws {
        let document = try await load(Array(String(repeating: "text ", count: 100).utf8) + [0])
        #expect(document.text.hasSuffix(" \u{FFFD}"))
        #expect(document.warnings == ["1 NUL byte shown as \u{FFFD}"])
    }

    @Test func escapeSequencesStayInTheText() async throws {
        #expect(
            try await load(Array("a \u{1B}[31mred\u{1B}[0m word".utf8)).text
                == "a \u{1B}[31mred\u{1B}[0m word")
    }
}
