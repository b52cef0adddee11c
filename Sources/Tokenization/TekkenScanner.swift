/// The word rule of Mistral's Tekken tokenizers. The first that fits counts:
///
/// 1. upper-case letters, if any, then at least one lower-case letter
/// 2. at least one upper-case letter
/// 3. one number
/// 4. characters of other kinds, with a space before them and line breaks and slashes behind them, if there are any
/// 5. white space, as in the modern rule
///
/// Letters without case and marks count as both. One character that is no letter, number or line break may stand
/// before the letters of 1 and 2.
struct TekkenScanner {
    let words: WordScanner

    /// What a letter may be part of; nil for anything else.
    private enum Case { case upper, lower, both }

    func word(_ start: Int, _ end: Int) -> Int {
        let (first, second) = words.reader.read(at: start)
        let mayLead = first != .letter && first != .number && first != .lineBreak
        if mayLead, let next = lowerEnd(second, end) { return next }
        if let next = lowerEnd(start, end) { return next }
        if mayLead, let next = upperEnd(second, end) { return next }
        if let next = upperEnd(start, end) { return next }
        if first == .number { return second }
        if let next = othersEnd(start, end) { return next }
        return words.whiteSpace(start, end, stopsAfterLineBreak: true)
    }

    /// The end of upper-case letters followed by lower-case ones, as a regular expression finds it: letters that are
    /// both are given back to the second part where nothing else is left for it.
    private func lowerEnd(_ start: Int, _ end: Int) -> Int? {
        var index = start
        var afterBoth: Int?
        while index < end {
            let (kind, next) = letterCase(at: index)
            guard let kind, kind != .lower else { break }
            if kind == .both { afterBoth = next }
            index = next
        }
        let lower = run(from: index, end, without: .upper)
        return lower > index ? lower : afterBoth
    }

    /// At least one upper-case letter; no lower-case one follows, or the first rule would have taken them.
    private func upperEnd(_ start: Int, _ end: Int) -> Int? {
        let upper = run(from: start, end, without: .lower)
        return upper > start ? upper : nil
    }

    private func run(from start: Int, _ end: Int, without excluded: Case) -> Int {
        var index = start
        while index < end {
            let (kind, next) = letterCase(at: index)
            guard let kind, kind != excluded else { break }
            index = next
        }
        return index
    }

    private func othersEnd(_ start: Int, _ end: Int) -> Int? {
        var index = start
        let (first, second) = words.reader.read(at: start)
        if first == .space { index = second }
        let begin = index
        while index < end {
            let (found, next) = words.reader.read(at: index)
            guard found == .other else { break }
            index = next
        }
        guard index > begin else { return nil }
        while index < end {
            guard
                words.text[index] == UInt8(ascii: "/")
                    || words.reader.read(at: index).scalarClass == .lineBreak
            else { break }
            index += 1
        }
        return index
    }

    private func letterCase(at index: Int) -> (kind: Case?, next: Int) {
        let byte = words.text[index]
        if byte < 0x80 {
            let kind: Case? =
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"): .lower
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): .upper
                default: nil
                }
            return (kind, index + 1)
        }
        let (scalar, next) = words.reader.scalar(at: index)
        let kind: Case? =
            switch scalar.properties.generalCategory {
            case .lowercaseLetter: .lower
            case .uppercaseLetter, .titlecaseLetter: .upper
            case .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark, .enclosingMark: .both
            default: nil
            }
        return (kind, next)
    }
}
