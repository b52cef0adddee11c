import Foundation
import Generation
import LecternTesting
import ModelFormats
import Testing
import Tokenization

/// A SentencePiece tokenizer against the library; `Tests/Fixtures/tokenizers/make_sentencepiece.py` made both sides.
@Suite struct SentencePieceTests {
    struct Cases: Decodable {
        struct Chat: Decodable {
            let format: String
            let template: String
            let turns: [[String]]
            let text: String
        }
        let texts: [String]
        let ids: [[TokenID]]
        let decoded: [String]
        let chats: [Chat]
    }

    let tokenizer: Tokenizer
    let cases: Cases

    init() throws {
        tokenizer = try Tokenizer(ModelFile(opening: Fixture.url("tokenizers/llama-spm.gguf")))
        cases = try JSONDecoder().decode(Cases.self, from: Fixture.data("tokenizers/llama-spm.json"))
    }

    @Test func textsHaveTheIDsOfTheReference() {
        for (text, ids) in zip(cases.texts, cases.ids) {
            #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)")
        }
    }

    @Test func idsHaveTheTextsOfTheReference() {
        for (ids, text) in zip(cases.ids, cases.decoded) {
            #expect(tokenizer.decode(ids).utf8Bytes == text.utf8Bytes, "\(text.debugDescription)")
            var decoder = StreamingDecoder(tokenizer)
            var streamed = ids.map { decoder.append($0) }.joined()
            streamed += decoder.finish()
            #expect(streamed.utf8Bytes == text.utf8Bytes)
        }
    }

    @Test func textsBeginWithASpaceAndModelsWithTheirFirstToken() {
        #expect(tokenizer.encode("") == [])
        #expect(tokenizer.addsBeginningOfText && tokenizer.beginningOfText == 1)
        #expect(tokenizer.endOfText.contains(2))
        #expect(tokenizer.encode("</s><|user|>").allSatisfy { !tokenizer.isControl($0) })
    }

    @Test func conversationsAreWrittenAsTheirTemplatesDo() throws {
        for chat in cases.chats {
            let format = try ChatFormat.detect(template: chat.template)
            #expect(format.name == chat.format)
            let messages = try chat.turns.map { turn in
                ChatMessage(try #require(ChatMessage.Role(rawValue: turn[0])), turn[1])
            }
            let ids = try format.encode(messages, with: tokenizer)
            // Each stretch of text between special tokens gets a space of its own before it.
            let text = tokenizer.decode(ids, includingControlTokens: true)
            let squeezed = { (text: String) in text.filter { $0 != " " } }
            #expect(squeezed(text) == squeezed(chat.text), "\(chat.format)")
            let ends = ["</s>", "<|assistant|>", "[/INST]"]
            #expect(ends.contains { tokenizer.piece(ids.last ?? 0) == $0 }, "\(chat.format)")
        }
    }

    /// Were the search quadratic, this would not end within the patience of any test run.
    @Test func aLongTextIsEncoded() {
        let text = String(repeating: "The harbour froze in January. ", count: 4000)
        #expect(tokenizer.decode(tokenizer.encode(text)) == text)
    }
}
