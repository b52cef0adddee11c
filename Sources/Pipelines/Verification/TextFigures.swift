/// The numbers and dates of a text, in a form in which the same figure written differently is the same.
struct TextFigures: Sendable {
    struct Figure: Sendable, Hashable {
        enum Kind: Sendable, Hashable { case number, date }

        let kind: Kind
        /// As the text writes it.
        let written: String
        /// Numbers without separators; dates as year-month-day with what is known.
        let value: String
    }

    private(set) var figures: [Figure] = []

    init(_ text: some StringProtocol) {
        let words = Words(text)
        var index = 0
        while index < words.count {
            if let (date, next) = DateReader.date(in: words, at: index) {
                figures.append(date)
                index = next
            } else {
                if let value = Self.number(words[index].core) {
                    figures.append(Figure(kind: .number, written: words[index].core, value: value))
                }
                index += 1
            }
        }
    }

    /// Values of the numbers and of the parts of dates: a year that stands alone is found in a whole date.
    var values: Set<String> {
        Set(
            figures.flatMap { figure in
                figure.kind == .number
                    ? [figure.value]
                    : [figure.value] + figure.value.split(separator: "-").map { Self.plain(String($0)) }
            })
    }

    /// `1,420,000` → `1420000`, `38%` → `38`, `1.50` → `1.5`, `thirty` → `30`; nil when it is no number.
    static func number(_ word: String) -> String? {
        if let small = smallNumbers[word.lowercased()] { return small }
        var digits = ""
        var points = 0
        for character in word {
            if let digit = character.wholeNumberValue, character.isNumber {
                digits.append(String(digit))
            } else if character == "." || character == "," {
                digits.append(character)
                points += character == "." ? 1 : 0
            } else if !"%$£€¥+-–°".contains(character) {
                return nil
            }
        }
        guard digits.contains(where: \.isNumber), points <= 1 else { return nil }
        return plain(digits.filter { $0 != "," })
    }

    /// Without leading zeros, and without trailing ones after the point.
    private static func plain(_ digits: String) -> String {
        var whole = digits
        var fraction = ""
        if let point = digits.firstIndex(of: ".") {
            whole = String(digits[..<point])
            fraction = String(digits[digits.index(after: point)...])
            while fraction.last == "0" { fraction.removeLast() }
        }
        while whole.count > 1, whole.first == "0" { whole.removeFirst() }
        if whole.isEmpty { whole = "0" }
        return fraction.isEmpty ? whole : "\(whole).\(fraction)"
    }

    /// “One” is left out: it is a pronoun more often than a number.
    private static let smallNumbers: [String: String] = {
        let words = [
            "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen",
            "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
        ]
        var numbers = Dictionary(
            uniqueKeysWithValues: words.enumerated().map { ($0.element, "\($0.offset + 2)") })
        let tens = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
        for (index, word) in tens.enumerated() { numbers[word] = "\((index + 3) * 10)" }
        numbers["hundred"] = "100"
        numbers["thousand"] = "1000"
        return numbers
    }()
}

/// A text's words with what clings to them.
struct Words: Sendable {
    struct Word: Sendable, Hashable {
        /// Without punctuation at its ends.
        let core: String
        /// A full stop, question or exclamation mark follows.
        let endsSentence: Bool
        /// A comma or other punctuation follows.
        let endsPhrase: Bool
    }

    private let words: [Word]

    init(_ text: some StringProtocol) {
        words = text.split(whereSeparator: \.isWhitespace).compactMap { piece in
            let closing = piece.reversed().prefix { Self.isMark($0) }
            let core = String(piece.drop { Self.isMark($0) }.reversed().drop { Self.isMark($0) }.reversed())
            guard !core.isEmpty else { return nil }
            return Word(
                core: core, endsSentence: closing.contains { ".?!。？！:：".contains($0) },
                endsPhrase: !closing.isEmpty)
        }
    }

    var count: Int { words.count }
    subscript(index: Int) -> Word { words[index] }

    private static func isMark(_ character: Character) -> Bool {
        character.isPunctuation && !"%$#".contains(character) || "“”‘’«»".contains(character)
    }
}

/// Reads dates: `14 March 1998`, `March 14, 1998`, `March 1998`, `1998-03-14`.
enum DateReader {
    private static let months: [String: Int] = {
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ]
        var months: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            months[name] = index + 1
            months[String(name.prefix(3))] = index + 1
        }
        months["sept"] = 9
        return months
    }()

    /// - Returns: the date that begins at a word, and the word after it.
    static func date(in words: Words, at index: Int) -> (TextFigures.Figure, next: Int)? {
        if let written = iso(words[index].core) {
            return (.init(kind: .date, written: words[index].core, value: written), index + 1)
        }
        // Day before month.
        if let day = day(words[index].core), let month = month(words, index + 1) {
            let year = year(words, index + 2)
            return make(words, index..<(year == nil ? index + 2 : index + 3), year, month, day)
        }
        guard let month = month(words, index) else { return nil }
        if index + 1 < words.count, let day = day(words[index + 1].core) {
            let year = year(words, index + 2)
            return make(words, index..<(year == nil ? index + 2 : index + 3), year, month, day)
        }
        if let year = year(words, index + 1) { return make(words, index..<index + 2, year, month, nil) }
        return nil
    }

    private static func make(
        _ words: Words, _ range: Range<Int>, _ year: Int?, _ month: Int, _ day: Int?
    ) -> (TextFigures.Figure, next: Int) {
        let written = range.map { words[$0].core }.joined(separator: " ")
        let parts = [year, month, day].compactMap(\.self).map(String.init)
        return (.init(kind: .date, written: written, value: parts.joined(separator: "-")), range.upperBound)
    }

    private static func month(_ words: Words, _ index: Int) -> Int? {
        guard index < words.count, let first = words[index].core.first, first.isUppercase else { return nil }
        return months[words[index].core.lowercased()]
    }

    /// `14`, `14th`.
    private static func day(_ word: String) -> Int? {
        let digits = word.prefix { $0.isNumber }
        let rest = word.dropFirst(digits.count).lowercased()
        guard ["", "st", "nd", "rd", "th"].contains(rest), let day = Int(digits), (1...31).contains(day)
        else {
            return nil
        }
        return day
    }

    private static func year(_ words: Words, _ index: Int) -> Int? {
        guard index < words.count, words[index].core.count == 4, let year = Int(words[index].core),
            (1000...2999).contains(year)
        else { return nil }
        return year
    }

    private static func iso(_ word: String) -> String? {
        let parts = word.split(separator: "-").compactMap { Int($0) }
        guard word.filter({ $0 == "-" }).count == 2, parts.count == 3, (1000...2999).contains(parts[0]),
            (1...12).contains(parts[1]), (1...31).contains(parts[2])
        else { return nil }
        return parts.map(String.init).joined(separator: "-")
    }
}
