/// LongCite's released parser (`longcite.md` §5), kept exactly: what its data and scores are made with.
///
/// `CitationParser` is what people see; this one says whether an answer was well-formed and rebuilds it for training.
package enum StrictCitationReader {
    package struct Piece: Sendable, Hashable {
        /// Text without its cite pairs; nothing is trimmed.
        package let text: String
        /// Inclusive sentence numbers; nil for glue between statements.
        package let citations: [ClosedRange<Int>]?

        package init(text: String, citations: [ClosedRange<Int>]?) {
            self.text = text
            self.citations = citations
        }
    }

    /// Text outside of statements counts as a statement when more than this many scalars are left after trimming.
    static let longestGlue = 5
    /// Spans kept of one statement.
    static let mostCitations = 3

    /// - Parameter sentenceCount: sentences that the prompt numbered.
    package static func read(_ answer: String, sentenceCount: Int) -> [Piece] {
        var pieces: [Piece] = []
        let bytes = Array(answer.utf8)
        var cursor = 0
        func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        while true {
            let open = find(AnswerTag.statementOpen, in: bytes, from: cursor) ?? bytes.count
            let afterOpen = min(open + AnswerTag.statementOpen.bytes.count, bytes.count)
            let loose = string(cursor..<open)
            if !loose.isEmpty {
                pieces.append(Piece(text: loose, citations: isStatement(loose) ? [] : nil))
            }
            // The reference looks for the closing tag from the opening one on.
            guard open < bytes.count, let close = find(AnswerTag.statementClose, in: bytes, from: afterOpen)
            else {
                return pieces
            }
            let inner = string(afterOpen..<close)
            if inner.trimmed.isEmpty {
                pieces.append(Piece(text: inner, citations: nil))
            } else {
                pieces.append(statement(inner, sentenceCount: sentenceCount))
            }
            cursor = close + AnswerTag.statementClose.bytes.count
        }
    }

    /// Whether loose text is long enough to be a statement of its own.
    static func isStatement(_ loose: some StringProtocol) -> Bool {
        loose.trimmed.unicodeScalars.count > longestGlue
    }

    /// The answer with each statement rewritten in LongCite's form, one cite pair at its end.
    package static func rebuilt(_ pieces: [Piece]) -> String {
        pieces.map { piece in
            guard let citations = piece.citations else { return piece.text }
            let spans = citations.map { "[\($0.lowerBound)-\($0.upperBound)]" }.joined()
            return "<statement>\(piece.text)<cite>\(spans)</cite></statement>"
        }.joined().trimmed
    }

    private static func statement(_ inner: String, sentenceCount: Int) -> Piece {
        let bytes = Array(inner.utf8)
        var text: [UInt8] = []
        var written: [CitationSpans.Written] = []
        var cursor = 0
        while let open = find(AnswerTag.citeOpen, in: bytes, from: cursor),
            let close = find(AnswerTag.citeClose, in: bytes, from: open + AnswerTag.citeOpen.bytes.count)
        {
            text += bytes[cursor..<open]
            let content = bytes[open + AnswerTag.citeOpen.bytes.count..<close]
            written += CitationSpans.strict(String(decoding: content, as: UTF8.self))
            cursor = close + AnswerTag.citeClose.bytes.count
        }
        text += bytes[cursor...]
        return Piece(
            text: String(decoding: text, as: UTF8.self),
            citations: kept(written, sentenceCount: sentenceCount))
    }

    /// Drops, clamps and joins spans as the reference does; nothing is sorted or de-duplicated.
    private static func kept(_ written: [CitationSpans.Written], sentenceCount: Int) -> [ClosedRange<Int>] {
        var kept: [ClosedRange<Int>] = []
        for span in written where span.first < sentenceCount && span.last >= span.first {
            let last = min(span.last, sentenceCount - 1)
            if let before = kept.last, before.upperBound + 1 == span.first {
                kept[kept.count - 1] = before.lowerBound...last
            } else {
                kept.append(span.first...last)
            }
        }
        return Array(kept.prefix(mostCitations))
    }

    private static func find(_ tag: AnswerTag, in bytes: [UInt8], from start: Int) -> Int? {
        let tag = tag.bytes
        guard start + tag.count <= bytes.count else { return nil }
        return (start...bytes.count - tag.count).first { bytes[$0..<$0 + tag.count].elementsEqual(tag) }
    }
}

/// The four tags of a cited answer.
enum AnswerTag: String, CaseIterable {
    case statementOpen = "<statement>"
    case statementClose = "</statement>"
    case citeOpen = "<cite>"
    case citeClose = "</cite>"

    var bytes: [UInt8] { Array(rawValue.utf8) }
}
