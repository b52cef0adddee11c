/// The words of a document, to tell a hyphen that only ends a line from one that belongs to the word.
struct PDFVocabulary {
    private var words: Set<String> = []
    private var compounds: Set<String> = []

    init(_ lines: some Sequence<String>) {
        var wasCut = false
        for line in lines {
            let parts = line.split(separator: " ")
            // What follows a hyphen at a line's end may be half a word.
            let isRest = wasCut
            wasCut = line.hasSuffix("-")
            for (index, part) in parts.enumerated() where !(isRest && index == 0) {
                let word = Self.letters(of: part).lowercased()
                guard !word.isEmpty, !word.contains("\u{AD}") else { continue }
                if !word.contains("-") {
                    words.insert(word)
                } else if index < parts.count - 1 || word.last != "-" {
                    compounds.insert(word)
                    for piece in word.split(separator: "-") where piece.count > 1 {
                        words.insert(String(piece))
                    }
                }
            }
        }
    }

    /// The text of a paragraph: its lines joined by spaces, words that were cut at a line's end made whole.
    func joined(_ lines: [PDFLine]) -> String {
        var text = ""
        for line in lines {
            for (number, part) in line.text.split(separator: "\u{AD}").enumerated() {
                // Lines of a table's cell were joined before.
                if number > 0 { text += "-" }
                add(String(part), to: &text)
            }
        }
        return text
    }

    private func add(_ line: String, to text: inout String) {
        if text.isEmpty {
            text = line
        } else if PDFAddresses.goesOn(text, in: line) {
            text += line
        } else if let cut = hyphenCut(text, line) {
            if cut == .drop { text.removeLast() }
            text += line
        } else {
            text += (PDFText.needsSpace(text, line) ? " " : "") + line
        }
    }

    private enum HyphenCut { case keep, drop }

    /// Nil where the line doesn't end in a hyphen after a letter.
    private func hyphenCut(_ left: String, _ right: String) -> HyphenCut? {
        guard let hyphen = left.unicodeScalars.last, hyphen == "-" || hyphen == "\u{2010}",
            let before = left.unicodeScalars.dropLast().last, before.properties.isAlphabetic,
            let after = right.unicodeScalars.first, after.isPunktLetter || after.isDecimalDigit
        else { return nil }
        let start = Self.letters(of: left.dropLast().suffix(while: { $0 != " " })).lowercased()
        let end = Self.letters(of: right.prefix(while: { $0 != " " })).lowercased()
        // A capital or a digit after it: a compound, a range, or a word in capitals.
        guard after.letterCase == .lower else {
            let isWord =
                before.letterCase == .upper && after.letterCase == .upper
                && words.contains(start + end) && !compounds.contains(start + "-" + end)
            return isWord ? .drop : .keep
        }
        if compounds.contains(start + "-" + end) || end.contains("@") { return .keep }
        if words.contains(start + end) { return .drop }
        // One hyphen already: state-of-the-art.
        if let last = start.lastIndex(of: "-"), end.count >= 3, !Self.endings.contains(end) {
            return words.contains(start[start.index(after: last)...] + end) ? .drop : .keep
        }
        // Two whole words of some length are more likely a compound.
        let isCompound =
            start.count >= 4 && end.count >= 3 && words.contains(start) && words.contains(end)
            && !Self.endings.contains(end)
        return isCompound ? .keep : .drop
    }

    /// Words that a cut left behind.
    private static let endings: Set<String> = [
        "ing", "ings", "ion", "ions", "tion", "tions", "sion", "ment", "ments", "able", "ness", "ally", "ity",
    ]

    /// Without quotation marks and punctuation at the ends.
    private static func letters(of word: some StringProtocol) -> Substring {
        var rest = Substring(word)
        while let first = rest.unicodeScalars.first, !first.properties.isAlphabetic {
            rest.unicodeScalars.removeFirst()
        }
        while let last = rest.unicodeScalars.last, !last.properties.isAlphabetic, last != "-" {
            rest.unicodeScalars.removeLast()
        }
        return rest
    }
}

extension StringProtocol {
    /// The longest end whose characters all satisfy the condition.
    fileprivate func suffix(while condition: (Character) -> Bool) -> SubSequence {
        var start = endIndex
        while start > startIndex, condition(self[index(before: start)]) { start = index(before: start) }
        return self[start...]
    }
}
