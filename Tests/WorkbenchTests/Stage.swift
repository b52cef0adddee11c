import Foundation
import LecternEngine
import LecternTesting
import TerminalUI
import Testing

@testable import Workbench

/// The workbench's state with a document in it, driven by keys, for tests.
struct Stage {
    var state: AppState
    private(set) var effects: [Effect] = []
    private var now: Moment = .zero

    init(width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode) {
        state = AppState(width: width, height: height, glyphs: glyphs)
        state.clock = 1_000_000
    }

    /// With the sample document open and one answered question about it.
    static func reading(width: Int = 80, height: Int = 24, answered: Bool = true, glyphs: GlyphSet = .unicode)
        -> Stage
    {
        var stage = Stage(width: width, height: height, glyphs: glyphs)
        stage.send(.modelStatus(.sample))
        stage.send(.documentsListed([.harbour]))
        stage.send(.tokensCounted(Document.harbour.id, 84_112))
        stage.send(
            .opened(
                OpenedDocument(
                    document: .harbour, summary: .harbour, conversation: ConversationID(rawValue: 1),
                    turns: answered ? [.freight] : [])))
        stage.forget()
        return stage
    }

    mutating func send(_ event: AppEvent, after wait: Moment = .milliseconds(1)) {
        now += wait
        effects += state.update(event, now: now)
    }

    /// Keys by their names in a row: `gg]<Enter>`.
    mutating func press(_ keys: String) {
        for key in Key.sequence(keys) ?? [] { send(.key(key)) }
    }

    mutating func type(_ text: String) {
        for character in text { send(.key(Key(character))) }
    }

    mutating func forget() { effects = [] }

    func screen(_ theme: Theme = .letters) -> Frame<ClickTarget> { view(state, theme: theme) }

    var text: String { screen().surface.text() }
}

