import Foundation
import LecternEngine

/// The library: opening, listing, removing; conversations about what is open.
extension PlainDialogue {
    /// Rows of one list; more are found by words.
    private static let listLimit = 50

    // MARK: Opening

    /// Reads a document into those that are asked about.
    func add(_ name: String) async throws {
        let console = console
        let document = try await interruptible("Reading \(name)") { try await console.open(name) }
        if !documents.contains(where: { $0.id == document.id }) { documents.append(document) }
    }

    func open(_ argument: String) async throws {
        let numbers = argument.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map { Int($0) }
        var opened: [Document] = []
        if !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }) {
            for number in numbers.compactMap(\.self) {
                try await readList()
                opened.append(try await engine.document(try listed(number).id))
            }
        } else {
            let console = console
            opened = [try await interruptible("Reading \(argument)") { try await console.open(argument) }]
        }
        documents = []
        for document in opened where !documents.contains(where: { $0.id == document.id }) {
            documents.append(document)
        }
        try await self.opened()
    }

    /// Says what is open now, and goes on with the latest conversation about it.
    func opened() async throws {
        (conversation, turns, current, citationRead, place) = (nil, [], nil, nil, nil)
        scope = .automatic
        for document in documents {
            var facts = [Figures.plural(document.sentences.count, "sentence")]
            let pages = document.pages.count
            if pages > 0 { facts.append(Figures.plural(pages, "page")) }
            try say("Opened \(document.title): \(PlainWords.list(facts)).")
            for warning in document.warnings { try say("Note: \(warning).") }
        }
        if documents.count > 1 { try say("Questions are about all of these together.") }
        let ids = documents.map(\.id)
        let latest = try await engine.conversations(about: ids[0]).first { $0.documents == ids }
        guard let latest else { return }
        try await take(latest.id)
        try say(
            "Going on with your conversation of \(Figures.plural(turns.count, "question")); the last was: \(turns.last?.answer.question ?? "") /new begins another."
        )
    }

    private func take(_ id: ConversationID) async throws {
        conversation = id
        turns = try await engine.turns(in: id).map { Turn(answer: $0.answer, id: $0.id, review: $0.review) }
        (current, citationRead) = (turns.indices.last, nil)
    }

    // MARK: The library

    func listDocuments(_ words: String) async throws {
        listedDocuments = try await engine.documents(matching: words.isEmpty ? nil : words)
        guard !listedDocuments.isEmpty else {
            return try say(
                words.isEmpty
                    ? "The library is empty. /open FILE adds a document and opens it."
                    : "No document holds “\(words)”.")
        }
        for (index, summary) in listedDocuments.prefix(Self.listLimit).enumerated() {
            var facts = [summary.format, Figures.plural(summary.sentenceCount, "sentence")]
            if let pages = summary.pageCount { facts.append(Figures.plural(pages, "page")) }
            if summary.conversationCount > 0 {
                facts.append(Figures.plural(summary.conversationCount, "conversation"))
            }
            if documents.contains(where: { $0.id == summary.id }) { facts.append("open") }
            try say("\(index + 1). \(summary.title): \(facts.joined(separator: ", ")).")
        }
        let more = listedDocuments.count - Self.listLimit
        if more > 0 {
            try say("\(Figures.count(more)) more; /documents WORDS finds those that hold some words.")
        }
        try say("/open NUMBER opens one.")
    }

    /// Apart from looking a number up: the optimiser of Swift 6.3.1 stops on both in one function.
    private func readList() async throws {
        if listedDocuments.isEmpty { listedDocuments = try await engine.documents() }
    }

    private func listed(_ number: Int) throws -> DocumentSummary {
        guard listedDocuments.indices.contains(number - 1) else {
            throw PlainProblem("The list has no number \(number). /documents lists the library.")
        }
        return listedDocuments[number - 1]
    }

    func remove(_ argument: String) async throws {
        guard let number = Int(argument) else {
            throw PlainProblem("/remove takes a number of the list. /documents lists the library.")
        }
        try await readList()
        let summary = try listed(number)
        try await engine.removeDocument(summary.id)
        listedDocuments = []
        try say("Removed \(summary.title) from the library. /undo brings it back.")
        guard documents.contains(where: { $0.id == summary.id }) else { return }
        documents.removeAll { $0.id == summary.id }
        (conversation, turns, current, citationRead, place) = (nil, [], nil, nil, nil)
        try say(documents.isEmpty ? "No document is open now." : "A new conversation begins.")
    }

    func undo() async throws {
        guard let words = try await engine.undo() else { return try say("There is nothing to undo.") }
        try say("Taken back: \(words).")
        listedDocuments = []
        let reviews = try await engine.reviews(of: turns.compactMap(\.id))
        for index in turns.indices { turns[index].review = turns[index].id.flatMap { reviews[$0] } ?? .empty }
    }

    // MARK: Conversations

    func listConversations() async throws {
        let ids = try openIDs()
        listedConversations = try await engine.conversations(about: ids[0])
        guard !listedConversations.isEmpty else { return try say("Nothing was asked about it yet.") }
        let now = Date().timeIntervalSince1970
        for (index, summary) in listedConversations.prefix(Self.listLimit).enumerated() {
            let mark = summary.id == conversation ? ", this one" : ""
            let age = Figures.age(now - summary.updatedAt)
            let when = age == "now" ? "just now" : "\(age) ago"
            try say(
                "\(index + 1). \(summary.title) (\(Figures.plural(summary.turnCount, "question")), \(when)\(mark))"
            )
        }
        try say("/conversation NUMBER goes on with one; /new begins another.")
    }

    func openConversation(_ argument: String) async throws {
        if listedConversations.isEmpty {
            listedConversations = try await engine.conversations(about: try openIDs()[0])
        }
        guard let number = Int(argument), listedConversations.indices.contains(number - 1) else {
            throw PlainProblem("/conversation takes a number of the list. /conversations lists them.")
        }
        let summary = listedConversations[number - 1]
        var about: [Document] = []
        for id in summary.documents { about.append(try await engine.document(id)) }
        if about.map(\.id) != documents.map(\.id), !about.isEmpty {
            documents = about
            place = nil
            try say("It is about \(PlainWords.list(about.map(\.title))), as it was then.")
        }
        try await take(summary.id)
        try say(
            "\(Figures.plural(turns.count, "question")); the last was: \(turns.last?.answer.question ?? "")")
    }

    func newConversation() async throws {
        _ = try openIDs()
        (conversation, turns, current, citationRead) = (nil, [], nil, nil)
        try say("A new conversation begins.")
    }

    func openIDs() throws -> [DocumentID] {
        guard !documents.isEmpty else {
            throw PlainProblem("No document is open. /open FILE opens one; /documents lists the library.")
        }
        return documents.map(\.id)
    }

    // MARK: The program

    func showStatus() async throws {
        try say(
            documents.isEmpty
                ? "No document is open." : "Open: \(PlainWords.list(documents.map(\.title))).")
        if !turns.isEmpty {
            try say("This conversation has \(Figures.plural(turns.count, "question")).")
        }
        let model = await engine.modelStatus()
        let state =
            model.problem.map { "can't be used: \($0)" }
            ?? (model.isLoaded ? "loaded" : "loaded when it is asked")
        try say("Model: \(model.name), \(state).")
        if let reader = await engine.readerStatus() { try say("Passage reader: \(reader.name).") }
    }

    func help(_ name: String) async throws {
        if !name.isEmpty {
            let plain = name.hasPrefix("/") ? String(name.dropFirst()) : name
            guard let command = PlainCommand.named(plain.lowercased()) else {
                throw PlainProblem("There is no command /\(plain). /help lists the commands.")
            }
            return try say("\(command.usage): \(command.help)")
        }
        try say("A line is a question, unless it begins with one of these commands:")
        for command in PlainCommand.all { try say("\(command.usage): \(command.help)") }
        let bare = PlainCommand.all.filter { command in
            switch command.bare {
            case .never: false
            case .alone, .withNumbers: true
            }
        }.map(\.name)
        try say(
            "Without the slash too, where nothing else, or only a number, stands on the line: \(PlainWords.list(bare))."
        )
        try say("Ctrl-C stops what is being done and keeps what there is; Ctrl-D ends.")
    }
}
