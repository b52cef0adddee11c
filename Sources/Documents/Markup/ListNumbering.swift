/// Writes the numbers of lists the way word processors do.
enum ListNumbering {
    /// How a level counts.
    enum Style: Sendable {
        case bullet, decimal, lowerLetter, upperLetter, lowerRoman, upperRoman, none

        init(word: String) {
            switch word {
            case "decimal", "decimalZero", "ordinal", "cardinalText": self = .decimal
            case "lowerLetter": self = .lowerLetter
            case "upperLetter": self = .upperLetter
            case "lowerRoman": self = .lowerRoman
            case "upperRoman": self = .upperRoman
            case "none": self = .none
            case "bullet": self = .bullet
            default: self = .decimal
            }
        }

        init(openDocument: String) {
            switch openDocument {
            case "1": self = .decimal
            case "a": self = .lowerLetter
            case "A": self = .upperLetter
            case "i": self = .lowerRoman
            case "I": self = .upperRoman
            default: self = .none
            }
        }
    }

    static func text(_ number: Int, as style: Style) -> String {
        switch style {
        case .bullet: "•"
        case .none: ""
        case .decimal: "\(number)"
        case .lowerLetter: letters(number)
        case .upperLetter: letters(number).uppercased()
        case .lowerRoman: roman(number)
        case .upperRoman: roman(number).uppercased()
        }
    }

    /// a … z, aa … zz: the letter repeats.
    private static func letters(_ number: Int) -> String {
        guard number > 0, number <= 26 * 20 else { return "\(number)" }
        let letter = Character(Unicode.Scalar(UInt8(97 + (number - 1) % 26)))
        return String(repeating: letter, count: (number - 1) / 26 + 1)
    }

    private static func roman(_ number: Int) -> String {
        guard number > 0, number < 4000 else { return "\(number)" }
        var rest = number
        var text = ""
        for (value, sign) in [
            (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
            (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
        ] {
            while rest >= value {
                text += sign
                rest -= value
            }
        }
        return text
    }
}
