import Compute
import Foundation
import Inference
import LecternTesting
import ModelFormats
import Testing
import Tokenization

/// Tiny random models against Hugging Face transformers; `Tests/Fixtures/models/make.py` made both sides.
@Suite struct LogitTests {
    static let floatModels = [
        "llama-f32", "llama-tied-f16", "llama-gqa-f32", "llama-bf16", "llama3-f16", "llama-linear-f16",
        "mistral-f16", "qwen2-f16", "qwen2-yarn-f16", "qwen3-f16", "chatglm-f16", "glm4-f16",
    ]
    static let quantisedModels = ["llama-q8_0", "llama-tied-q8_0"]

    @Test(arguments: floatModels, KernelLevel.available)
    func floatWeightsGiveTheLogitsOfTheReference(name: String, level: KernelLevel) throws {
        let golden = try Golden(name)
        let model = try LanguageModel.fixture(name, pool: ComputePool(threadCount: 2, level: level))
        let difference = Difference(try model.logits(golden.tokens, chunk: 16), golden.logits)
        #expect(difference.relative <= Tolerance.float)
        #expect(difference.disagreements == 0)
    }

    @Test(arguments: quantisedModels, KernelLevel.available)
    func blockWeightsGiveTheLogitsOfTheReference(name: String, level: KernelLevel) throws {
        let golden = try Golden(name)
        let pool = ComputePool(threadCount: 2, level: level, precision: .floats)
        let model = try LanguageModel.fixture(name, pool: pool)
        let difference = Difference(try model.logits(golden.tokens, chunk: 16), golden.logits)
        #expect(difference.relative <= Tolerance.float)
        #expect(difference.disagreements == 0)
    }

    @Test(arguments: quantisedModels, KernelLevel.available)
    func activationsInBytesStayCloseToTheReference(name: String, level: KernelLevel) throws {
        let golden = try Golden(name)
        let model = try LanguageModel.fixture(name, pool: ComputePool(threadCount: 2, level: level))
        let difference = Difference(try model.logits(golden.tokens, chunk: 16), golden.logits)
        #expect(difference.relative <= Tolerance.bytes)
        #expect(difference.disagreements == 0)
    }

    /// One model in every block type, quantised and run by llama.cpp (`make_quantised.py`).
    @Test(
        arguments: ["q4_0", "q4_1", "q5_0", "q5_1", "q8_0", "q2_k", "q3_k", "q4_k", "q5_k", "q6_k"],
        KernelLevel.available)
    func everyBlockTypeGivesTheLogitsOfLlamaCpp(type: String, level: KernelLevel) throws {
        let golden = try Golden("wide-\(type)")
        let model = try LanguageModel.fixture("wide-\(type)", pool: ComputePool(threadCount: 2, level: level))
        let difference = Difference(try model.logits(golden.tokens, chunk: 16), golden.logits)
        #expect(difference.relative <= Tolerance.llamaCpp)
        #expect(difference.disagreements == 0)
    }

    /// The same weights as safetensors, whose rows are in Hugging Face's order.
    @Test(arguments: ["llama3", "qwen3", "glm4"])
    func foldersOfSafetensorsGiveTheSameLogits(name: String) throws {
        let golden = try Golden("\(name)-f16")
        let model = try LanguageModel(
            ModelFile(opening: Fixture.url("models/\(name)-folder")), pool: ComputePool(threadCount: 2))
        let difference = Difference(try model.logits(golden.tokens, chunk: 16), golden.logits)
        #expect(difference.relative <= Tolerance.float)
        #expect(difference.disagreements == 0)
    }

    /// Halves hold keys and values within 1/2048 of themselves.
    @Test(arguments: floatModels)
    func keysAndValuesInHalvesChangeLittle(name: String) throws {
        let golden = try Golden(name)
        let model = try LanguageModel.fixture(name)
        let difference = Difference(try model.logits(golden.tokens, chunk: 16, kv: .f16), golden.logits)
        #expect(difference.relative <= 5e-3)
    }

    @Test(arguments: floatModels)
    func keysAndValuesInBytesChangeSomewhatMore(name: String) throws {
        let golden = try Golden(name)
        let model = try LanguageModel.fixture(name)
        let difference = Difference(try model.logits(golden.tokens, chunk: 16, kv: .q8_0), golden.logits)
        #expect(difference.relative <= Tolerance.bytes)
    }

    @Test(arguments: floatModels + quantisedModels)
    func prefillInAnyChunkingIsTokenByTokenDecoding(name: String) throws {
        let tokens = try Golden(name).tokens
        let model = try LanguageModel.fixture(name)
        let single = try model.logits(tokens, chunk: 1)
        for chunk in [2, 7, 16, 40] {
            #expect(try model.logits(tokens, chunk: chunk) == single, "chunks of \(chunk)")
        }
    }

    @Test(arguments: floatModels + quantisedModels)
    func theNumberOfThreadsChangesNoBit(name: String) throws {
        let tokens = try Golden(name).tokens
        let one = try LanguageModel.fixture(name, pool: ComputePool(threadCount: 1)).logits(tokens, chunk: 16)
        for threads in [2, 3] {
            let more = try LanguageModel.fixture(name, pool: ComputePool(threadCount: threads))
            #expect(try more.logits(tokens, chunk: 16) == one)
        }
    }

    @Test func aTensorOfAnotherShapeIsNamed() throws {
        let name = "blk.1.ffn_down.weight"
        let file = try ModelFile(opening: Fixture.url("models/llama-f32.gguf"))
        let spec = try Architecture.llama.readSpec(file.metadata)
        var other = spec
        other.feedForwardSize = 64
        #expect {
            try TransformerWeights(
                file, spec: other, architecture: .llama, on: ComputePool(threadCount: 1))
        } throws: { error in
            if case InferenceError.wrongShape(let tensor, _, _) = error {
                tensor.hasPrefix("blk.0.")
            } else {
                false
            }
        }
        #expect(file.tensors[name] != nil)
        other = spec
        other.layerCount = 3
        #expect(throws: InferenceError.missingTensor("blk.2.attn_q.weight")) {
            try TransformerWeights(
                file, spec: other, architecture: .llama, on: ComputePool(threadCount: 1))
        }
    }

    @Test func promptsBeyondTheContextAreRefusedWithBothNumbers() throws {
        let model = try LanguageModel.fixture("llama-f32")
        let scratch = ForwardScratch(model.spec, rows: 300)
        var counts = AttentionCounts()
        let tokens = [TokenID](repeating: 1, count: 257)
        #expect(throws: InferenceError.contextOverflow(needed: 257, limit: 256)) {
            try model.forward(tokens[...], cache: KVCache(model.spec), scratch: scratch, counts: &counts)
        }
    }
}
