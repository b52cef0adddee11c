import Foundation
import LecternTesting
import ModelFormats
import Testing
import Tokenization

@Suite struct TokenizerTests {
    @Test(arguments: TokenizerFixture.names)
    func ordinaryTextHasTheIDsOfTheReference(name: String) throws {
        let fixture = try TokenizerFixture(name)
        #expect(fixture.texts.count == fixture.plain.count)
        for (text, ids) in zip(fixture.texts, fixture.plain) {
            #expect(fixture.tokenizer.encode(text) == ids, "\(text.debugDescription)")
        }
    }

    @Test(arguments: TokenizerFixture.names)
    func textIsCutIntoTheWordsOfTheReference(name: String) throws {
        let fixture = try TokenizerFixture(name)
        let preTokenizer = try #require(PreTokenizer(named: name == "lectern" ? "qwen2" : name))
        for (text, words) in zip(fixture.texts, fixture.words) {
            var found: [Int] = []
            Array(text.utf8).withUnsafeBytes { utf8 in
                preTokenizer.forEachWord(in: utf8) { found.append($0.count) }
            }
            #expect(found == words, "\(text.debugDescription)")
        }
    }

    @Test(arguments: TokenizerFixture.names)
    func markupHasTheIDsOfTheReference(name: String) throws {
        let fixture = try TokenizerFixture(name)
        for (text, ids) in fixture.markup {
            #expect(
                fixture.tokenizer.encode(text, recognizingSpecialTokens: true) == ids,
                "\(text.debugDescription)")
        }
    }

    @Test(arguments: TokenizerFixture.names)
    func decodingGivesTheTextBack(name: String) throws {
        let fixture = try TokenizerFixture(name)
        for text in fixture.texts {
            let decoded = fixture.tokenizer.decode(fixture.tokenizer.encode(text))
            #expect(decoded.utf8Bytes == text.utf8Bytes, "\(text.debugDescription)")
        }
    }

    @Test(arguments: TokenizerFixture.names)
    func randomStringsComeBackWhole(name: String) throws {
        let tokenizer = try TokenizerFixture(name).tokenizer
        try forEverySeed(0..<400) { random in
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...25, using: &random) {
                let limit: UInt32 = [0x80, 0x800, 0x3000, 0x11_0000].randomElement(using: &random)!
                if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)) {
                    scalars.append(scalar)
                }
            }
            let text = String(scalars)
            #expect(tokenizer.decode(tokenizer.encode(text)).utf8Bytes == text.utf8Bytes)
        }
    }

    @Test(arguments: TokenizerFixture.names)
    func aSpecialTokenSpelledInATextStaysText(name: String) throws {
        let fixture = try TokenizerFixture(name)
        for text in fixture.markup.map(\.text) {
            let ids = fixture.tokenizer.encode(text)
            #expect(ids.allSatisfy { !fixture.tokenizer.isControl($0) })
            #expect(fixture.tokenizer.decode(ids) == text)
        }
        #expect(
            fixture.tokenizer.encode("<cite>").contains { fixture.tokenizer.piece($0) == "<cite>" } == false)
    }

    @Test func controlTokensAreLeftOutOfDecodedTextUnlessAskedFor() throws {
        let tokenizer = try TokenizerFixture("lectern").tokenizer
        let ids = tokenizer.encode("<|user|><cite>x</cite><|end|>", recognizingSpecialTokens: true)
        #expect(tokenizer.decode(ids) == "<cite>x</cite>")
        #expect(tokenizer.decode(ids, includingControlTokens: true) == "<|user|><cite>x</cite><|end|>")
        #expect(tokenizer.decode([-1, 1_000_000]) == "")
    }

    @Test func modelsEndWithTheirDeclaredTokensAndTheKnownControlTokens() throws {
        let lectern = try TokenizerFixture("lectern").tokenizer
        #expect(Set(lectern.endOfText.map(lectern.piece)) == ["<|end|>", "<|user|>"])
        let llama = try TokenizerFixture("llama-bpe").tokenizer
        #expect(Set(llama.endOfText.map(llama.piece)) == ["<|eot_id|>", "<|end_of_text|>"])
        #expect(llama.addsBeginningOfText)
        #expect(llama.beginningOfText == llama.specialToken("<|begin_of_text|>"))
        #expect(!lectern.addsBeginningOfText)
    }

    @Test func brokenUTF8IsRepairedWithOneReplacementForEachMaximalPart() throws {
        let tokenizer = try TokenizerFixture("qwen2").tokenizer
        let cases: [(bytes: [UInt8], text: String)] = [
            ([0x61, 0xFF, 0x62], "a\u{FFFD}b"),
            ([0xE2, 0x82], "\u{FFFD}"),
            ([0xE2, 0x82, 0x61], "\u{FFFD}a"),
            ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xF0, 0x9F, 0x98], "\u{FFFD}"),
            ([0x80, 0x80], "\u{FFFD}\u{FFFD}"),
        ]
        for (bytes, text) in cases {
            #expect(tokenizer.encode(utf8: bytes) == tokenizer.encode(text))
            #expect(tokenizer.decode(tokenizer.encode(utf8: bytes)).utf8Bytes == text.utf8Bytes)
        }
    }

    /// Were the search quadratic, this would not end within the patience of any test run.
    @Test(arguments: ["-", "ab", "港", "the ", "  "])
    func aVeryLongWordIsEncoded(unit: String) throws {
        let tokenizer = try TokenizerFixture("qwen2").tokenizer
        let text = String(repeating: unit, count: 200_000 / unit.utf8.count)
        #expect(tokenizer.decode(tokenizer.encode(text)).utf8.elementsEqual(text.utf8))
    }

    @Test func familiesThatShareARuleDifferOnlyInWhatTheyMust() throws {
        let tokens = ["a", "b", "ab"]
        func encode(_ pre: String) throws -> [TokenID] {
            try Tokenizer(ModelMetadata.tokenizer(tokens: tokens, types: [1, 1, 1], merges: [], pre: pre))
                .encode("ab")
        }
        for pre in ["llama-bpe", "llama3", "llama-v3", "glm4"] { #expect(try encode(pre) == [2], "\(pre)") }
        for pre in ["chatglm-bpe", "qwen2", "deepseek-r1-qwen", "gpt-2", "smollm"] {
            #expect(try encode(pre) == [0, 1], "\(pre)")
        }
    }

    @Test func bytesWithoutATokenBecomeTheUnknownTokenOrNothing() throws {
        let tokens = ["a", "b", "<unk>"]
        func tokenizer(_ extra: [(key: String, value: GGUFValue)]) throws -> Tokenizer {
            try Tokenizer(ModelMetadata.tokenizer(tokens: tokens, types: [1, 1, 2], merges: [], extra))
        }
        let silent = try tokenizer([])
        #expect(silent.encode("axb") == [0, 1])
        #expect(silent.missingBytes.count == 254)
        #expect(try tokenizer([("tokenizer.ggml.unknown_token_id", .uint32(2))]).encode("axb") == [0, 2, 1])
    }

    @Test func mergesNeverSpellASpecialToken() throws {
        let tokenizer = try Tokenizer(
            ModelMetadata.tokenizer(tokens: ["<", "C", "<C"], types: [1, 1, 4], merges: ["< C"]))
        #expect(tokenizer.skippedMergeCount == 1)
        #expect(tokenizer.encode("<C") == [0, 1])
        #expect(tokenizer.encode("<C", recognizingSpecialTokens: true) == [2])
    }
}

extension ModelMetadata {
    /// The least metadata that makes a tokenizer.
    static func tokenizer(
        tokens: [String], types: [Int32], merges: [String], pre: String = "qwen2",
        _ extra: [(key: String, value: GGUFValue)] = []
    ) -> ModelMetadata {
        ModelMetadata(
            file: "test.gguf",
            [
                ("general.architecture", .string("llama")),
                ("tokenizer.ggml.model", .string("gpt2")),
                ("tokenizer.ggml.pre", .string(pre)),
                ("tokenizer.ggml.tokens", .array(GGUFArray(tokens))),
                ("tokenizer.ggml.token_type", .array(GGUFArray(types))),
                ("tokenizer.ggml.merges", .array(GGUFArray(merges))),
            ] + extra)
    }
}
