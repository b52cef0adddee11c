import Documents
import Foundation
import LecternTesting
import Testing

/// Encodings are found out and shown (`Tests/Fixtures/documents/make.py` wrote the bytes).
struct EncodingTests {
    private struct Case: Decodable {
        let encoding: String
        let text: String
        let bytes: Data
        let marked: Bool
    }

    @Test func encodingsAreFoundOut() async throws {
        for one in try JSONDecoder().decode([Case].self, from: Fixture.data("documents/encodings.json")) {
            let document = try await DocumentImporter().load(bytes: Array(one.bytes), name: "a.txt")
            #expect(document.text == one.text, "\(one.encoding)")
            #expect(document.metadata["encoding"] == one.encoding)
            let silent = one.marked || one.encoding == "UTF-8"
            #expect(document.warnings == (silent ? [] : ["not UTF-8: read as \(one.encoding)"]))
        }
    }

    @Test func personDecidesAgainstTheBytes() async throws {
        var options = ImportOptions()
        options.encoding = TextEncoding(named: "windows-1251")
        let bytes = [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0x2E].map { UInt8($0) }
        let document = try await DocumentImporter(options: options).load(bytes: bytes, name: "a.txt")
        #expect(document.text == "Привет.")
        #expect(document.metadata["encoding"] == "Windows-1251")
    }

    @Test func pageDeclaresItsEncoding() async throws {
        let head = Array("<!DOCTYPE html><meta charset=\"gb2312\"><p>".utf8)
        let document = try await DocumentImporter().load(
            bytes: head + [0xD6, 0xD0, 0xB9, 0xFA], name: "a.html")
        #expect(document.text == "中国\n")
        #expect(document.metadata["encoding"] == "GB18030")
        #expect(document.warnings.isEmpty)
    }

    @Test func wrongSequencesAreCounted() async throws {
        let bytes = Array("Voilà, c’est déjà très bien. ".utf8) + [0xFF] + Array("Ça va.".utf8)
        let document = try await DocumentImporter().load(bytes: bytes, name: "a.txt")
        #expect(document.metadata["encoding"] == "UTF-8")
        #expect(document.warnings == ["not valid UTF-8: 1 wrong byte sequence shown as \u{FFFD}"])
    }

    @Test func namesOfEncodingsAreKnownInAnyCase() {
        #expect(TextEncoding(named: "GBK")?.name == "GB18030")
        #expect(TextEncoding(named: "Latin1")?.name == "Windows-1252")
        #expect(TextEncoding(named: "nonsense") == nil)
    }
}
