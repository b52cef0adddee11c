import Foundation
import Generation
import LecternTesting
import ModelFormats
import Testing
import Tokenization

/// Metadata that is wrong in one point, each with the error that names it.
@Suite struct TokenizerErrorTests {
    private func expect(_ expected: TokenizerError, _ metadata: ModelMetadata) {
        #expect(throws: expected) { try Tokenizer(metadata) }
    }

    private func metadata(_ entries: [(key: String, value: GGUFValue)]) -> ModelMetadata {
        let start: [(key: String, value: GGUFValue)] = [
            ("tokenizer.ggml.model", .string("gpt2")), ("tokenizer.ggml.pre", .string("qwen2")),
        ]
        return ModelMetadata(file: "test.gguf", start + entries)
    }

    @Test func anUnknownKindOfTokenizerIsNamed() {
        expect(
            .unsupportedModel("bert"), ModelMetadata(file: "x", [("tokenizer.ggml.model", .string("bert"))])
        )
        expect(.file(.missingKey(file: "x", key: "tokenizer.ggml.model")), ModelMetadata(file: "x", []))
    }

    @Test func anUnknownPreTokenizerIsNamed() {
        expect(
            .unsupportedPreTokenizer("superbpe"),
            .tokenizer(tokens: ["a"], types: [1], merges: [], pre: "superbpe"))
    }

    @Test func anEmptyOrMissingVocabularyIsRefused() {
        expect(.file(.missingKey(file: "test.gguf", key: "tokenizer.ggml.tokens")), metadata([]))
        expect(.emptyVocabulary, metadata([("tokenizer.ggml.tokens", .array(GGUFArray([String]())))]))
        expect(
            .file(
                .wrongKeyType(
                    file: "test.gguf", key: "tokenizer.ggml.tokens", expected: "a list of strings",
                    found: "array of i32")),
            metadata([("tokenizer.ggml.tokens", .array(GGUFArray([Int32(1)])))]))
    }

    @Test func listsOfAnotherLengthOrTypeAreRefused() {
        expect(
            .lengthMismatch(key: "tokenizer.ggml.token_type", expected: 2, found: 1),
            .tokenizer(tokens: ["a", "b"], types: [1], merges: []))
        expect(
            .lengthMismatch(key: "tokenizer.ggml.scores", expected: 1, found: 2),
            .tokenizer(
                tokens: ["a"], types: [1], merges: [],
                [("tokenizer.ggml.scores", .array(GGUFArray([Float(0), 0])))]))
        expect(
            .file(
                .wrongKeyType(
                    file: "test.gguf", key: "tokenizer.ggml.scores",
                    expected: "a list of numbers with fractions",
                    found: "array of i32")),
            .tokenizer(
                tokens: ["a"], types: [1], merges: [],
                [("tokenizer.ggml.scores", .array(GGUFArray([Int32(0)])))]))
    }

    @Test func idsOutsideTheVocabularyAreRefused() {
        for (id, value) in [(1, GGUFValue.uint32(1)), (-1, .int32(-1))] {
            expect(
                .invalidTokenID(key: "tokenizer.ggml.eos_token_id", id: id, vocabularySize: 1),
                .tokenizer(tokens: ["a"], types: [1], merges: [], [("tokenizer.ggml.eos_token_id", value)]))
        }
    }

    @Test(arguments: ["<0x-1>", "<0xG0>", "<0x0>", "<0x000>", "0x00", "<0x+1>"])
    func byteTokensMustBeWrittenExactly(token: String) {
        expect(
            .invalidToken(id: 1, reason: "is a byte token, but not written as <0xHH>"),
            .tokenizer(tokens: ["a", token], types: [1, 6], merges: []))
    }

    @Test func aHugeTokenAndAnUnknownTypeAreRefused() {
        expect(
            .invalidToken(id: 0, reason: "is 65537 bytes long"),
            .tokenizer(tokens: [String(repeating: "a", count: 65_537)], types: [1], merges: []))
        expect(
            .invalidToken(id: 0, reason: "has the unknown type 7"),
            .tokenizer(tokens: ["a"], types: [7], merges: []))
    }

    @Test(arguments: ["ab", "a c", "c a", "a a", "a", " a", "a ", "", "a \u{1F600}"])
    func mergesMustJoinTwoTokensIntoAThird(merge: String) {
        expect(
            .invalidMerge(number: 1, merge: merge),
            .tokenizer(tokens: ["a", "b", "ab"], types: [1, 1, 1], merges: ["a b", merge]))
    }

    @Test func tokenTypesMayBeIntegersOfAnyWidth() throws {
        // A list of 8-bit numbers is read as such, never as 32-bit ones beyond its end.
        let narrow = MappedFile(
            copying: GGUF.write(
                metadata: [
                    ("general.architecture", .string("llama")), ("tokenizer.ggml.model", .string("gpt2")),
                    ("tokenizer.ggml.pre", .string("qwen2")),
                    ("tokenizer.ggml.tokens", .array(GGUFArray(["a", "<x>"]))),
                    ("tokenizer.ggml.merges", .array(GGUFArray([String]()))),
                    ("tokenizer.ggml.token_type", .array(GGUFArray([Int8(1), 3]))),
                ], tensors: []), name: "test.gguf")
        let tokenizer = try Tokenizer(GGUF.readIndex(narrow).metadata)
        #expect(tokenizer.isControl(1))
        #expect(!tokenizer.isControl(0))
    }

    @Test func aDamagedTokenizerIsReadOrRefusedButNeverCrashes() throws {
        let valid = Array(try Fixture.data("tokenizers/lectern.gguf"))
        var refused = 0
        try forEverySeed(0..<400) { random in
            var damaged = valid
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            do {
                let metadata = try GGUF.readIndex(MappedFile(copying: damaged, name: "test.gguf")).metadata
                let tokenizer = try Tokenizer(metadata)
                let ids = tokenizer.encode("The harbour, 港口 <cite> 12", recognizingSpecialTokens: true)
                _ = tokenizer.decode(ids)
                _ = try ChatFormat.detect(metadata).encode([ChatMessage(.user, "x")], with: tokenizer)
            } catch is ModelFileError {
                refused += 1
            } catch is TokenizerError {
                refused += 1
            }
        }
        #expect(refused > 50 && refused < 400)
    }

    @Test func sentencesNameTheThingWithoutControlCharacters() {
        let errors: [TokenizerError] = [
            .file(.missingKey(file: "f", key: "k")), .unsupportedModel("\u{1B}[31m"),
            .unsupportedPreTokenizer("x"),
            .emptyVocabulary, .limitExceeded(quantity: "a vocabulary", value: 3, limit: 2),
            .lengthMismatch(key: "k", expected: 1, found: 2),
            .invalidTokenID(key: "k", id: 1, vocabularySize: 1),
            .invalidToken(id: 1, reason: "is wrong"), .invalidMerge(number: 1, merge: "\u{7}"),
            .missingChatTemplate,
            .unknownChatFormat,
            .missingSpecialToken("<|end|>", format: "lectern"),
        ]
        for error in errors {
            let sentences = [error.errorDescription ?? "", error.recoverySuggestion ?? ""]
            for sentence in sentences {
                #expect(!sentence.isEmpty)
                #expect(sentence.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            }
        }
    }
}
