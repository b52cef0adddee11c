import LecternEngine
import TerminalUI

/// The conversation as the answer pane's text: what is written where, in which role, and what a place means.
struct AnswerContent: Sendable {
    private var pane = PaneText()
    var text: String { pane.text }
    var blocks: [TextPane.Block] { pane.blocks }
    var marks: [PaneText.Mark] { pane.marks }
    /// Places of markers, in order.
    private(set) var citations: [(range: Range<Int>, reference: CitationReference)] = []
    /// Places of statements, markers included.
    private(set) var statements: [(range: Range<Int>, turn: Int, statement: Int)] = []
    /// Where each turn begins and ends.
    private(set) var turns: [Range<Int>] = []

    /// Places of the questions.
    private(set) var questions: [Range<Int>] = []

    private let glyphs: GlyphSet
    private let names: [DocumentID: String]

    /// - Parameter folds: more citations of one statement than this are folded into `+n`.
    static let folds = 3

    /// - Parameters:
    ///   - names: of the documents, where there are several to tell apart.
    ///   - current: the turn that keys mean; it has a pointer where there are several turns.
    init(
        _ turns: [Turn], selected: CitationReference?, names: [DocumentID: String] = [:],
        current: Int? = nil, glyphs: GlyphSet
    ) {
        self.glyphs = glyphs
        self.names = names
        for (number, turn) in turns.enumerated() {
            let first = text.utf8.count
            if number > 0 { blank() }
            question(turn, isCurrent: turns.count > 1 && number == current)
            scope(turn)
            blank()
            if !turn.statements.isEmpty { answer(turn, number, selected) }
            status(turn)
            self.turns.append(first..<text.utf8.count)
        }
    }

    /// `You ▶ Why did freight fall?  (answer 2 of 3)`
    private mutating func question(_ turn: Turn, isCurrent: Bool) {
        let begin = text.utf8.count
        write(isCurrent ? "You \(glyphs.cursorRow.string) " : "You   ", .you)
        write(turn.question, .strong)
        let count = turn.versions.count
        if let id = turn.id, let place = turn.versions.firstIndex(of: id), count > 1 {
            write("  (\(place + 1) of \(count): g[ g])", .muted)
        } else if turn.id == nil, turn.isRunning, count > 0 {
            write("  (\(count + 1) of \(count + 1))", .muted)
        }
        pane.endLine(indent: 6)
        questions.append(begin..<text.utf8.count)
    }

    /// What the question was about, where that is not everything: it stands above the answer.
    private mutating func scope(_ turn: Turn) {
        guard case .sections(let sections)? = (turn.answer?.context ?? turn.context)?.scope else { return }
        line("      only from \(sections.map(place).joined(separator: ", "))", .info, indent: 6)
    }

    // MARK: Answers

    private mutating func answer(_ turn: Turn, _ number: Int, _ selected: CitationReference?) {
        let refuses = turn.answer?.isRefusal ?? false
        var isFirst = true
        for (index, statement) in turn.statements.enumerated() {
            let breaks = statement.leading.contains("\n") || statement.isQuoted
            if !isFirst, breaks {
                endLine()
                if statement.leading.contains("\n\n") || statement.isQuoted { blank() }
            }
            let begin = text.utf8.count
            if !isFirst, !breaks { write(Self.gap(before: statement, after: text), .answer) }
            isFirst = false
            let from = text.utf8.count
            if statement.isQuoted { quote(statement) } else { write(statement.text, .answer) }
            markers(of: statement, in: turn, number, index, selected, refuses: refuses)
            if statement.isCut { write(" (cut)", .warning) }
            statements.append((max(begin, from)..<text.utf8.count, number, index))
        }
        if case .writing(_, let isCiting) = turn.status {
            write(isCiting ? " […]" : "", .citeMarker)
            write(glyphs.usesKeySymbols ? "▌" : "_", .stream)
        }
        endLine()
        blank()
    }

