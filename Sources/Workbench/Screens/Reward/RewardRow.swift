import LecternEngine
import TerminalUI

/// One line of the details of a dimension.
enum RewardRow: Sendable, Hashable {
    /// - verdict: the judge's; own: the person's, where there is one.
    case fact(Int, text: String, verdict: Verdict, own: Verdict?)
    /// A passage that a fact was checked against; `number` of `count`.
    case evidence(fact: Int, SentenceSpan, text: String, number: Int, count: Int)
    case note(fact: Int?, text: String, StyleRole)
    /// What a part of the document says on the question.
    case extract(SentenceSpan, label: String, text: String, isEmpty: Bool)

    /// The fact that the line belongs to.
    var fact: Int? {
        switch self {
        case .fact(let number, _, _, _), .evidence(let number, _, _, _, _): number
        case .note(let number, _, _): number
        case .extract: nil
        }
    }

    /// Where Enter goes.
    var span: SentenceSpan? {
        switch self {
        case .evidence(_, let span, _, _, _), .extract(let span, _, _, _): span
        case .fact, .note: nil
        }
    }

    /// The lines of a dimension.
    ///
    /// - Parameters:
    ///   - open: facts whose evidence is shown.
    ///   - width: what a judge wrote is broken at this many columns.
    static func rows(
        of result: DimensionResult?, overrides: RewardOverrides, open: Set<Int>, showsReplies: Bool,
        source: SourceIndex?, width: Int, glyphs: GlyphSet
    ) -> [RewardRow] {
        guard let result else { return [] }
        var rows: [RewardRow] = []
        func add(_ text: String, _ role: StyleRole, fact: Int? = nil) {
            let layout = TextLayout(SafeText(untrusted: text), width: max(8, width))
            for line in layout.lines {
                rows.append(.note(fact: fact, text: layout.shown(line).string, role))
            }
        }
        func addReplies(_ attempts: [JudgeAttempt], fact: Int? = nil) {
            for (index, attempt) in attempts.enumerated() where showsReplies || !attempt.isReadable {
                let state = attempt.isReadable ? "reply" : "unreadable reply"
                add("\(state) \(index + 1), temperature \(attempt.temperature):", .muted, fact: fact)
                add(attempt.output, .code, fact: fact)
            }
        }
        if result.score == nil {
            add(RewardText.status(result.status), isFailure(result.status) ? .error : .muted)
        }
        if result.dimension != .faithfulness || result.facts.isEmpty {
            if !result.analysis.isEmpty { add(result.analysis, .fg) }
            addReplies(result.attempts)
        }
        for (number, fact) in result.facts.enumerated() {
            rows.append(
                .fact(number, text: fact.fact, verdict: fact.verdict, own: overrides.facts[number]))
            guard open.contains(number) else { continue }
            for (place, span) in fact.evidence.enumerated() {
                rows.append(
                    .evidence(
                        fact: number, span, text: words(of: span, source), number: place + 1,
                        count: fact.evidence.count))
            }
            if !fact.analysis.isEmpty { add("judge: " + fact.analysis, .muted, fact: number) }
            addReplies(fact.attempts, fact: number)
            let own = overrides.facts[number].map(\.word) ?? glyphs.nothing
            add("you: \(own)   (1 fully  2 partly  3 none  0 clear)", .you, fact: number)
        }
        if !result.facts.isEmpty, showsReplies { addReplies(result.attempts) }
        for extract in result.extracts {
            rows.append(
                .extract(
                    extract.part, label: extract.label, text: oneLine(extract.text), isEmpty: extract.isEmpty)
            )
        }
        return rows
    }

    private static func isFailure(_ status: DimensionStatus) -> Bool {
        if case .failed = status { true } else { false }
    }

    private static func words(of span: SentenceSpan, _ source: SourceIndex?) -> String {
        guard let source, source.document.id == span.document,
            span.sentences.upperBound < source.sentenceCount
        else { return "(in another document)" }
        return oneLine(String(source.document.text(of: span.sentences)))
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
