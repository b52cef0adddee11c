import Foundation
package import Generation

/// A prompt's text with named holes in braces, such as `Find: {question}`.
///
/// The words of a template are ours (or a model file's own) and may hold markup; what fills a hole comes from
/// outside and stays ordinary text.
package struct PromptTemplate: Sendable, Hashable {
    private enum Piece: Sendable, Hashable {
        case words(String)
        case hole(String)
    }

    private let pieces: [Piece]

    /// - Parameter holes: names that may stand in braces; other braces are ordinary text.
    package init(_ text: String, holes: Set<String>) {
        var pieces: [Piece] = []
        var words = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            words += rest[..<open]
            let after = rest.index(after: open)
            if let close = rest[after...].firstIndex(of: "}"), holes.contains(String(rest[after..<close])) {
                if !words.isEmpty { pieces.append(.words(words)) }
                words = ""
                pieces.append(.hole(String(rest[after..<close])))
                rest = rest[rest.index(after: close)...]
            } else {
                words += "{"
                rest = rest[after...]
            }
        }
        words += rest
        if !words.isEmpty { pieces.append(.words(words)) }
        self.pieces = pieces
    }

    package func filled(_ values: [String: String]) -> [ChatMessage.Part] {
        pieces.map { piece in
            switch piece {
            case .words(let words): .markup(words)
            case .hole(let name): .text(values[name] ?? "")
            }
        }
    }
}

/// The prompts that ship in the binary, one text file each under `Prompts/`.
enum ShippedPrompt {
    static let answer = text(PackageResources.answer_en_txt)
    static let answerExample = text(PackageResources.answer_example_en_txt)
    static let answerReminder = text(PackageResources.answer_reminder_en_txt)

    static let cofSnippets = text(PackageResources.cof_snippets_en_txt)
    static let cofSentences = text(PackageResources.cof_sentences_en_txt)
    static let cofQuestions = text(PackageResources.cof_questions_en_txt)

    static let rewardHelpfulness = text(PackageResources.reward_helpfulness_en_txt)
    static let rewardLogicality = text(PackageResources.reward_logicality_en_txt)
    static let rewardStatements = text(PackageResources.reward_statements_en_txt)
    static let rewardSupport = text(PackageResources.reward_support_en_txt)
    static let rewardNotes = text(PackageResources.reward_notes_en_txt)
    static let rewardNotesChinese = text(PackageResources.reward_notes_zh_txt)
    static let rewardCompleteness = text(PackageResources.reward_completeness_en_txt)

    static let judgeSupport = text(PackageResources.judge_support_en_txt)
    static let judgeRelevance = text(PackageResources.judge_relevance_en_txt)
    static let judgeCorrectness = text(PackageResources.judge_correctness_en_txt)
    static let judgeNeed = text(PackageResources.judge_need_en_txt)

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).trimmed }
}
