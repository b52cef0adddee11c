/// `•`, `–`, `3.`, `(b)` and their like at the start of a line.
enum ListMarker {
    enum Kind { case bullet, number }

    /// Whether a line starts with one and goes on after it.
    static func starts(_ text: String) -> Bool {
        guard let space = text.firstIndex(of: " ") else {
            return text.unicodeScalars.first.map(isBullet) ?? false && text.unicodeScalars.count > 1
        }
        let word = text[..<space]
        return kind(of: word) != nil || word.unicodeScalars.first.map(isBullet) ?? false
    }

    /// What marker a word is, if it is one.
    static func kind(of word: some StringProtocol) -> Kind? {
        let scalars = Array(word.unicodeScalars.prefix(8))
        guard let first = scalars.first, let last = scalars.last else { return nil }
        if scalars.count == 1 {
            return isBullet(first) || "-–—*+o".unicodeScalars.contains(first) ? .bullet : nil
        }
        let opens = first == "(" || first == "["
        guard ".)]".unicodeScalars.contains(last) else { return nil }
        let label = scalars[(opens ? 1 : 0)..<scalars.count - 1]
        guard let sign = label.first else { return nil }
        let isNumber = label.count <= 3 && label.allSatisfy(\.isDecimalDigit)
        let isRoman = label.count <= 5 && label.allSatisfy { "ivxlc".unicodeScalars.contains($0) }
        let isLetter =
            label.count == 1 && sign.isPunktLetter && (opens || last == ")" || sign.letterCase == .lower)
        return isNumber || isRoman || isLetter ? .number : nil
    }

    private static func isBullet(_ scalar: Unicode.Scalar) -> Bool {
        "•‣◦▪▫●○■□◆◇➢➤✓✔∙·\u{F0B7}\u{F0A7}".unicodeScalars.contains(scalar)
    }
}

/// Whether a line ends the way sentences do.
enum SentenceEnd {
    static func ends(_ text: some StringProtocol) -> Bool {
        var scalars = Substring(text).unicodeScalars
        while let last = scalars.last {
            if "\"')”’」』）".unicodeScalars.contains(last) {
                scalars.removeLast()
            } else if last == "]", let open = scalars.lastIndex(of: "[") {
                // A note's number after the full stop: `end.[3]`
                scalars = scalars[..<open]
            } else {
                return ".!?。！？；…".unicodeScalars.contains(last)
            }
        }
        return false
    }
}
