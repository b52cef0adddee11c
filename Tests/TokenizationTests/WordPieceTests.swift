import Foundation
import LecternTesting
import ModelFormats
import Testing
import Tokenization

struct WordPieceTests {
    private struct Case: Decodable {
        let text: String
        let ids: [TokenID]

        init(from decoder: any Decoder) throws {
            var pair = try decoder.unkeyedContainer()
            text = try pair.decode(String.self)
            ids = try pair.decode([TokenID].self)
        }
    }

    private static func tokenizer(_ name: String = "bert/tiny-f32") throws -> WordPieceTokenizer {
        try WordPieceTokenizer(ModelFile(opening: Fixture.url("\(name).gguf")).metadata)
    }

    @Test func tokensAreThoseOfTheReference() throws {
        let tokenizer = try Self.tokenizer()
        let cases = try JSONDecoder().decode([Case].self, from: Fixture.data("bert/wordpiece.json"))
        #expect(cases.count > 300)
        for one in cases {
            #expect(
                tokenizer.encode(one.text).map(\.id) == one.ids, "\(one.text.unicodeScalars.map(\.value))")
        }
    }

    /// Every Unicode scalar value between two letters.
    @Test func charactersAreTreatedAsTheReferenceTreatsThem() throws {
        let lines = try Fixture.string("bert/scalars.txt").split(separator: "\n")
        #expect(lines.count > 3000)
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 2).map(String.init)
            let ends = words[0].split(separator: "-").compactMap { UInt32($0, radix: 16) }
            guard let first = ends.first, let last = ends.last else { continue }
            for value in first...last {
                let scalar = try #require(Unicode.Scalar(value))
                let expected = Self.expected(words[1], words.last ?? "", scalar)
                let found = WordPieceTokenizer.words(of: "a\(String(Character(scalar)))b")
                // Compared by scalars: `==` on strings takes canonically equivalent texts for equal.
                guard found.map({ Array($0.unicodeScalars) }) != expected else { continue }
                Issue.record("U+\(String(value, radix: 16)): \(found)")
            }
        }
    }

    private static func expected(
        _ kind: String, _ rest: String, _ scalar: Unicode.Scalar
    ) -> [[Unicode.Scalar]] {
        switch kind {
        case "drop": return [["a", "b"]]
        case "space": return [["a"], ["b"]]
        case "alone": return [["a"], [scalar], ["b"]]
        case "keep": return [["a", scalar, "b"]]
        case "jamo":
            let index = scalar.value - 0xAC00
            let parts = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28]
            let jamo = parts.prefix(index % 28 == 0 ? 2 : 3).compactMap(Unicode.Scalar.init)
            return [["a"] + jamo + ["b"]]
        default:
            return rest.split(separator: "|").map { word in
                word.split(separator: " ").compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
            }
        }
    }

    @Test func piecesKnowWhereTheyStand() throws {
        let tokenizer = try Self.tokenizer()
        let text = "  The harbour\u{200D} FROZE, Größe"
        let bytes = Array(text.utf8)
        let words = tokenizer.encode(text).map { String(decoding: bytes[$0.range], as: UTF8.self) }
        #expect(words.joined() == "TheharbourFROZE,Größe")
        // An accent belongs to its letter, although it is no part of the token.
        let accented = "e\u{301}t"
        #expect(tokenizer.encode(accented).first?.range.lowerBound == 0)
        #expect(tokenizer.encode(accented).last?.range.upperBound == accented.utf8.count)
    }

    @Test func placesAreInOrderAndWithinTheText() throws {
        let tokenizer = try Self.tokenizer()
        let alphabet: [Unicode.Scalar] = [
            "a", "b", "T", " ", ",", "é", "\u{301}", "港", "\u{200B}", "ß", "가", "🙂", "\n",
        ]
        try forEverySeed(0..<300) { random in
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
            }
            let string = String(text)
            var before = 0..<0
            for piece in tokenizer.encode(string) {
                #expect(!piece.range.isEmpty && piece.range.upperBound <= string.utf8.count)
                // Two pieces may share a character that decomposes.
                #expect(piece.range.lowerBound >= before.lowerBound)
                #expect(piece.range.upperBound >= before.upperBound)
                before = piece.range
            }
        }
    }

    @Test func aFileOfAnotherKindIsRefused() throws {
        let metadata = ModelMetadata(file: "x", [("tokenizer.ggml.model", .string("gpt2"))])
        #expect(throws: TokenizerError.unsupportedModel("gpt2")) { try WordPieceTokenizer(metadata) }
    }

    @Test func aVocabularyWithoutItsSpecialTokensIsRefused() throws {
        let metadata = ModelMetadata(
            file: "x",
            [
                ("tokenizer.ggml.model", .string("bert")),
                ("tokenizer.ggml.tokens", .array(GGUFArray(["[CLS]", "[SEP]", "▁a"]))),
            ])
        #expect(throws: TokenizerError.missingSpecialToken("[UNK]", format: "bert")) {
            try WordPieceTokenizer(metadata)
        }
    }
}
