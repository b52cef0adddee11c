import Documents
import Foundation

/// The words of a text as the measure of support sees them. `words.py` beside the script that fitted the measure reads
/// the same ones.
enum MeasuredWords {
    struct Word: Sendable, Hashable {
        /// Compatibility forms resolved, marks dropped, lower case; without a final `'s`.
        let text: String
        /// The value of a figure, else the text without English endings.
        let stem: String
        /// A figure or a small number in words: `1,200` → `1200`, `third` → `3`.
        let number: String?
        let isCapital: Bool
        /// A sentence begins with it, as far as marks tell.
        let begins: Bool
    }

    private enum Kind { case letter, digit, unspaced, other }

    /// Runs of letters and digits. An apostrophe joins letters, a point or comma joins digits; a character of a script
    /// without spaces is a word.
    static func words(of text: String) -> [Word] {
        let scalars = Array(text.unicodeScalars)
        var found: [Word] = []
        var begins = true
        var index = 0
        while index < scalars.count {
            let first = kind(scalars[index])
            guard first != .other else {
                if sentenceEnds.contains(scalars[index]) { begins = true }
                index += 1
                continue
            }
            let start = index
            index += 1
            while first != .unspaced, index < scalars.count {
                switch kind(scalars[index]) {
                case .letter, .digit:
                    index += 1
                    continue
                case .unspaced, .other:
                    if joins(scalars, index) {
                        index += 2
                        continue
                    }
                }
                break
            }
            if let word = word(scalars[start..<index], begins: begins) {
                found.append(word)
                begins = false
            }
        }
        return found
    }

    private static let sentenceEnds: Set<Unicode.Scalar> = [".", "?", "!", ":", "。", "？", "！", "\n"]

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        if isUnspaced(scalar) { return .unspaced }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark:
            return .letter
        case .decimalNumber: return .digit
        default: return .other
        }
    }

    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3400..<0x4DC0, 0x4E00..<0xA000, 0x3040..<0x3100, 0xAC00..<0xD7A4, 0xF900..<0xFB00,
            0x20000..<0x32000:
            true
        default: false
        }
    }

    /// Whether the mark at a place stands inside a word.
    private static func joins(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        guard index + 1 < scalars.count else { return false }
        let (before, after) = (kind(scalars[index - 1]), kind(scalars[index + 1]))
        return switch scalars[index] {
        case "'", "’": before == .letter && after == .letter
        case ".", ",": before == .digit && after == .digit
        default: false
        }
    }

    private static func word(_ written: ArraySlice<Unicode.Scalar>, begins: Bool) -> Word? {
        var text = folded(written)
        for ending in ["'s", "’s"] where text.hasSuffix(ending) { text.removeLast(2) }
        text = text.replacing("’", with: "'")
        if startsWithDigit(text) { text = text.replacing(",", with: "") }
        guard !text.isEmpty, let first = written.first else { return nil }
        let number = number(text)
        return Word(
            text: text, stem: number ?? stem(text), number: number,
            isCapital: first.properties.generalCategory == .uppercaseLetter, begins: begins)
    }

    private static func folded(_ written: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: written)
        var folded = ""
        for scalar in String(view).decomposedStringWithCompatibilityMapping.unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark {
            folded += scalar.properties.lowercaseMapping
        }
        return folded
    }

    /// The stem of a folded word; other scripts keep their words whole.
    static func stem(_ text: String) -> String {
        String(decoding: EnglishStem.stem(Array(text.utf8)), as: UTF8.self)
    }

    private static func number(_ text: String) -> String? {
        var figure = text[...]
        while figure.utf8.count > 1, figure.first == "0", figure.dropFirst().first != "." {
            figure.removeFirst()
        }
        let digits = figure.dropLast(2)
        if !digits.isEmpty, digits.allSatisfy(isDigit), ["st", "nd", "rd", "th"].contains(figure.suffix(2)) {
            figure = digits
        }
        if startsWithDigit(figure), figure.allSatisfy({ isDigit($0) || $0 == "." }) { return String(figure) }
        return numberWords[text]
    }

    private static func isDigit(_ character: Character) -> Bool {
        ("0"..."9").contains(character) && character.isASCII
    }
    private static func startsWithDigit(_ text: some StringProtocol) -> Bool {
        text.first.map(isDigit) ?? false
    }

    private static let numberWords: [String: String] = {
        let small = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
            "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
            "twenty",
        ]
        let tens = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
        let ordinals = [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
            "eleventh", "twelfth",
        ]
        var numbers: [String: String] = [:]
        for (value, word) in small.enumerated() { numbers[word] = String(value) }
        for (step, word) in tens.enumerated() { numbers[word] = String(30 + 10 * step) }
        for (step, word) in ordinals.enumerated() { numbers[word] = String(step + 1) }
        return numbers
    }()
}
