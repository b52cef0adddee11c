/// `•`, `–`, `3.`, `(b)` and their like at the start of a line.
enum ListMarker {
    /// Whether a line starts with one and goes on after a space.
    static func starts(_ text: String) -> Bool {
        guard let space = text.firstIndex(of: " ") else {
            return text.unicodeScalars.first.map(isBullet) ?? false && text.unicodeScalars.count > 1
        }
        let word = text[..<space]
        return isMarker(word) || word.unicodeScalars.first.map(isBullet) ?? false
    }

    /// Whether a word is one.
    static func isMarker(_ word: some StringProtocol) -> Bool {
        let scalars = Array(word.unicodeScalars.prefix(8))
        guard let first = scalars.first else { return false }
        if scalars.count == 1 { return isBullet(first) || "-–—*o".unicodeScalars.contains(first) }
        let opens = first == "(" || first == "["
        guard let last = scalars.last, ".)]".unicodeScalars.contains(last) else { return false }
        let label = scalars[(opens ? 1 : 0)..<scalars.count - 1]
        guard !label.isEmpty else { return false }
        let isNumber = label.count <= 3 && label.allSatisfy(\.isDecimalDigit)
        let isRoman = label.count <= 5 && label.allSatisfy { "ivxlc".unicodeScalars.contains($0) }
        return isNumber || isRoman
            || label.count == 1 && (opens || last == ")" || label.first?.letterCase == .lower)
    }

    private static func isBullet(_ scalar: Unicode.Scalar) -> Bool {
        "•‣◦▪▫●○■□◆◇➢➤✓✔∙·\u{F0B7}\u{F0A7}".unicodeScalars.contains(scalar)
    }
}

/// Whether a line ends the way sentences do.
enum SentenceEnd {
    static func ends(_ text: String) -> Bool {
        var scalars = Substring(text).unicodeScalars
        while let last = scalars.last, "\"')]”’」』）0123456789[".unicodeScalars.contains(last) {
            // A note's number after the full stop: `end.[3]`
            guard let open = scalars.lastIndex(of: "["), last == "]" else {
                if last.isDecimalDigit || last == "[" { break }
                scalars.removeLast()
                continue
            }
            scalars = scalars[..<open]
        }
        return scalars.last.map { ".!?。！？…".unicodeScalars.contains($0) } ?? false
    }
}
