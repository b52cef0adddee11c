/// The numbering of a Word document: how each list's levels count, and where they are.
struct WordNumbering {
    struct Level: Sendable {
        var style = ListNumbering.Style.decimal
        /// `%1.%2` stands for the numbers of the first two levels.
        var pattern = ""
        var start = 1
    }

    /// Levels by definition and level.
    private var definitions: [String: [Int: Level]] = [:]
    /// Definition of each list.
    private var lists: [String: String] = [:]
    /// Starts that a list sets itself and that it hasn't used yet.
    private var overrides: [String: [Int: Int]] = [:]
    private var counters: [String: [Int: Int]] = [:]

    // What is being read.
    private var definition: String?
    private var list: String?
    private var level = 0

    mutating func handle(_ event: MarkupEvent) {
        switch event {
        case .start(let element): start(element)
        case .end("abstractNum", _): definition = nil
        case .end("num", _): list = nil
        case .end, .text: break
        }
    }

    private mutating func start(_ element: MarkupElement) {
        let value = element["val"] ?? ""
        switch element.name {
        case "abstractNum": definition = element["abstractNumId"]
        case "num": list = element["numId"]
        case "abstractNumId": if let list { lists[list] = value }
        case "lvl", "lvlOverride":
            level = Int(element["ilvl"] ?? "") ?? 0
            if element.name == "lvl", let definition {
                definitions[definition, default: [:]][level] = Level()
            }
        case "startOverride": if let list { overrides[list, default: [:]][level] = Int(value) }
        case "start": edit { $0.start = Int(value) ?? 1 }
        case "numFmt": edit { $0.style = ListNumbering.Style(word: value) }
        case "lvlText": edit { $0.pattern = value }
        default: break
        }
    }

    private mutating func edit(_ change: (inout Level) -> Void) {
        guard let definition, definitions[definition]?[level] != nil else { return }
        change(&definitions[definition, default: [:]][level, default: Level()])
    }

    /// What stands before the next paragraph of a list: `• `, `3. `, `2.1 `; empty where nothing does.
    mutating func label(list: String, level: Int) -> String {
        // List 0 is Word's way to say none.
        guard list != "0", let definition = lists[list], let levels = definitions[definition],
            let format = levels[level]
        else { return "" }
        // Lists of one definition count on together; one that sets its own start begins anew once.
        var numbers = counters[definition, default: [:]]
        if let start = overrides[list]?.removeValue(forKey: level) {
            numbers[level] = start
        } else {
            numbers[level] = numbers[level].map { $0 &+ 1 } ?? format.start
        }
        for deeper in numbers.keys where deeper > level { numbers[deeper] = nil }
        counters[definition] = numbers
        if format.style == .bullet { return "• " }
        var text = ""
        var pattern = format.pattern[...]
        while let sign = pattern.first {
            pattern.removeFirst()
            if sign == "%", let digit = pattern.first?.wholeNumberValue, digit > 0 {
                pattern.removeFirst()
                let style = levels[digit - 1]?.style ?? .decimal
                let number = numbers[digit - 1] ?? levels[digit - 1]?.start ?? 1
                text += ListNumbering.text(number, as: style == .bullet ? .decimal : style)
            } else {
                text.append(sign)
            }
        }
        return text.isEmpty ? "" : text + " "
    }
}
