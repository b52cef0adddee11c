import Compute

extension Architecture {
    /// GLM-4-9B, ChatGLM3, CodeGeeX4: half of each head turns; projections may be fused.
    package static let chatGLM = Architecture(
        names: ["chatglm"], required: [.queryBias, .keyBias, .valueBias]
    ) { metadata throws(InferenceError) in
        try ModelSpec(metadata, prefix: "chatglm", ropeLayout: .interleaved)
    }

    /// GLM-4-0414 and Z1: norms after attention and after the feed-forward network too; biases in the 9B only.
    package static let glm4 = Architecture(
        names: ["glm4"], required: [.postAttentionNorm, .postFeedForwardNorm],
        optional: [.queryBias, .keyBias, .valueBias]
    ) { metadata throws(InferenceError) in
        try ModelSpec(metadata, prefix: "glm4", ropeLayout: .interleaved)
    }
}
