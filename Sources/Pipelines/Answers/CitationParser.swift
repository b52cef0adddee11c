import Documents

/// Reads a cited answer while it streams: statements with their citations, checked against what the prompt held.
///
/// Lenient where the released parser loses something (`longcite.md` §7): each repair is counted, spans that don't
/// exist are kept apart, and no markup ever shows. Cut anywhere, the result is that of the whole text.
package struct CitationParser: Sendable {
    /// What was read, once the stream has ended.
    package struct Result: Sendable, Hashable {
        package var statements: [Statement]
        /// White space or glue after the last statement.
        package var trailing: String
        package var report: ParseReport
    }

    /// What the model was asked to write.
    package enum Form: Sendable {
        case statements
        /// Cite pairs without words: the cited sentences are the answer.
        case citationsAlone
    }

    private enum Place { case outside, statement, cite }

    private let context: NumberedContext
    private let form: Form
    private var scanner = MarkupScanner()
    private var raw = ""
    /// Statements that nothing later can change, and how many of them a draft has told of.
    private var settled: [Statement] = []
    private var reported = 0
    private var place = Place.outside
    /// The statement that is being written.
    private var open = OpenStatement()
    /// Contents of the `<cite>` that is open.
    private var cite = ""
    private var numbers = CitationNumbers()
    private var repairs = 0

    package init(_ context: NumberedContext, form: Form = .statements) {
        self.context = context
        self.form = form
    }

    /// Takes the next piece of the stream; whole characters only.
    ///
    /// - Returns: what to show now, as a replacement of the tail that was shown before.
    package mutating func consume(_ text: String) -> AnswerDraft {
        raw += text
        for token in scanner.consume(text) { read(token) }
        return draft()
    }

    /// - Parameter isCut: the model was stopped, or ran into a limit, and did not end by itself.
    package mutating func finish(isCut: Bool = false) -> Result {
        for token in scanner.finish() { read(token) }
        switch place {
        case .cite:
            closeCite(isCut: true)
            repairs += 1
            close(isCut: true)
        case .statement:
            repairs += 1
            close(isCut: true)
        case .outside:
            closeLoose(isCut: isCut)
        }
        return Result(statements: settled, trailing: open.leading + open.text, report: report())
    }

    // MARK: Tokens

    private mutating func read(_ token: MarkupScanner.Token) {
        switch (token, place) {
        case (.text(let text), .outside), (.text(let text), .statement):
            open.text += text
        case (.text(let text), .cite):
            cite += text
        case (.lameOpening, _):
            repairs += 1
            read(.tag(.statementOpen))
        case (.tag(.statementOpen), .outside):
            closeLoose(isCut: false)
            place = .statement
        case (.tag(.statementOpen), .statement):
            // The statement before was never closed.
            repairs += 1
            close(isCut: false)
            place = .statement
        case (.tag(.statementOpen), .cite):
            repairs += 1
            closeCite(isCut: false)
            close(isCut: false)
            place = .statement
        case (.tag(.statementClose), .outside):
            repairs += 1
        case (.tag(.statementClose), .statement):
            close(isCut: false)
        case (.tag(.statementClose), .cite):
            repairs += 1
            closeCite(isCut: false)
            close(isCut: false)
        case (.tag(.citeOpen), .outside), (.tag(.citeOpen), .statement):
            open.isLoose = place == .outside
            place = .cite
        case (.tag(.citeOpen), .cite):
            repairs += 1
        case (.tag(.citeClose), .cite):
            closeCite(isCut: false)
            if open.isLoose {
                closeUntagged()
            } else {
                place = .statement
            }
        case (.tag(.citeClose), _):
            repairs += 1
        }
    }

    /// Turns what was written in a cite pair into citations of the open statement.
    private mutating func closeCite(isCut: Bool) {
        let reading = CitationSpans.lenient(cite, isCut: isCut)
        cite = ""
        repairs += reading.repairs
        open.rejected += reading.unreadable.map { RejectedCitation(raw: $0, reason: .unreadable) }
        for span in reading.spans {
            if span.last < span.first {
                open.rejected.append(RejectedCitation(raw: span.raw, reason: .reversed))
            } else if span.first >= context.count {
                open.rejected.append(RejectedCitation(raw: span.raw, reason: .beyond))
            } else {
                open.add(
                    span.first...min(span.last, context.count - 1), isClipped: span.last >= context.count)
            }
        }
    }

    /// Ends the open statement: white space around its words becomes glue between statements.
    private mutating func close(isCut: Bool) {
        place = .outside
        guard !open.isBlank else {
            open = OpenStatement(leading: open.leading + open.text)
            return
        }
        let rest = open.trailingSpace
        settle(open.citesOnly ? quotations(open) : [finished(open)], isCut: isCut)
        open = OpenStatement(leading: rest)
    }

    /// Text outside of statements: a statement of its own when it is long enough, else glue before the next one.
    private mutating func closeLoose(isCut: Bool) {
        guard StrictCitationReader.isStatement(open.text) else {
            open = OpenStatement(leading: open.leading + open.text)
            return
        }
        let rest = open.trailingSpace
        settle([finished(open)], isCut: isCut)
        open = OpenStatement(leading: rest)
    }

    /// A cite pair outside of statements: it belongs to the words before it, or to the statement before, or, where
    /// there are no words at all, the cited sentences are the answer and are quoted.
    private mutating func closeUntagged() {
        place = .outside
        if form == .statements { repairs += 1 }
        guard open.citesOnly else {
            let rest = open.trailingSpace
            settle([finished(open)])
            open = OpenStatement(leading: rest)
            return
        }
        if let last = settled.last, !last.isQuoted {
            let cited = finished(open)
            settled[settled.count - 1].citations += cited.citations
            settled[settled.count - 1].rejected += cited.rejected
            // A draft may have told of that statement already: it has to be sent again.
            reported = min(reported, settled.count - 1)
        } else {
            settle(quotations(open))
        }
        open = OpenStatement(leading: open.leading + open.text)
    }

    private mutating func settle(_ statements: [Statement], isCut: Bool = false) {
        settled += statements
        if isCut, !settled.isEmpty { settled[settled.count - 1].isCut = true }
    }

    // MARK: Statements

    private mutating func finished(_ open: OpenStatement) -> Statement {
        Statement(
            text: open.text.trimmed, leading: open.leading + open.leadingSpace,
            citations: open.spans.flatMap { span in citations(of: span) }, rejected: open.rejected)
    }

    /// Each span as a statement of its own that is the cited text.
    private mutating func quotations(_ open: OpenStatement) -> [Statement] {
        var statements = open.spans.flatMap { span in citations(of: span) }.map { citation in
            Statement(text: text(of: citation.span), citations: [citation], isQuoted: true)
        }
        guard !open.rejected.isEmpty else { return statements }
        if statements.isEmpty { statements.append(Statement(text: "", isQuoted: true)) }
        statements[statements.count - 1].rejected += open.rejected
        return statements
    }

    private mutating func citations(of span: OpenStatement.Span) -> [Citation] {
        let places = context.spans(of: span.numbers)
        return places.enumerated().map { index, place in
            let isClipped = span.isClipped && index == places.count - 1
            return Citation(
                number: numbers.number(of: place), span: place, anchor: isClipped ? .clipped : .ok)
        }
    }

    /// The cited text on one line: the line ends of the file say nothing in an answer.
    private func text(of span: SentenceSpan) -> String {
        let document = context.windows.first { $0.document.id == span.document }?.document
        guard let text = document?.text(of: span.sentences) else { return "" }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    // MARK: Results

    private mutating func draft() -> AnswerDraft {
        var tail = Array(settled[reported...])
        let firstChanged = reported
        // What is open is shown and sent again next time; only the settled ones count as told.
        reported = settled.count
        if !open.text.trimmed.isEmpty || !open.spans.isEmpty {
            var copy = self
            tail.append(copy.finished(open))
        }
        return AnswerDraft(
            firstChanged: firstChanged, tail: tail, isCiting: place == .cite, generatedTokens: 0)
    }

    private func report() -> ParseReport {
        let written: [[SentenceSpan]]
        let texts: [String]
        switch form {
        case .statements:
            let strict = StrictCitationReader.read(raw, sentenceCount: context.count).filter {
                $0.citations != nil
            }
            texts = strict.map(\.text.trimmed)
            written = strict.map { $0.citations?.flatMap { context.spans(of: $0) } ?? [] }
        case .citationsAlone:
            // Each span is a statement here, and nothing but spans was asked for.
            texts = settled.map { $0.isQuoted ? $0.text : "" }
            written = settled.map { $0.citations.map(\.span) }
        }
        let isSame = texts == settled.map(\.text) && written == settled.map { $0.citations.map(\.span) }
        return ParseReport(
            isStrict: isSame && repairs == 0 && settled.allSatisfy(\.rejected.isEmpty), repairs: repairs)
    }
}

/// Numbers citations in the order in which they first appear.
struct CitationNumbers: Sendable {
    private var known: [SentenceSpan: Int] = [:]

    mutating func number(of span: SentenceSpan) -> Int {
        if let number = known[span] { return number }
        known[span] = known.count + 1
        return known.count
    }
}
