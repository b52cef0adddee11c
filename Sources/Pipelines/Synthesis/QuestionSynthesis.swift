import Documents
package import Generation

/// Makes a question about a document and answers it plainly (CoF stage 1, `longcite.md` §8).
package struct QuestionSynthesis: Sendable {
    /// Kinds of questions; one is drawn for each.
    package enum Task: String, Sendable, Hashable, Codable, CaseIterable {
        case general, summary, multihop, seeking

        /// What the model is told to ask for.
        var words: String {
            switch self {
            case .general: "A reader wants to understand it."
            case .summary:
                "A reader wants several of its parts brought together, such as an overview of a subject it treats."
            case .multihop:
                "A reader wants to know things that only follow from two or more of its passages taken together."
            case .seeking: "A reader looks for a certain fact, name, number, date or reason in it."
            }
        }
    }

    package struct Question: Sendable, Hashable {
        package let text: String
        package let task: Task
        /// Chinese documents are asked about in Chinese, English ones in English.
        package let language: String
    }

    private let generator: any TextGenerator
    private static let outputTokens = 2048

    package init(_ generator: any TextGenerator) { self.generator = generator }

    /// One of five questions that the model writes about what it can read of the document.
    ///
    /// - Parameter seed: draws the kind, the question and what of a long document is read.
    /// - Returns: nil when the model's output holds no question.
    package func question(
        about source: ContextSource, seed: UInt64, sampling: SamplingParameters, stop: StopSignal
    ) async throws -> Question? {
        var random = SplitMix(seed: seed)
        let task = Task.allCases[Int(random.next() % UInt64(Task.allCases.count))]
        let language = Self.isEnglish(source.document.text) ? "English" : "Chinese"
        if let template = generator.profile.prompts.ask, generator.profile.prompts.layout == "numbered" {
            let text = try await asked(source, template, &random, sampling, stop)
            return text.map { Question(text: $0, task: .seeking, language: language) }
        }
        let wording = ShippedPrompt.cofQuestions.replacing("{task}", with: task.words)
            .replacing("{language}", with: language)
        var sampling = sampling
        sampling.maximumTokens = Self.outputTokens
        let text = try await excerpt(of: source, besides: wording)
        let parts: [ChatMessage.Part] = [
            .markup(wording + "\n"), .text(text), .markup("\n[Document End]\n\n1: "),
        ]
        let output = try await Completion.text(
            [ChatMessage(.user, parts: parts)], from: generator, sampling: sampling, stop: stop)
        let questions = Self.questions(in: output.text)
        guard !questions.isEmpty else { return nil }
        return Question(
            text: questions[Int(random.next() % UInt64(questions.count))], task: task, language: language)
    }

    /// A model that was trained to ask about a passage: one run of sentences is drawn.
    private func asked(
        _ source: ContextSource, _ template: String, _ random: inout SplitMix, _ sampling: SamplingParameters,
        _ stop: StopSignal
    ) async throws -> String? {
        let count = source.document.sentences.count
        let length = min(count, generator.profile.prompts.sentenceLimit ?? 20)
        guard length > 0 else { return nil }
        let start = Int(random.next() % UInt64(count - length + 1))
        let context = NumberedContext([.init(source.document, start...start + length - 1)])
        let sentence = Int(random.next() % UInt64(length))
        let parts = PromptTemplate(template, holes: ["start", "end"]).filled([
            "start": "\(sentence)", "end": "\(sentence)",
        ])
        let messages = [AnswerPrompt.numberedDocument(context), ChatMessage(.user, parts: parts)]
        let output = try await Completion.text(messages, from: generator, sampling: sampling, stop: stop)
        let text = output.text.trimmed
        return text.isEmpty ? nil : text
    }

    /// As much from the beginning as the context holds beside the prompt and the answer.
    func excerpt(of source: ContextSource, besides prompt: String) async throws -> String {
        let document = source.document
        let fixed = try await generator.tokenCount(of: [ChatMessage(.user, prompt)])
        var room = generator.profile.contextLength * 3 / 4 - fixed
        var last = -1
        for (sentence, tokens) in source.sentenceTokens.enumerated() {
            room -= tokens + 1
            if room < 0 { break }
            last = sentence
        }
        return last < 0 ? "" : String(document.text(of: 0...last))
    }

    /// Lines that begin with a number and a colon, full stop or bracket.
    static func questions(in output: String) -> [String] {
        let lines = ("1: " + output).split(separator: "\n").map(String.init)
        return lines.compactMap { line in
            let text = line.trimmed
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            let rest = text.dropFirst(digits.count)
            guard !digits.isEmpty, let mark = rest.first, ":.)：".contains(mark) else { return nil }
            var question = String(rest.dropFirst()).trimmed
            // The prompt ends in “1: ”, which the model may write again.
            if question.hasPrefix("1:") { question = String(question.dropFirst(2)).trimmed }
            return question.isEmpty ? nil : question
        }
    }

    /// The paper's rule: more than four letters A–z for each Chinese character.
    static func isEnglish(_ text: String) -> Bool {
        var latin = 0
        var chinese = 0
        for scalar in text.unicodeScalars {
            if (0x41...0x7A).contains(scalar.value) { latin += 1 }
            if (0x4E00...0x9FFF).contains(scalar.value) { chinese += 1 }
        }
        return latin > 4 * chinese
    }
}

/// SplitMix64, so that the same seed draws the same on every machine.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
