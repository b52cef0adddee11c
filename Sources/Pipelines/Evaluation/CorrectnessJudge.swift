import Foundation
package import Generation

/// Grades an answer against accepted ones, on LongBench-Cite's scales (`longcite.md` §10): 1–3 for short answers, 1–5 for
/// summaries, 1–10 for open questions.
package struct CorrectnessJudge: Sendable {
    private let generator: any TextGenerator
    private static let tries = 5
    private static let replyTokens = 256

    package init(_ generator: any TextGenerator) { self.generator = generator }

    package struct Grade: Sendable, Hashable {
        /// From 0 to 1.
        package let value: Double
        /// No grade could be read; ½ stands for it.
        package let isUnreadable: Bool
    }

    /// The best grade over the accepted answers; nil where there are none.
    package func grade(_ answer: String, to item: LongBenchCiteItem, stop: StopSignal) async throws -> Grade?
    {
        var best: Grade?
        for accepted in item.answers {
            let grade = try await grade(answer, against: accepted, item, stop)
            if best.map({ $0.isUnreadable || grade.value > $0.value }) ?? true { best = grade }
        }
        return best
    }

    private func grade(
        _ answer: String, against accepted: String, _ item: LongBenchCiteItem, _ stop: StopSignal
    ) async throws -> Grade {
        let most = Self.mostPoints(item.dataset)
        let examples = item.examples.map { "Answer: \($0.answer)\nGrade: [[\($0.score)]]" }.joined(
            separator: "\n\n")
        let parts = PromptTemplate(
            ShippedPrompt.judgeCorrectness, holes: ["question", "accepted", "answer", "most", "examples"]
        ).filled([
            "question": item.question, "accepted": accepted, "answer": answer, "most": "\(most)",
            "examples": examples.isEmpty ? "" : "Graded examples:\n\n\(examples)\n\n",
        ])
        for attempt in 0..<Self.tries {
            let sampling = SamplingParameters(
                temperature: attempt == 0 ? 0 : 1, seed: UInt64(attempt), maximumTokens: Self.replyTokens)
            let reply = try await Completion.text(
                [ChatMessage(.user, parts: parts)], from: generator, sampling: sampling, urgency: .background,
                stop: stop)
            if let points = Self.points(in: reply.text), (1...most).contains(points) {
                let least = most == 10 ? 0.0 : 1.0
                return Grade(value: (Double(points) - least) / (Double(most) - least), isUnreadable: false)
            }
        }
        return Grade(value: 0.5, isUnreadable: true)
    }

    static func mostPoints(_ dataset: String) -> Int {
        let name = dataset.lowercased().replacing("_", with: "").replacing("-", with: "")
        if name.contains("govreport") { return 5 }
        return name.contains("longbenchchat") ? 10 : 3
    }

    /// The whole number in the last pair of doubled brackets.
    static func points(in reply: String) -> Int? {
        var rest = reply[...]
        var found: Int?
        while let open = rest.firstRange(of: "[[") {
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "]]") else { break }
            if let number = Int(rest[..<close.lowerBound].trimmingCharacters(in: .whitespaces)) {
                found = number
            }
        }
        return found
    }
}