    /// The sentence in quotation marks; the words that answer stand out where they are known.
    private mutating func quote(_ statement: Statement) {
        let bytes = Array(statement.text.utf8)
        let words = statement.answerRange?.clamped(to: 0..<bytes.count) ?? 0..<0
        let part = { (range: Range<Int>) in String(decoding: bytes[range], as: UTF8.self) }
        write("“" + part(0..<words.lowerBound), .quote)
        write(part(words), .strong)
        write(part(words.upperBound..<bytes.count) + "”", .quote)
    }

    private mutating func markers(
        of statement: Statement, in content: Turn, _ turn: Int, _ index: Int, _ selected: CitationReference?,
        refuses: Bool
    ) {
        let isLive = content.isRunning
        let verdict = content.review.shownVerdict(of: index)
        var shown = Set<Int>()
        var hidden = 0
        let isSelected = selected?.turn == turn && selected?.statement == index
        for (place, citation) in statement.citations.enumerated() where shown.insert(citation.number).inserted
        {
            guard shown.count <= Self.folds || isSelected else {
                hidden += 1
                continue
            }
            if shown.count == 1, !statement.text.isEmpty { write(" ", .answer) }
            let begin = text.utf8.count
            let clip = citation.anchor == .clipped ? "≤" : ""
            write("[\(citation.number)\(glyphs.usesKeySymbols ? clip : "")", .citeMarker)
            if verdict != .unchecked { write(verdict.mark(glyphs), verdict.role) }
            write("]", .citeMarker)
            citations.append(
                (begin..<text.utf8.count, CitationReference(turn: turn, statement: index, citation: place)))
        }
        if hidden > 0 { write("+\(hidden)", .muted) }
        for rejected in statement.rejected {
            write(glyphs.usesKeySymbols ? " [×]" : " [x]", .verifyBroken)
            _ = rejected
        }
        if statement.citations.isEmpty, statement.rejected.isEmpty, !refuses, !isLive {
            write(glyphs.usesKeySymbols ? " [–]" : " [-]", .uncited)
        }
    }

    /// What stands between two statements: the model's own space, or one where words would run together.
    private static func gap(before statement: Statement, after text: String) -> String {
        if !statement.leading.isEmpty { return " " }
        guard let last = text.unicodeScalars.last, let first = statement.text.unicodeScalars.first else {
            return ""
        }
        return last.isASCII && first.isASCII && last != " " ? " " : ""
    }

    // MARK: What goes on, and what it came to

    private mutating func status(_ turn: Turn) {
        switch turn.status {
        case .queued: line("queued: asked when the answer before it is done", .muted)
        case .stage(.loadingModel(let name)): line("loading \(name) …", .progress)
        case .stage(.tokenizing): line("tokenising …", .progress)
        case .stage(.searching): line("searching …", .progress)
        case .stage(.waiting(let model)): line("waiting for \(model) …   Esc stops", .progress)
        case .reading(let pace): reading(pace, turn.context)
        case .writing(let tokens, _): line("answer  \(Figures.count(tokens)) tok   Esc stops", .muted)
        case .finished: if let answer = turn.answer { totals(answer, turn) }
        case .failed(let failure):
            line(failure.message, .error)
            if !failure.hint.isEmpty { line(failure.hint, .muted) }
            line("r asks again", .hintText)
        }
    }

    private mutating func reading(_ pace: ReadingPace, _ context: ContextSummary?) {
        let progress = pace.progress
        let cached = progress.cached > 0 ? "   already read \(Figures.count(progress.cached))" : ""
        line("tokenise  \(Figures.count(progress.total)) tok\(cached)", .muted)
        let share = progress.total > 0 ? Double(progress.done) / Double(progress.total) : 0
        write("read      ", .muted)
        bar(share, width: 24)
        write(
            "  \(Int(share * 100))%  \(Figures.count(progress.done))/\(Figures.count(progress.total)) tok",
            .muted)
        endLine()
        if let rate = pace.tokensPerSecond, let left = pace.secondsLeft {
            line("          \(Figures.count(Int(rate))) tok/s   \(Figures.duration(left)) left", .muted)
        }
        if let context { contextLine(context) }
    }

