import Foundation
import Generation
import LecternTesting
import ModelFormats
import Tokenization

/// A small tokenizer of one family and what the reference library makes of texts with it.
struct TokenizerFixture: CustomStringConvertible {
    static let names = ["qwen2", "llama-bpe", "gpt-2", "smollm", "tekken", "lectern"]

    struct Chat: Decodable {
        let format: String
        let template: String
        let turns: [[String]]
        let text: String
        let ids: [TokenID]
    }

    let description: String
    let tokenizer: Tokenizer
    let texts: [String]
    /// Bytes of each word of each text, before any merge.
    let words: [[Int]]
    let plain: [[TokenID]]
    let markup: [(text: String, ids: [TokenID])]
    let chats: [Chat]

    init(_ name: String) throws {
        struct Cases: Decodable {
            let words: [[Int]]
            let plain: [[TokenID]]
            let markup: [Markup]
            let chats: [Chat]
        }
        struct Markup: Decodable {
            let text: String
            let ids: [TokenID]
            init(from decoder: any Decoder) throws {
                var pair = try decoder.unkeyedContainer()
                text = try pair.decode(String.self)
                ids = try pair.decode([TokenID].self)
            }
        }
        description = name
        tokenizer = try Tokenizer(ModelFile(opening: Fixture.url("tokenizers/\(name).gguf")))
        let cases = try JSONDecoder().decode(Cases.self, from: Fixture.data("tokenizers/\(name).json"))
        texts = try JSONDecoder().decode([String].self, from: Fixture.data("tokenizers/texts.json"))
        words = cases.words
        plain = cases.plain
        markup = cases.markup.map { ($0.text, $0.ids) }
        chats = cases.chats
    }
}

extension String {
    /// Compared byte by byte: `==` on strings takes canonically equivalent texts for equal.
    var utf8Bytes: [UInt8] { Array(utf8) }
}
