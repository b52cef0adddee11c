/// Text of our own, and text put together from safe parts.
///
/// In an interpolation only safe things can stand: `"p. \(page) of \(count)"`, `"\(untrusted: name) is open"`.
extension SafeText: ExpressibleByStringInterpolation {
    package init(stringLiteral value: StaticString) {
        self.init(untrusted: value.withUTF8Buffer { String(decoding: $0, as: UTF8.self) })
    }

    package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.result }

    package struct StringInterpolation: StringInterpolationProtocol {
        var result = SafeText.empty

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: StaticString) {
            result += SafeText(stringLiteral: literal)
        }

        package mutating func appendInterpolation(_ text: SafeText) { result += text }

        package mutating func appendInterpolation(_ number: some BinaryInteger) { result += SafeText(number) }

        package mutating func appendInterpolation(untrusted text: String) {
            result += SafeText(untrusted: text)
        }
    }

    package static func + (left: SafeText, right: SafeText) -> SafeText {
        if left.sourceCount == 0 { return right }
        if right.sourceCount == 0 { return left }
        let shown = left.count
        let moved = right.edits.map { edit in
            Edit(
                kind: edit.kind, safe: edit.safe.lowerBound + shown..<edit.safe.upperBound + shown,
                source: edit.source.lowerBound + left.sourceCount..<edit.source.upperBound + left.sourceCount)
        }
        return SafeText(
            string: left.string + right.string, edits: left.edits + moved,
            sourceCount: left.sourceCount + right.sourceCount)
    }

    package static func += (left: inout SafeText, right: SafeText) { left = left + right }

    package init(repeating text: SafeText, count: Int) {
        self = (0..<max(0, count)).reduce(into: .empty) { result, _ in result += text }
    }
}

extension Sequence<SafeText> {
    package func joined(separator: SafeText = .empty) -> SafeText {
        var result = SafeText.empty
        for (index, text) in enumerated() {
            if index > 0 { result += separator }
            result += text
        }
        return result
    }
}

extension SafeText {
    /// As many whole clusters as fit into `columns`, with `ellipsis` in the last columns if something is missing.
    package func truncated(to columns: Int, ellipsis: SafeText = "…") -> SafeText {
        var width = 0
        var kept = 0
        var offset = 0
        let room = max(0, columns - ellipsis.columns)
        for cluster in string {
            width += CellWidth.columns(of: cluster, at: width)
            offset += cluster.utf8.count
            if width <= room { kept = offset }
            if width > columns {
                let start = prefix(kept)
                return start.columns + ellipsis.columns <= columns ? start + ellipsis : start
            }
        }
        return self
    }

    /// The text up to a UTF-8 offset of `string` that lies between clusters.
    func prefix(_ count: Int) -> SafeText {
        SafeText(
            string: String(text(in: 0..<count)), edits: edits.filter { $0.safe.upperBound <= count },
            sourceCount: sourceRange(of: 0..<count).upperBound)
    }

    /// With spaces at one side or both, so that it takes `columns`; unchanged if it is wider.
    package func padded(to columns: Int, _ alignment: Alignment = .left) -> SafeText {
        let free = max(0, columns - self.columns)
        let left =
            switch alignment {
            case .left: 0
            case .right: free
            case .center: free / 2
            }
        return SafeText(repeating: " ", count: left) + self + SafeText(repeating: " ", count: free - left)
    }
}

/// Where text stands in a column.
package enum Alignment: Sendable, Hashable { case left, right, center }