    private mutating func bar(_ share: Double, width: Int) {
        let full = max(0, min(width, Int((share * Double(width)).rounded(.down))))
        write(glyphs.barLeft.string, .progressRest)
        write(String(repeating: glyphs.barFull.text, count: full), .progress)
        write(String(repeating: glyphs.barEmpty.text, count: width - full), .progressRest)
        write(glyphs.barRight.string, .progressRest)
    }

    /// `6 statements · 5 cited · 1 uncited`, what was read, what it cost.
    private mutating func totals(_ answer: CitedAnswer, _ turn: Turn) {
        guard !answer.isFromReader else { return quotedTotals(answer, turn) }
        let dot = glyphs.dot
        let cited = turn.statements.filter { !$0.citations.isEmpty }.count
        var facts = [Figures.plural(answer.statements.count, "statement"), "\(cited) cited"]
        if let sources = sources(turn) { facts.append(sources) }
        let verdicts = turn.review.counts(of: turn.statements.indices, glyphs)
        if !verdicts.isEmpty { facts.append(verdicts) }
        let own = turn.review.humanCounts(glyphs)
        if !own.isEmpty { facts.append("yours \(own)") }
        let uncited = answer.statements.count - cited
        if uncited > 0, !answer.isRefusal { facts.append("\(uncited) uncited") }
        let broken = answer.statements.reduce(0) { $0 + $1.rejected.count }
        if broken > 0 { facts.append("\(broken) not in the document") }
        if answer.isRefusal || (answer.statements.isEmpty && answer.finish != .cancelled) {
            line(
                answer.statements.isEmpty
                    ? "The model found nothing that answers this."
                    : "The model says that the text does not say.",
                .warning)
        }
        line(facts.joined(separator: dot), .muted)
        if answer.statements.contains(where: \.isQuoted) {
            line("This model finds sentences and does not phrase answers: the text above is quoted.", .info)
        }
        if let reviewer = answer.reviewer { line("cited with the help of \(reviewer)", .muted) }
        contextLine(answer.context)
        cost(answer, dot)
        if let warning = answer.readingWarning { line("! " + warning, .warning) }
        switch answer.finish {
        case .stop: break
        case .length: line("cut: the token limit was reached" + goesOn(answer), .warning)
        case .cancelled:
            line(
                "stopped by you at \(answer.statistics.generatedTokens) tok   r again" + goesOn(answer),
                .warning)
        case .lost: lost(answer.failure)
        }
        hits(answer)
    }

    /// The model failed in the middle: what it wrote stands above.
    private mutating func lost(_ failure: AnswerFailure?) {
        line(failure?.message ?? "the answer was lost here", .error)
        if let hint = failure?.hint, !hint.isEmpty { line(hint, .muted) }
        line("what came is kept   r asks again", .hintText)
    }

    private func goesOn(_ answer: CitedAnswer) -> String {
        answer.isContinuable && answer.model.continuesText ? "   . goes on" : ""
    }

    /// Who found it, in how much, how fast.
    private mutating func quotedTotals(_ answer: CitedAnswer, _ turn: Turn) {
        let context = answer.context
        line(
            answer.isRefusal
                ? "\(answer.model.name) found no sentence that answers this."
                : "quoted at once by \(answer.model.name), not written by a model",
            answer.isRefusal ? .warning : .info)
        var parts = [
            context.mode == .whole
                ? "read all \(Figures.plural(context.sentences, "sentence"))"
                : "read \(Figures.count(context.sentences)) of \(Figures.count(context.documentSentences)) "
                    + "sentences, \(Self.origin(context.mode))"
        ]
        if let seconds = answer.statistics.secondsToFirstToken { parts.append(Figures.seconds(seconds)) }
        if let sources = sources(turn) { parts.insert("from " + sources, at: 0) }
        line(parts.joined(separator: glyphs.dot), .muted)
        if !answer.searchHits.isEmpty { line("comes nearest: \(places(answer.searchHits))", .info) }
    }

