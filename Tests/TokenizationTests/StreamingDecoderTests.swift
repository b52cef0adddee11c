import LecternTesting
import ModelFormats
import Testing
import Tokenization

@Suite struct StreamingDecoderTests {
    @Test(arguments: TokenizerFixture.names)
    func aStreamCutAnywhereGivesTheWholeText(name: String) throws {
        let fixture = try TokenizerFixture(name)
        for ids in fixture.plain where !ids.isEmpty {
            // Token by token is every cut at once: what came so far must be a beginning of the whole.
            var decoder = StreamingDecoder(fixture.tokenizer)
            let whole = fixture.tokenizer.decode(ids).utf8Bytes
            var soFar: [UInt8] = []
            for id in ids {
                soFar += decoder.append(id).utf8
                #expect(whole.starts(with: soFar))
            }
            soFar += decoder.finish().utf8
            #expect(soFar == whole)
        }
    }

    @Test(arguments: TokenizerFixture.names)
    func aStreamThatEndsAnywhereEqualsTheWholeDecode(name: String) throws {
        let fixture = try TokenizerFixture(name)
        for ids in fixture.plain.suffix(120) {
            for end in 0...ids.count {
                var decoder = StreamingDecoder(fixture.tokenizer)
                let streamed = ids[..<end].map { decoder.append($0) }.joined() + decoder.finish()
                #expect(streamed.utf8Bytes == fixture.tokenizer.decode(ids[..<end]).utf8Bytes)
            }
        }
    }

    /// Models may also put bytes together that no text ever had.
    @Test func randomTokensEqualTheWholeDecode() throws {
        let tokenizer = try TokenizerFixture("lectern").tokenizer
        try forEverySeed(0..<3_000) { random in
            let highest = TokenID(tokenizer.vocabularySize)
            let ids = (0..<8).map { _ in
                Bool.random(using: &random)
                    ? TokenID.random(in: 10..<266, using: &random)
                    : TokenID.random(in: 0..<highest, using: &random)
            }
            var decoder = StreamingDecoder(tokenizer)
            let streamed = ids.map { decoder.append($0) }.joined() + decoder.finish()
            #expect(streamed.utf8Bytes == tokenizer.decode(ids).utf8Bytes, "\(ids)")
        }
    }

    @Test func aCharacterAppearsWhenItsLastByteDoes() throws {
        let tokenizer = try TokenizerFixture("gpt-2").tokenizer
        let ids = tokenizer.encode("\u{2A6D6}")
        #expect(ids.count > 1)
        var decoder = StreamingDecoder(tokenizer)
        for id in ids.dropLast() { #expect(decoder.append(id) == "") }
        #expect(decoder.append(ids.last!) == "\u{2A6D6}")
        #expect(decoder.finish() == "")
    }
}
