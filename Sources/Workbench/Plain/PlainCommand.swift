/// Something that can be typed in the line dialogue, as a value. The help is made from these.
struct PlainCommand: Sendable {
    /// When it is understood without its slash. Everything else that has none is a question.
    enum Bare: Sendable {
        case never
        /// The word and nothing else stands on the line.
        case alone
        /// Or the word and numbers.
        case withNumbers
    }

    /// Without the slash.
    let name: String
    /// What stands behind the name, for the help: `NUMBER`, `[WORDS]`; empty for nothing.
    let argument: String
    /// A whole sentence.
    let help: String
    let bare: Bare
    let run: @Sendable (PlainDialogue, String) async throws -> Void

    init(
        _ name: String, _ argument: String = "", _ help: String, bare: Bare = .never,
        run: @escaping @Sendable (PlainDialogue, String) async throws -> Void
    ) {
        self.name = name
        self.argument = argument
        self.help = help
        self.bare = bare
        self.run = run
    }

    /// `/cite [NUMBER]`
    var usage: String { "/\(name)" + (argument.isEmpty ? "" : " \(argument)") }

    /// It can't run without something behind its name.
    var needsArgument: Bool { !argument.isEmpty && !argument.hasPrefix("[") }

    static func named(_ name: String) -> PlainCommand? { all.first { $0.name == name } }

    static let all: [PlainCommand] =
        askCommands + sourceCommands + checkCommands + documentCommands + generalCommands

    private static let askCommands: [PlainCommand] = [
        PlainCommand("ask", "QUESTION", "Asks. A line that is no command is a question too.") {
            try await $0.ask($1)
        },
        PlainCommand("again", "", "Asks the last question once more.", bare: .alone) { dialogue, _ in
            try await dialogue.askAgain()
        },
        PlainCommand("continue", "", "Goes on with an answer that was stopped or cut.", bare: .alone) {
            dialogue, _ in
            try await dialogue.continueAnswer()
        },
        PlainCommand(
            "scope", "[SENTENCES]",
            "Says what questions are answered from: automatic, whole, search, or sentences as 218-260, 300-310."
        ) { try await $0.chooseScope($1) },
        PlainCommand(
            "quote", "[QUESTION]",
            "Quotes the sentence that answers at once; without words, the one for the last question."
        ) { try await $0.quote($1) },
        PlainCommand(
            "answer", "[NUMBER]",
            "Repeats the answer with its sources; with a number, that answer, which is then the current one.",
            bare: .withNumbers
        ) { try await $0.showAnswer($1) },
        PlainCommand("answers", "", "Lists the questions of this conversation.", bare: .alone) {
            dialogue, _ in
            try await dialogue.listAnswers()
        },
        PlainCommand("export", "FILE", "Writes the answer to a new file: .md, .html, .json or .txt.") {
            try await $0.export(to: $1)
        },
    ]

    private static let sourceCommands: [PlainCommand] = [
        PlainCommand(
            "cite", "[NUMBER]",
            "Reads the sentences that a citation points at, with one sentence before and after; without a number, those of the next citation.",
            bare: .withNumbers
        ) { try await $0.cite($1) },
        PlainCommand(
            "statement", "[NUMBER]",
            "Reads a statement of the answer with its citations and verdicts; without a number, the one whose citation was read last.",
            bare: .withNumbers
        ) { try await $0.showStatement($1) },
        PlainCommand(
            "sentence", "[NUMBER]",
            "Reads a sentence of the document, or several: 218-220; without a number, the next one.",
            bare: .withNumbers
        ) { try await $0.showSentence($1) },
        PlainCommand("find", "WORDS", "Finds sentences of the document that hold these words.") {
            try await $0.find($1)
        },
        PlainCommand("outline", "", "Lists the headings of the document.", bare: .alone) { dialogue, _ in
            try await dialogue.listHeadings()
        },
    ]

