import LecternEngine
import TerminalUI

/// What is known of one statement, as text: its citations, the checks, the judge, the person, better evidence.
struct CiteContent {
    private(set) var pane = PaneText()
    private let turn: Turn
    private let index: Int
    private let sources: [SourceIndex]
    private let names: [DocumentID: String]
    private let glyphs: GlyphSet

    /// - Parameters:
    ///   - sources: the open documents.
    ///   - names: what they are called, where there are several to tell apart.
    init(
        _ turn: Turn, statement index: Int, cite: CiteScreen, sources: [SourceIndex],
        names: [DocumentID: String] = [:], glyphs: GlyphSet
    ) {
        self.turn = turn
        self.index = index
        self.sources = sources
        self.names = names
        self.glyphs = glyphs
        let statement = turn.statements[index]
        pane.line(statement.text.trimmingSpace, statement.isQuoted ? .quote : .strong)
        pane.blank()
        citations(statement, cite)
        checks(statement)
        judge(statement)
        you()
        better()
        totals()
    }

    // MARK: Citations

    private mutating func citations(_ statement: Statement, _ cite: CiteScreen) {
        if statement.citations.isEmpty {
            pane.line("Cites nothing", .uncited)
            pane.blank()
        }
        let own = turn.answer.map { $0.statements[index].citations } ?? []
        for (number, citation) in statement.citations.enumerated() {
            let edit = cite.edit.flatMap { $0.statement == index && $0.citation == number ? $0 : nil }
            let span = edit.map { $0.first...$0.last } ?? citation.span.sentences
            let isChosen = number == cite.citation && statement.citations.count > 1
            pane.write(isChosen ? glyphs.cursorRow.string + " " : "", .citeActive)
            let document = citation.span.document
            pane.write("[\(citation.number)] \(named(span, in: document))", .citeMarker)
            pane.write(place(span, in: document), .muted)
            if edit != nil {
                pane.write("   ( ) moves  + - end  < > start  \(enter) keeps  Esc undoes", .info)
            } else if let relevant = turn.review.verification(of: index)?.relevant,
                relevant.indices.contains(number),
                relevant[number] == false
            {
                pane.write("   holds nothing of the statement", .verifyNone)
            }
            pane.endLine()
            if number < own.count,
                own[number].span.sentences != span || turn.review.corrections[index] != nil,
                own[number].span != citation.span || edit != nil
            {
                pane.line("  was \(named(own[number].span.sentences, in: own[number].span.document))", .muted)
            }
            if citation.anchor == .clipped {
                pane.line("  the model cited beyond the last sentence; cut there", .warning)
            } else if citation.anchor == .stale {
                pane.line("  the document changed since this answer", .warning)
            }
            text(of: citation.span.document, span)
        }
        for rejected in statement.rejected {
            pane.line(
                "\(glyphs.usesKeySymbols ? "×" : "x") \(rejected.raw)  not in the document: \(rejected.reason.rawValue)",
                .verifyBroken)
        }
        if let removed = removedNames(own, statement), !removed.isEmpty {
            pane.line("  taken out by you: \(removed)", .muted)
        }
    }

    private func removedNames(_ own: [Citation], _ statement: Statement) -> String? {
        guard turn.review.corrections[index] != nil, own.count > statement.citations.count else { return nil }
        let kept = Set(statement.citations.map(\.number))
        return own.filter { !kept.contains($0.number) }
            .map { named($0.span.sentences, in: $0.span.document) }.joined(separator: ", ")
    }

    private mutating func text(of document: DocumentID, _ span: ClosedRange<Int>) {
        guard let source = source(document), span.upperBound < source.sentenceCount else {
            pane.line("  (in a document that is not open)", .muted)
            pane.blank()
            return
        }
        for sentence in span {
            let words = source.document.text(of: sentence...sentence).split(whereSeparator: \.isWhitespace)
            pane.write("\(glyphs.marginBar.text) ", .citeBar)
            pane.line(words.joined(separator: " "), .citeOther, indent: 2)
        }
        pane.blank()
    }

    /// `C218`, `C218–C219`
    static func name(_ span: ClosedRange<Int>) -> String {
        span.count == 1 ? "C\(span.lowerBound)" : "C\(span.lowerBound)–C\(span.upperBound)"
    }

    private func source(_ document: DocumentID) -> SourceIndex? {
        sources.first { $0.document.id == document }
    }

    /// `C218`; of several documents `harbour C218`.
    private func named(_ span: ClosedRange<Int>, in document: DocumentID) -> String {
        (names[document].map { $0 + " " } ?? "") + Self.name(span)
    }

