import Generation
import Testing
import Tokenization

/// Parts of messages are found again in the prompt, whatever the format wrote around them.
@Suite struct PromptRegionTests {
    private static let messages = [
        ChatMessage(
            .user,
            parts: [
                .markup("Read this:\n"), .markup("<C0>"), .text("It rained. "), .markup("<C1>"),
                .text("保险 <C0> was spelled out. "), .markup("<C2>"), .text("It was dry."), .text("\nWhy?"),
            ])
    ]
    private static let places = [1, 3, 5, 7].map { GenerationRequest.PartPlace(message: 0, part: $0) }

    @Test(arguments: ["qwen2", "llama-bpe", "lectern"])
    func everyPartIsFound(name: String) throws {
        let fixture = try TokenizerFixture(name)
        let template = try #require(fixture.chats.first?.template)
        let format = try ChatFormat.detect(template: template)
        let tokens = try format.encode(Self.messages, with: fixture.tokenizer)
        let found = try #require(
            fixture.tokenizer.positions(of: Self.places, in: Self.messages, prompt: tokens))
        let pieces = zip(found, found.dropFirst()).map {
            fixture.tokenizer.decode(tokens[$0..<$1], includingControlTokens: true)
        }
        // A token may hold the last letter of one part and the first of the next.
        #expect(pieces.count == 3)
        #expect(pieces[0].contains("It rained") && !pieces[0].contains("spelled"))
        #expect(pieces[1].contains("spelled out"))
        #expect(pieces[2].contains("It was dry") && !pieces[2].contains("Why"))
    }

    @Test func whatIsNotThereIsNotGuessed() throws {
        let fixture = try TokenizerFixture("qwen2")
        let other = [ChatMessage(.user, "Something else.")]
        let template = try #require(fixture.chats.first?.template)
        let tokens = try ChatFormat.detect(template: template).encode(other, with: fixture.tokenizer)
        #expect(fixture.tokenizer.positions(of: Self.places, in: Self.messages, prompt: tokens) == nil)
    }
}