/// The screen as two grids: letters, and the roles they are drawn in.
func expectScreen(_ stage: Stage, matches name: String, sourceLocation: SourceLocation = #_sourceLocation)
    throws
{
    let surface = stage.screen().surface
    let roles = surface.styles { Theme.roleNames[$0] }
    let cursor = surface.cursor.map { "cursor \($0.x),\($0.y)" } ?? "no cursor"
    let text = [surface.text(), String(repeating: "=", count: surface.width), roles, cursor].joined(
        separator: "\n")
    let outcome = try Snapshot(folder: "WorkbenchTests/Snapshots").compare(text, with: name)
    if case .different(let lines) = outcome {
        Issue.record("\(name):\n\(lines)", sourceLocation: sourceLocation)
    }
}

extension Theme {
    /// Every role has a colour of its own, so that a grid of styles is a grid of roles.
    static let letters: Theme = {
        var definition = ThemeDefinition(name: "letters", variant: .dark)
        for (number, role) in StyleRole.allCases.enumerated() {
            definition.roles[role] = RoleDefinition(foreground: .palette(UInt8(16 + number)))
        }
        return Theme(definition, depth: .indexed256)
    }()

    /// What a style of `letters` is called; nil is the ground.
    static let roleNames: [Style: String] = {
        var names: [Style: String] = [:]
        for role in StyleRole.allCases where letters[role] != letters.ground {
            names[letters[role]] = role.rawValue
        }
        return names
    }()
}

extension Document {
    /// Fourteen sentences on two pages, with headings.
    static let harbour: Document = {
        let paragraphs: [[String]] = [
            ["Annual report 1998"],
            [
                "The quay handled 1.42 million tonnes in 1998, down 11% on the previous year.",
                "The board attributes most of the decline to the closure of the eastern lock between March and August.",
                "Grain shipments, which use the eastern basin, fell by 38% over the same period.",
                "Container traffic grew by 6%, its fourth consecutive annual rise.",
            ],
            [
                "Dredging of the approach channel was completed in November at a cost of £4.1 million.",
                "Pilotage delays added an average of 3.5 hours to each arrival.",
            ],
            ["Insurance"],
            [
                "The insurers’ settlement, agreed in December, covers repair costs but not lost revenue.",
                "The board does not expect a second claim.", "保险公司于十二月同意支付修理费用。",
            ],
            [
                "Lost revenue was borne by the reserve.", "The reserve fell by £2.3 million.",
                "It will be rebuilt.",
            ],
        ]
        var text = ""
        var sentences: [Sentence] = []
        var landmarks = [Landmark(kind: .page("1"), offset: 0)]
        for (number, paragraph) in paragraphs.enumerated() {
            if number > 0 { text += "\n\n" }
            if paragraph.count == 1 {
                if number == 3 { landmarks.append(Landmark(kind: .page("2"), offset: text.utf8.count)) }
                landmarks.append(
                    Landmark(
                        kind: .heading(level: number == 0 ? 1 : 2, title: paragraph[0]),
                        offset: text.utf8.count))
            }
            for (index, sentence) in paragraph.enumerated() {
                if index > 0 { text += " " }
                let start = text.utf8.count
                text += sentence
                sentences.append(Sentence(range: start..<text.utf8.count, paragraph: number))
            }
        }
        return Document(
            id: DocumentID(rawValue: "harbour"), title: "harbour-1998.pdf", format: "pdf",
            sentenceMode: .lectern,
            text: text, sentences: sentences, landmarks: landmarks)
    }()
}

extension DocumentSummary {
    static let harbour = DocumentSummary(
        id: Document.harbour.id, title: "harbour-1998.pdf", format: "pdf", path: "/docs/harbour-1998.pdf",
        sentenceCount: Document.harbour.sentences.count, pageCount: 2, byteCount: 900, warnings: [],
        conversationCount: 1, addedAt: 0, usedAt: 1_000_000 - 7200)
}

extension ModelStatus {
    static let sample = ModelStatus(
        name: "sample-1b q8", isBundled: false, isLoaded: true,
        profile: GeneratorProfile(
            name: "sample-1b q8", architecture: "llama", parameterCount: 1, quantization: "Q8_0",
            contextLength: 131_072),
        loadSeconds: 1, problem: nil)
}

extension ConversationTurn {
    /// Four statements: one sentence, two, a clipped and a refused one, none.
    static let freight: ConversationTurn = {
        func citation(_ number: Int, _ sentences: ClosedRange<Int>, _ anchor: Anchor = .ok) -> Citation {
            Citation(
                number: number, span: SentenceSpan(document: Document.harbour.id, sentences: sentences),
                anchor: anchor)
        }
        let statements = [
            Statement(
                text: "Freight fell 11% to 1.42 million tonnes in 1998.", citations: [citation(1, 1...1)]),
            Statement(
                text: "The main cause was the closure of the eastern lock, which cut grain by 38%.",
                leading: " ",
                citations: [citation(2, 2...2), citation(3, 3...3)]),
            Statement(
                text: "The insurers paid for the lost revenue.", leading: " ",
                citations: [citation(4, 12...13, .clipped)],
                rejected: [RejectedCitation(raw: "[90-80]", reason: .reversed)]),
            Statement(text: "Overall, 1998 should be read as an exception.", leading: "\n\n"),
        ]
        var statistics = GenerationStatistics()
        statistics.promptTokens = 84_200
        statistics.cachedTokens = 84_100
        statistics.generatedTokens = 182
        statistics.secondsToFirstToken = 1.9
        statistics.decodeSeconds = 9.3
        statistics.prefillSeconds = 1.9
        let answer = CitedAnswer(
            question: "Why did freight volumes fall in 1998?", statements: statements, raw: "…",
            parse: ParseReport(isStrict: false, repairs: 1),
            context: ContextSummary(
                sentences: 14, documentSentences: 14, tokens: 84_200, mode: .whole, windows: [],
                earlierTurns: 0),
            model: .scripted, sampling: .greedy, statistics: statistics, finish: .stop)
        return ConversationTurn(id: AnswerID(rawValue: 1), answer: answer, askedAt: 0)
    }()
}