    /// `  p. 12  (2 sentences, 129 characters)`
    private func place(_ span: ClosedRange<Int>, in document: DocumentID) -> String {
        guard let source = source(document), span.upperBound < source.sentenceCount else { return "" }
        let page = source.pageIndex(of: span.lowerBound).map { "  p. \(source.pages[$0].label)" } ?? ""
        let length = source.document.text(of: span).count
        return "\(page)  (\(Figures.plural(span.count, "sentence")), \(Figures.plural(length, "character")))"
    }

    private var enter: String { glyphs.usesKeySymbols ? "⏎" : "Enter" }

    // MARK: Checks

    private mutating func checks(_ statement: Statement) {
        guard !statement.citations.isEmpty else { return }
        var facts: [String] = []
        let anchors = statement.citations.map(\.anchor)
        facts.append(
            anchors.allSatisfy { $0 == .ok }
                ? "anchor ok" : anchors.contains(.stale) ? "text changed" : "anchor cut")
        for (kind, name) in [
            (StatementCheck.Kind.quote, "quotations"), (.number, "numbers"), (.date, "dates"),
            (.name, "names"),
        ] {
            let all = statement.checks.filter { $0.kind == kind }
            guard !all.isEmpty else { continue }
            facts.append("\(name) \(all.filter { $0.found != .missing }.count)/\(all.count)")
        }
        if statement.isQuoted { facts.append("the cited text itself") }
        pane.line("Checks  ", .muted, then: facts.joined(separator: glyphs.dot), indent: 8)
        let missing = statement.checks.filter { $0.found == .missing }
        if !missing.isEmpty {
            pane.line(
                "        not in the cited text: " + missing.map { "“\($0.value)”" }.joined(separator: ", "),
                .warning,
                indent: 8)
        }
        let folded = statement.checks.filter { $0.found == .folded }
        if !folded.isEmpty {
            pane.line(
                "        in another form: " + folded.map { "“\($0.value)”" }.joined(separator: ", "), .muted,
                indent: 8)
        }
    }

    // MARK: Verdicts

    private mutating func judge(_ statement: Statement) {
        guard let latest = turn.review.verifications.last else {
            pane.line(
                "Judge   ", .muted, then: "not checked  V checks this statement, gV all", .muted, indent: 8)
            return
        }
        for verification in turn.review.verifications.reversed()
        where verification.statements.indices.contains(index) {
            let result = verification.statements[index]
            pane.write(verification.judge == latest.judge ? "Judge   " : "        ", .muted)
            if statement.citations.isEmpty {
                let words =
                    switch result.needsCitation {
                    case true?: "needs a citation"
                    case false?: "needs no citation"
                    case nil: "not told whether it needs a citation"
                    }
                pane.write(words, result.needsCitation == false ? .muted : .warning)
            } else if result.verdict == .unchecked {
                pane.write(
                    result.words.isEmpty ? "not checked" : "no verdict: \(result.words)", .verifyUnchecked)
            } else {
                pane.write("\(result.verdict.mark(glyphs)) \(result.verdict.word)", result.verdict.role)
                if let probability = result.probability {
                    pane.write(" (\(Int((probability * 100).rounded()))%)", .muted)
                }
                if !result.words.isEmpty { pane.write("  \(result.words)", .fg) }
            }
            let isOwn = verification.judgesItself ? ", its own answer" : ""
            pane.line("  \(verification.judge)\(isOwn)", .muted, indent: 8)
        }
    }

    private mutating func you() {
        pane.write("You     ", .muted)
        if let own = turn.review.verdicts[index] {
            pane.write("\(own.mark(glyphs)) \(own.word)", own.role)
        } else {
            pane.write("(none)", .muted)
        }
        pane.line("   1 supported  2 partly  3 no support  0 clear", .hintText, indent: 8)
        pane.blank()
    }

    private mutating func better() {
        guard let hits = turn.review.verification(of: index)?.better, !hits.isEmpty else { return }
        pane.line("Better evidence, found by search", .muted, then: "   A adds the first", .hintText)
        for hit in hits {
            let score = Int((hit.score * 100).rounded())
            var words = ""
            if let source = source(hit.span.document),
                hit.span.sentences.upperBound < source.sentenceCount
            {
                words = source.document.text(of: hit.span.sentences).split(whereSeparator: \.isWhitespace)
                    .joined(separator: " ")
            }
            pane.write("  \(score)%  \(named(hit.span.sentences, in: hit.span.document))", .info)
            pane.line("  \(words)", .fg, indent: 8)
        }
        pane.blank()
    }

    private mutating func totals() {
        guard let verification = turn.review.verifications.last else { return }
        let scores = verification.scores
        func percent(_ value: Double) -> String { "\(Int((value * 100).rounded()))%" }
        pane.line(
            "Answer  ", .muted,
            then:
                "recall \(percent(scores.recall))   precision \(percent(scores.precision))   F1 \(percent(scores.f1))",
            .fg, indent: 8)
        pane.line("        by \(verification.judge)", .muted)
    }
}
