import Compute
import Foundation
import Inference
import LecternTesting
import ModelFormats
import Testing
import Tokenization

@Suite struct RandomModelTests {
    static func write(_ attention: RandomModel.Attention, _ type: ElementType, in folder: URL) throws -> URL {
        let url = folder.appending(path: "\(attention.rawValue)-\(type.name).gguf")
        guard let shape = RandomModel.Shape.named("tiny") else { throw CocoaError(.fileNoSuchFile) }
        try RandomModel(shape: shape, type: type, attention: attention, seed: 3).write(to: url)
        return url
    }

    @Test(arguments: [ElementType.q2_K, .q3_K, .q4_0, .q4_K, .q5_K, .q6_K, .bf16])
    func typesAreWrittenAndRun(type: ElementType) throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try LanguageModel(
            ModelFile(opening: Self.write(.plain, type, in: folder)), pool: ComputePool(threadCount: 2))
        let logits = try model.logits([1, 2, 3, 200, 254], chunk: 5)
        #expect(logits.allSatisfy { $0.allSatisfy(\.isFinite) })
    }

    /// Plain random weights have no structure to find; planted ones have, in most heads.
    @Test func plantedHeadsAreSparseAndCovered() throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var parameters = SampleParameters()
        parameters.shortestLength = 512
        parameters.keepsRecords = true
        var random = SeededGenerator(seed: 1)
        var tokens = (0..<1536).map { _ in TokenID.random(in: 0..<256, using: &random) }
        var densities: [RandomModel.Attention: Double] = [:]
        for attention in RandomModel.Attention.allCases {
            let model = try LanguageModel(
                ModelFile(opening: Self.write(attention, .q8_0, in: folder)),
                pool: ComputePool(threadCount: 2))
            tokens[0] = TokenID(model.spec.vocabularySize - 2)
            let cache = KVCache(model.spec)
            let scratch = ForwardScratch(model.spec, rows: 512)
            var counts = AttentionCounts()
            for start in stride(from: 0, to: tokens.count, by: 512) {
                _ = try model.forward(
                    tokens[start..<start + 512], cache: cache, attention: .sample(parameters), logits: .none,
                    scratch: scratch, counts: &counts)
            }
            densities[attention] =
                counts.records.map(\.density).reduce(0, +) / Double(max(1, counts.records.count))
            #expect((counts.cra ?? 0) >= parameters.alpha - 0.01)
            #expect((counts.sampledMinimum ?? 0) >= parameters.rowGuard)
        }
        #expect(densities[.plain, default: 0] > 0.95)
        #expect(densities[.planted, default: 1] < 0.6)
    }
}