    private static let checkCommands: [PlainCommand] = [
        PlainCommand(
            "verify", "[JUDGE]",
            "Checks each statement against what it cites. Judges: auto, measured, reader, model.",
            bare: .alone
        ) { try await $0.verify($1) },
        PlainCommand(
            "verdict", "NUMBER WORD",
            "Keeps your own verdict on a statement: full, partial, none, or clear to take it away."
        ) { try await $0.setVerdict($1) },
        PlainCommand(
            "correct", "NUMBER SENTENCES",
            "Gives a statement other citations: sentences as 218-219, 230; none; better for the evidence that checking found; clear for the model's own."
        ) { try await $0.correct($1) },
        PlainCommand(
            "score", "[JUDGE]", "Scores the answer in four dimensions. Judges: measured, model.", bare: .alone
        ) { try await $0.score($1) },
        PlainCommand(
            "fact", "NUMBER WORD",
            "Keeps your own verdict on a fact of the score: full, partial, none or clear."
        ) {
            try await $0.overrideFact($1)
        },
        PlainCommand(
            "grade", "DIMENSION NUMBER", "Keeps your own score for a dimension, from 0 to 10, or clear."
        ) {
            try await $0.overrideScore($1)
        },
        PlainCommand(
            "sample", "[NUMBER]", "Answers the current question several times, and scores each.",
            bare: .withNumbers
        ) { try await $0.sample($1) },
        PlainCommand(
            "label", "[SET]",
            "Asks row by row which answer is better. “/label new” makes a set of questions with several answers.",
            bare: .alone
        ) { try await $0.label($1) },
        PlainCommand("undo", "", "Takes back your last change, also one of an earlier day.", bare: .alone) {
            dialogue, _ in try await dialogue.undo()
        },
    ]

    private static let documentCommands: [PlainCommand] = [
        PlainCommand(
            "open", "FILE",
            "Opens a document: a file, an id, or a number of the list; several numbers open several."
        ) { try await $0.open($1) },
        PlainCommand(
            "documents", "[WORDS]", "Lists the library, or the documents that hold these words.", bare: .alone
        ) { try await $0.listDocuments($1) },
        PlainCommand(
            "remove", "NUMBER",
            "Takes a document of the list out of the library; its file stays, and /undo brings it back."
        ) { try await $0.remove($1) },
        PlainCommand(
            "conversations", "", "Lists the conversations about the open document.", bare: .alone
        ) { dialogue, _ in try await dialogue.listConversations() },
        PlainCommand(
            "conversation", "NUMBER", "Goes on with a conversation of the list.", bare: .withNumbers
        ) { try await $0.openConversation($1) },
        PlainCommand("new", "", "Begins a new conversation.", bare: .alone) { dialogue, _ in
            try await dialogue.newConversation()
        },
    ]

    private static let generalCommands: [PlainCommand] = [
        PlainCommand("status", "", "Says what is open, and which model answers.", bare: .alone) {
            dialogue, _ in
            try await dialogue.showStatus()
        },
        PlainCommand("help", "[COMMAND]", "Lists the commands, or explains one.", bare: .alone) {
            try await $0.help($1)
        },
        PlainCommand("quit", "", "Ends. Everything is kept.", bare: .alone) { dialogue, _ in
            await dialogue.quit()
        },
    ]
}

/// What a typed line means.
enum PlainLine: Sendable {
    case empty
    case question(String)
    case command(PlainCommand, argument: String)
    /// Begins with a slash and is no command; the nearest ones.
    case unknown(String, nearest: [String])

    init(_ line: String, among commands: [PlainCommand] = PlainCommand.all) {
        let text = line.trimmingSpace
        guard !text.isEmpty else {
            self = .empty
            return
        }
        let hasSlash = text.hasPrefix("/")
        let words = (hasSlash ? text.dropFirst() : text[...]).split(
            maxSplits: 1, whereSeparator: \.isWhitespace)
        let name = words.first.map { $0.lowercased() } ?? ""
        let argument = words.count > 1 ? String(words[1]).trimmingSpace : ""
        if hasSlash {
            if let command = commands.first(where: { $0.name == name }) {
                self = .command(command, argument: argument)
            } else {
                self = .unknown(name, nearest: Self.nearest(name, commands.map(\.name)))
            }
            return
        }
        if let command = commands.first(where: { $0.name == name }), Self.isBare(command, argument) {
            self = .command(command, argument: argument)
        } else {
            self = .question(text)
        }
    }

    private static func isBare(_ command: PlainCommand, _ argument: String) -> Bool {
        switch command.bare {
        case .never: false
        case .alone: argument.isEmpty
        case .withNumbers:
            argument.isEmpty
                || argument.allSatisfy { $0.isASCII && ($0.isNumber || $0 == " " || $0 == "-") }
        }
    }

    /// Names that begin alike or differ by two letters at most, the nearest first.
    static func nearest(_ name: String, _ names: [String]) -> [String] {
        guard !name.isEmpty else { return [] }
        return names.map { other in
            (other, other.hasPrefix(name) || name.hasPrefix(other) ? 0 : distance(name, other))
        }.filter { $0.1 <= min(2, name.count - 1) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
    }

    /// Letters to put in, take out or change.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        guard left.count < 40 else { return .max }
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let changed = corner + (a == b ? 0 : 1)
                corner = row[j + 1]
                row[j + 1] = min(changed, row[j] + 1, corner + 1)
            }
        }
        return row[right.count]
    }
}