    /// `harbour 4, lease 1`: how many citations each document has, where there are several documents.
    private func sources(_ turn: Turn) -> String? {
        guard names.count > 1 else { return nil }
        var numbers: [DocumentID: Set<Int>] = [:]
        var order: [DocumentID] = []
        for citation in turn.statements.flatMap(\.citations) {
            let document = citation.span.document
            if numbers[document] == nil { order.append(document) }
            numbers[document, default: []].insert(citation.number)
        }
        guard !order.isEmpty else { return nil }
        return order.map { "\(names[$0] ?? "another document") \(numbers[$0]?.count ?? 0)" }.joined(
            separator: ", ")
    }

    private mutating func contextLine(_ context: ContextSummary) {
        switch context.mode {
        case .whole:
            if context.earlierTurns > 0 {
                line("read whole, with \(Figures.plural(context.earlierTurns, "earlier turn"))", .muted)
            }
        case .sections:
            line("read \(Figures.plural(context.sentences, "sentence")). The question stands alone.", .muted)
        case .retrieved, .head, .middleOut:
            let how = Self.origin(context.mode)
            let why =
                context.scope == .search
                ? "as you wanted. The question stands alone."
                : "the model reads no more at once. Each question stands alone."
            line(
                "answered from \(Figures.count(context.sentences)) of \(Figures.count(context.documentSentences)) "
                    + "sentences, \(how): \(why)",
                .warning)
        }
    }

    private static func origin(_ mode: ContextSummary.Mode) -> String {
        switch mode {
        case .retrieved: "chosen by search"
        case .head: "from the beginning"
        case .sections: "those of the sections"
        default: "from both ends"
        }
    }

    private mutating func cost(_ answer: CitedAnswer, _ dot: String) {
        let figures = answer.statistics
        var parts: [String] = []
        if let first = figures.secondsToFirstToken {
            let earlier =
                figures.cachedTokens > 0 ? " (\(Figures.count(figures.cachedTokens)) tok read earlier)" : ""
            parts.append("TTFT \(Figures.seconds(first))\(earlier)")
        }
        if let rate = figures.prefillTokensPerSecond, figures.promptTokens > figures.cachedTokens {
            parts.append("read \(Figures.count(Int(rate))) tok/s")
        }
        if let rate = figures.decodeTokensPerSecond { parts.append("\(Figures.rate(rate)) tok/s") }
        parts.append("\(Figures.count(figures.generatedTokens)) tok")
        if let before = answer.continuedTokens { parts.append("after \(Figures.count(before)) before it") }
        if answer.sampling.temperature > 0 {
            parts.append(
                "temperature \(Figures.tenths(Double(answer.sampling.temperature))), seed \(answer.sampling.seed)"
            )
        }
        line(parts.joined(separator: dot), .muted)
    }

    private mutating func hits(_ answer: CitedAnswer) {
        guard !answer.searchHits.isEmpty else { return }
        line("found by search, not cited by the model: \(places(answer.searchHits))", .info)
    }

    private func places(_ hits: [SearchHit]) -> String {
        hits.map { place($0.span) }.joined(separator: ", ")
    }

    /// `C218`; of several documents `harbour C218`.
    private func place(_ span: SentenceSpan) -> String {
        (names[span.document].map { $0 + " " } ?? "") + CiteContent.name(span.sentences)
    }

    // MARK: Writing

    private mutating func write(_ string: String, _ role: StyleRole) { pane.write(string, role) }

    private mutating func line(
        _ string: String, _ role: StyleRole, then rest: String = "", _ second: StyleRole = .fg,
        indent: Int = 0
    ) {
        pane.line(string, role, then: rest, second, indent: indent)
    }

    private mutating func endLine() { pane.endLine() }

    private mutating func blank() { pane.blank() }
}
