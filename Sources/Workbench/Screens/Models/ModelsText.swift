import LecternEngine
import TerminalUI

/// What is known of a model, in lines.
struct ModelsText {
    /// The document that memory is reckoned for.
    struct Document: Sendable, Hashable {
        let title: String
        let tokens: Int
    }

    let card: ModelCard
    let catalog: ModelCatalog
    let document: Document?
    let check: ModelCheck?
    let trial: ModelsScreen.Trial?
    let glyphs: GlyphSet

    func write(into text: inout PaneText) {
        if let problem = card.problem { write(problem, into: &text) }
        for (label, value) in facts { text.line(label.padded(to: 14), .muted, then: value, .fg, indent: 14) }
        if let check { write(check, into: &text) }
        if let trial { write(trial, into: &text) }
    }

    private func write(_ problem: ModelCard.Problem, into text: inout PaneText) {
        switch problem {
        case .notSupported(let reason, let hint):
            text.line("not supported: ", .warning, then: reason, .warning)
            if !hint.isEmpty { text.line(hint, .muted) }
        case .damaged(let reason, let hint):
            text.line("damaged: ", .error, then: reason, .error)
            if !hint.isEmpty { text.line(hint, .muted) }
        }
    }

    var facts: [(label: String, value: String)] {
        guard card.role != .endpoint else { return endpoint }
        var facts: [(String, String)] = []
        if let details = card.details {
            var shape = details.architecture
            if let known = card.shape {
                shape += ", \(known.layers) layers, \(known.heads) heads"
                if known.kvHeads != known.heads { shape += ", \(known.kvHeads) KV heads" }
            }
            facts.append(("architecture", shape))
            facts.append(("parameters", Figures.count(details.parameters)))
            let types = details.types.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
            facts.append(("weights", types.map { "\($0.key) × \($0.value)" }.joined(separator: ", ")))
            facts.append(("vocabulary", Figures.plural(details.vocabulary, "token")))
            if details.context_length > 0 {
                let window = card.shape?.slidingWindow.map { ", window \(Figures.count($0))" } ?? ""
                facts.append(("context", "trained on \(Figures.count(details.context_length))\(window)"))
            }
            if card.role == .answers { facts.append(("chat format", details.chat_format ?? "none known")) }
        }
        if let citing { facts.append(("cited answers", citing)) }
        if card.role == .reader { facts.append(("used for", "answers at once, and the order of passages")) }
        if let memory { facts.append(("memory", memory)) }
        if card.isChosen, card.problem == nil {
            facts.append(
                ("runs with", "attention \(catalog.attention), \(Figures.plural(catalog.threads, "thread"))"))
        }
        facts.append(("licence", card.details?.metadata["general.license"] ?? "the file names none"))
        facts.append(("file", "\(Figures.bytes(card.bytes))  \(card.path ?? "")"))
        return facts
    }

    private var endpoint: [(label: String, value: String)] {
        [
            ("kind", "a server that was named with --endpoint"),
            (
                "context",
                card.contextLength.map { Figures.count($0) + " tokens" } ?? "not known before it is reached"
            ),
            ("state", card.isLoaded ? "reached" : "not reached yet"),
        ]
    }

    private var citing: String? {
        switch card.citing {
        case .tuned: "trained to write them"
        case .findsSentences: "trained to find sentences, which are quoted"
        case .promptOnly: "by prompt and parser only: not trained for citations"
        case nil: nil
        }
    }

    private var memory: String? {
        guard card.shape != nil else { return nil }
        let machine = "of \(Figures.bytes(catalog.physicalMemory))"
        guard let document, let needed = card.memory(forTokens: document.tokens) else {
            return "\(Figures.bytes(card.bytes)) \(machine) for weights; an open document adds its own"
        }
        let warning = needed > catalog.physicalMemory ? "  too little" : ""
        return
            "\(Figures.bytes(needed)) \(machine) for \(Figures.count(document.tokens)) tokens of \(document.title)"
            + warning
    }

    private func write(_ check: ModelCheck, into text: inout PaneText) {
        text.endLine()
        text.line(
            check.isGood ? "checked: good" : "checked: something is wrong", check.isGood ? .success : .error)
        for step in check.steps {
            text.line(
                step.name.padded(to: 14), .muted, then: step.result, step.isGood ? .fg : .error, indent: 14)
        }
        if let digest = check.sha256 {
            text.line("SHA-256".padded(to: 14), .muted, then: digest, .code, indent: 14)
        }
    }

    private func write(_ trial: ModelsScreen.Trial, into text: inout PaneText) {
        let (answer, statistics) = (trial.answer, trial.answer.statistics)
        text.endLine()
        text.line("tried: ", .success, then: answer.question, .you)
        let said = answer.plainText
        text.line(said.isEmpty ? "(nothing was written)" : said, .answer)
        var facts: [String] = []
        if let first = statistics.secondsToFirstToken { facts.append("TTFT \(Figures.duration(first))") }
        if let rate = statistics.prefillTokensPerSecond, !answer.model.isEndpoint {
            facts.append("reading \(Figures.rate(rate)) tok/s")
        }
        if let rate = statistics.decodeTokensPerSecond { facts.append("writing \(Figures.rate(rate)) tok/s") }
        text.line(facts.joined(separator: glyphs.dot), .muted)
    }

    // MARK: The list

    /// `Q8_0`, `reader`, `endpoint`
    static func kind(_ card: ModelCard) -> String {
        switch card.role {
        case .endpoint: return "endpoint"
        case .reader: return "reader"
        case .answers: break
        }
        let types = card.details?.types.filter { $0.key != "F32" } ?? [:]
        return types.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? card.details?.types.keys.first
            ?? ""
    }

    /// The state, and the role that says it without words.
    static func state(_ card: ModelCard, _ screen: ModelsScreen) -> (text: String, role: StyleRole) {
        if screen.opening == card.name || card.isOpening { return ("loading", .progress) }
        if let checking = screen.checking, checking.path == card.path {
            let share = checking.total > 0 ? " \(checking.done * 100 / checking.total)%" : ""
            return ("checking\(share)", .progress)
        }
        switch card.problem {
        case .notSupported(let reason, _): return ("not supported: \(reason)", .warning)
        case .damaged(let reason, _): return ("damaged: \(reason)", .error)
        case nil: break
        }
        if card.role == .reader { return (card.isLoaded ? "reader, loaded" : "reader", .muted) }
        if card.isLoaded { return ("loaded", .success) }
        return card.isChosen ? ("opens at the next question", .info) : ("", .muted)
    }
}
