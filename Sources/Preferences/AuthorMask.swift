import Foundation

/// Hides words of an answer that say who wrote it, so that labelling stays blind.
public enum AuthorMask {
    /// Makers and families that people have opinions about.
    private static let names = [
        "ChatGPT", "GPT-?[0-9][0-9.a-z-]*", "OpenAI", "Claude", "Anthropic", "Gemini", "Gemma", "Bard",
        "Llama",
        "LLaMA", "Mistral", "Mixtral", "Qwen", "GLM-?[0-9][0-9.a-z-]*", "ChatGLM", "DeepSeek", "Phi-[0-9]",
        "Copilot",
    ]
    private static let phrases = [
        "I am an? (?:large |AI )*(?:language )?(?:model|assistant)",
        "I'm an? (?:large |AI )*(?:language )?(?:model|assistant)",
        "[Aa]s an? (?:large |AI )*(?:language )?(?:model|assistant)",
    ]
    public static let cover = "█████"

    /// - Parameters:
    ///   - models: names of the models that wrote the candidates.
    ///   - cover: what stands in place of a word; no `$` and no backslash.
    /// - Returns: the text with covers, and how many there are.
    public static func masked(_ text: String, models: [String] = [], cover: String = cover) -> (
        text: String, count: Int
    ) {
        let own = models.filter { $0.count >= 3 }.map(NSRegularExpression.escapedPattern(for:))
        let pattern =
            "(?<![\\p{L}\\p{N}])(?:" + (own + phrases + names).joined(separator: "|") + ")(?![\\p{L}\\p{N}])"
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return (text, 0) }
        let whole = NSRange(text.startIndex..., in: text)
        let count = expression.numberOfMatches(in: text, range: whole)
        guard count > 0 else { return (text, 0) }
        return (expression.stringByReplacingMatches(in: text, range: whole, withTemplate: cover), count)
    }
}
