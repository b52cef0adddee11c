/// Text that is safe to measure and to draw: the one way for text from outside to reach a screen.
///
/// It comes from a literal or through `init(untrusted:)`, so forgetting the gate is a compile error. What the gate
/// does to each kind of scalar is written at `TextGate`. Newlines and tabs stay in it.
///
/// Highlights, selection and copying refer to the source; `SafeText+Offsets.swift` maps between the two.
package struct SafeText: Sendable, Hashable {
    /// What may be shown. Holds no control scalar but newline and tab, no bidirectional control, nothing invisible
    /// that doesn't belong to its cluster.
    package let string: String
    /// Bytes of UTF-8 that the source has.
    package let sourceCount: Int
    /// Where `string` differs from the source, in order.
    let edits: [Edit]

    /// A place where the gate put something else.
    struct Edit: Sendable, Hashable {
        enum Kind: Sendable, Hashable { case control, sequence, bidirectional, invisible, replaced, newline }

        var kind: Kind
        /// UTF-8 offsets into `string`.
        var safe: Range<Int>
        /// UTF-8 offsets into the source.
        var source: Range<Int>
    }

    /// Takes text from anywhere through the gate.
    ///
    /// - Complexity: O(n); printable ASCII is only looked at.
    package init(untrusted text: String) {
        (string, edits) = TextGate.pass(text)
        sourceCount = text.utf8.count
    }

    init(string: String, edits: [Edit], sourceCount: Int) {
        self.string = string
        self.edits = edits
        self.sourceCount = sourceCount
    }

    package init(_ number: some BinaryInteger) { self.init(untrusted: String(number)) }

    package static let empty = SafeText(string: "", edits: [], sourceCount: 0)

    package var isEmpty: Bool { string.isEmpty }

    /// Bytes of UTF-8 in `string`.
    package var count: Int { string.utf8.count }

    /// For plain text output: whole escape sequences are left out instead of marked.
    package var plainString: String {
        guard edits.contains(where: { $0.kind == .sequence }) else { return string }
        let bytes = string.utf8
        var result = ""
        var start = 0
        for edit in edits where edit.kind == .sequence {
            result += text(in: start..<edit.safe.lowerBound)
            start = edit.safe.upperBound
        }
        return result + text(in: start..<bytes.count)
    }

    /// Columns on one line.
    package var columns: Int { CellWidth.of(self) }

    /// Part of the text, by UTF-8 offsets into `string` that lie between clusters.
    func text(in range: Range<Int>) -> Substring {
        let utf8 = string.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return string[start..<utf8.index(start, offsetBy: range.count)]
    }
}

/// What the gate found, for titles such as “12 invisible”.
package struct HiddenCharacters: Sendable, Hashable {
    /// Control characters, shown as pictures.
    package var controls = 0
    /// Whole escape sequences, shown as one mark each.
    package var sequences = 0
    /// Bidirectional controls, shown as a mark.
    package var bidirectional = 0
    /// Zero-width and other invisible scalars, left out.
    package var invisible = 0
    /// Private use and unassigned, shown as U+FFFD.
    package var replaced = 0

    package init() {}

    package var isEmpty: Bool { self == HiddenCharacters() }

    package static func + (left: HiddenCharacters, right: HiddenCharacters) -> HiddenCharacters {
        var sum = left
        sum.controls += right.controls
        sum.sequences += right.sequences
        sum.bidirectional += right.bidirectional
        sum.invisible += right.invisible
        sum.replaced += right.replaced
        return sum
    }
}

extension SafeText {
    package var hidden: HiddenCharacters {
        var found = HiddenCharacters()
        for edit in edits {
            switch edit.kind {
            case .control: found.controls += 1
            case .sequence: found.sequences += 1
            case .bidirectional: found.bidirectional += 1
            case .invisible: found.invisible += 1
            case .replaced: found.replaced += 1
            case .newline: break
            }
        }
        return found
    }
}
