import Compute
import Foundation
import Generation
import Inference
import LecternTesting
import Testing
import Tokenization

/// What a run reports of every head, against the figures that the answer keeps.
@Suite struct RunReportTests {
    /// 120 numbered sentences, longer than what is read in full, for a model of one token a byte.
    private static func request(sentences: Int = 120) -> GenerationRequest {
        let parts = (0..<sentences).flatMap { number -> [ChatMessage.Part] in
            [
                .markup("<C\(number)>"),
                .text(" The ship number \(number) left the harbour in \(1700 + number % 300) with coal."),
            ]
        }
        var request = GenerationRequest([ChatMessage(.user, parts: parts + [.text("\nWhich ship?")])])
        request.sampling.maximumTokens = 4
        request.regions = (0...sentences).map { .init(message: 0, part: 2 * $0) }
        return request
    }

    private static func open(_ attention: AttentionPolicy, in folder: URL) async throws -> LocalGenerator {
        let url = try RandomModelTests.write(.planted, .q8_0, in: folder)
        var options = GeneratorOptions(threadCount: 2)
        options.attention = attention
        return try await LocalGenerator.open(url, name: "planted", options: options)
    }

    @Test func headsAddUpToWhatTheAnswerKeeps() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let generator = try await Self.open(.sample(SampleParameters()), in: folder)
        let run = try await LocalGeneratorTests.run(generator, Self.request())
        let report = try #require(run.report)
        let map = try #require(report.attention)
        #expect(map.heads.count == map.layerCount * map.headCount)
        #expect(map.promptTokens == run.statistics.promptTokens)
        #expect(map.computedTokens == map.promptTokens)
        #expect(map.sampledTokens > 0 && map.sampledTokens % 512 == 0)
        let density = try #require(run.statistics.attentionDensity)
        #expect(abs((map.density ?? 0) - density) < 1e-12)
        #expect(density < 0.95)
        #expect(map.heads.compactMap(\.sampledMinimum).min() == run.statistics.craMinimum)
        // Every head is measured in some chunk, and heads differ.
        #expect(map.heads.allSatisfy { $0.heldOutMass != nil || $0.sparseChunks + $0.denseChunks < 4 })
        #expect(Set(map.heads.compactMap(\.density)).count > 1)
        #expect(map.target == 0.95)
        #expect(report.weightBytes > 0 && report.cacheBytes > 0 && report.threads == 2)
        #expect(report.phases.attention > 0 && report.phases.projections > 0)
        #expect((report.tokenSecondsP95 ?? 0) > 0)
    }

    @Test func columnsLieInTheSentencesThatHoldTheirTokens() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let generator = try await Self.open(.sample(SampleParameters()), in: folder)
        let request = Self.request()
        let run = try await LocalGeneratorTests.run(generator, request)
        let map = try #require(run.report?.attention)
        #expect(map.regionStarts.count == request.regions.count)
        // The tokens between two starts are the sentence between them.
        let tokens = try generator.chatFormat.encode(request.messages, with: generator.tokenizer)
        for region in [0, 7, 119] {
            let range = Int(map.regionStarts[region])..<Int(map.regionStarts[region + 1])
            let text = generator.tokenizer.decode(tokens[range], includingControlTokens: true)
            #expect(text.hasPrefix("<C\(region)> The ship number \(region) left"))
        }
        for head in map.heads where head.sparseChunks > 0 {
            #expect(head.profile.reduce(0) { $0 + Int($1) } == head.columnCount)
            #expect(head.regions.count <= AttentionMap.mostRegions)
            #expect(
                head.regions.allSatisfy {
                    $0.columns > 0 && $0.rate > 0 && $0.rate <= Float($0.columns) + 1e-3
                })
            #expect(zip(head.regions, head.regions.dropFirst()).allSatisfy { $0.rate >= $1.rate })
        }
    }

    @Test func fullAttentionSaysThatNothingWasSampled() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let generator = try await Self.open(.full, in: folder)
        let map = try #require(
            try await LocalGeneratorTests.run(generator, Self.request(sentences: 20)).report?.attention)
        #expect(map.target == nil && map.sampledTokens == 0)
        #expect(map.heads.allSatisfy { $0.density == 1 && $0.heldOutMass == nil && $0.profile.isEmpty })
    }
}
