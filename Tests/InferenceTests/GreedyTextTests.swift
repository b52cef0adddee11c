import Compute
import Foundation
import Generation
import Inference
import LecternTesting
import ModelFormats
import Testing
import Tokenization

/// The bundled model writes what it writes in llama.cpp; `Tests/Fixtures/greedy/make.py` recorded that.
@Suite struct GreedyTextTests {
    struct Recording: Decodable {
        struct Case: Decodable {
            let document: [String]
            let question: String
            let prompt: [TokenID]
            let ids: [TokenID]
            let second: [TokenID]
            let margin: [Double]
        }
        let cases: [Case]
    }

    /// llama.cpp rounds activations to 8 bits, which moves its logits by about this much.
    static let nearTie = 0.02

    @Test func twentyPromptsGoOnAsInLlamaCpp() throws {
        let recording = try JSONDecoder().decode(Recording.self, from: Fixture.data("greedy/prompts.json"))
        let file = try ModelFile(opening: LocalGeneratorTests.bundled)
        let model = try LanguageModel(file, pool: ComputePool(threadCount: 2))
        let tokenizer = try Tokenizer(file)
        let format = try ChatFormat.detect(file.metadata)
        #expect(recording.cases.count == 20)
        for (number, recorded) in recording.cases.enumerated() {
            let document = recorded.document.enumerated().flatMap { index, sentence in
                [ChatMessage.Part.markup("<C\(index)>"), .text(" " + sentence)]
            }
            let prompt = try format.encode(
                [ChatMessage(.system, parts: document), ChatMessage(.user, recorded.question)],
                with: tokenizer)
            #expect(prompt == recorded.prompt, "\(recorded.question)")
            let ids = try Self.greedy(after: prompt, count: recorded.ids.count, model)
            guard let place = zip(ids, recorded.ids).enumerated().first(where: { $1.0 != $1.1 })?.offset
            else { continue }
            print("prompt \(number), token \(place): llama.cpp's margin is \(recorded.margin[place])")
            #expect(recorded.margin[place] < Self.nearTie, "\(recorded.question)")
            #expect(ids[place] == recorded.second[place], "\(recorded.question)")
        }
    }

    private static func greedy(
        after prompt: [TokenID], count: Int, _ model: LanguageModel
    ) throws -> [TokenID] {
        let cache = KVCache(model.spec)
        let scratch = ForwardScratch(model.spec, rows: prompt.count)
        var counts = AttentionCounts()
        var next = prompt[...]
        var ids: [TokenID] = []
        while ids.count < count {
            let logits = try model.forward(next, cache: cache, scratch: scratch, counts: &counts)
            guard let best = Sampler.mostLikely(logits.values) else { break }
            ids.append(best)
            next = [best]
        }
        return ids
    }
}
