import Foundation

/// A page in the man macros of roff, line by line. Text may hold anything; it comes out as text.
struct Roff {
    private(set) var text: String
    private var isAfterHeading = false

    init(title: String, section: Int, date: String, source: String) {
        text = ".TH \"\(Self.argument(title))\" \(section) \"\(date)\" \"\(Self.argument(source))\"\n"
    }

    mutating func section(_ title: String) {
        text += ".SH \"\(Self.argument(title))\"\n"
        isAfterHeading = true
    }

    mutating func subsection(_ title: String) {
        text += ".SS \"\(Self.argument(title))\"\n"
        isAfterHeading = true
    }

    mutating func paragraph(_ words: String) { begin(Self.line(words)) }

    /// A heading begins a paragraph by itself.
    private mutating func begin(_ line: String) {
        if !isAfterHeading { text += ".PP\n" }
        text += line + "\n"
        isAfterHeading = false
    }

    /// A term with what is said of it.
    mutating func item(_ term: String, _ words: String) {
        isAfterHeading = false
        text += ".TP\n.B \"\(Self.argument(term))\"\n\(Self.line(words))\n"
    }

    /// A line of what is typed, with its parts in bold and in italics.
    mutating func synopsis(_ parts: [Part]) {
        begin(parts.map(\.roff).joined(separator: " "))
    }

    enum Part {
        case bold(String)
        case italic(String)
        /// In brackets: it may be left out.
        case optional(String)

        fileprivate var roff: String {
            switch self {
            case .bold(let text): "\\fB\(Roff.escaped(text))\\fR"
            case .italic(let text): "\\fI\(Roff.escaped(text))\\fR"
            case .optional(let text): "[\\fI\(Roff.escaped(text))\\fR]"
            }
        }
    }

    // MARK: Escaping

    private static let width = 78

    /// Text in lines of a readable length, none of which is a macro, whatever it begins with.
    private static func line(_ text: String) -> String {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace).map({ escaped(String($0)) }) {
            if let last = lines.last, last.utf8.count + word.utf8.count < width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(word.hasPrefix(".") || word.hasPrefix("'") ? "\\&" + word : word)
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Within quotes.
    private static func argument(_ text: String) -> String { escaped(text).replacing("\"", with: "\\(dq") }

    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\e"
            case "-": out += "\\-"
            case "'": out += "\\(aq"
            case "`": out += "\\(ga"
            case "^": out += "\\(ha"
            case "~": out += "\\(ti"
            case "“": out += "\\(lq"
            case "”": out += "\\(rq"
            case "…": out += "..."
            case "\n", "\t": out += " "
            case _ where scalar.isASCII && scalar.value >= 0x20 && scalar.value < 0x7F:
                out.unicodeScalars.append(scalar)
            default: out += "\\[u\(String(format: "%04X", scalar.value))]"
            }
        }
        return out
    }
}
