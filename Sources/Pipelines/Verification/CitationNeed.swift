import Documents

/// Whether a statement without citations ought to have one, told from its words alone.
///
/// A rule, not a model: a statement that only joins, announces or closes needs none; one that brings a figure, a
/// name or several content words that the question does not hold does.
enum CitationNeed {
    private static let functional = [
        "in summary", "in conclusion", "to sum up", "to summarize", "overall", "here is", "here are",
        "as follows",
        "the following", "based on the", "according to the", "综上", "总之", "总的来说", "以下是", "如下",
    ]
    private static let leastContentWords = 4

    static func measured(of statement: String, question: String) -> Bool {
        let text = statement.trimmed
        guard !text.isEmpty else { return false }
        if !TextFigures(text).figures.isEmpty { return true }
        let lower = text.lowercased()
        if text.hasSuffix(":") || text.hasSuffix("：") || text.hasSuffix("?") || text.hasSuffix("？") {
            return false
        }
        let asked = Set(Terms.of(question))
        let own = Set(Terms.of(text)).subtracting(asked)
        if functional.contains(where: lower.hasPrefix), own.count < 2 * leastContentWords { return false }
        return own.count >= leastContentWords || !NameReader.names(in: text).isEmpty
    }
}
