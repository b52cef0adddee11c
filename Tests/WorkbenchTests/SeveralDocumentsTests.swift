import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

/// One conversation about two documents: marked in the library, tabs in the reader.
struct SeveralDocumentsTests {
    static let lease = Document.lines(
        "lease", title: "lease-unit-7.docx",
        [
            "The lease of unit 7 ends in 2031.", "Rent is £12,000 a year.", "The tenant pays for repairs.",
            "The reserve is held by the landlord.",
        ])

    static let summaries = [
        DocumentSummary.harbour,
        DocumentSummary(
            id: lease.id, title: lease.title, format: "docx", path: "/docs/lease-unit-7.docx",
            sentenceCount: 4, pageCount: nil, byteCount: 120, warnings: [], conversationCount: 0, addedAt: 0,
            usedAt: 1_000_000 - 9000),
    ]

    /// Statements that cite the first, the second, then both documents.
    static let turn: ConversationTurn = {
        func citation(_ number: Int, _ document: Document, _ sentence: Int) -> Citation {
            Citation(
                number: number, span: SentenceSpan(document: document.id, sentences: sentence...sentence),
                anchor: .ok)
        }
        var turn = ConversationTurn.freight
        turn.answer.question = "Who pays for repairs?"
        turn.answer.statements = [
            Statement(text: "Pilotage cost 3.5 hours.", citations: [citation(1, .harbour, 6)]),
            Statement(text: "The tenant pays.", leading: " ", citations: [citation(2, lease, 2)]),
            Statement(
                text: "There is a reserve.", leading: " ",
                citations: [citation(3, .harbour, 11), citation(4, lease, 3)]),
        ]
        return turn
    }()

    private func stage(width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode) -> Stage {
        var stage = Stage(width: width, height: height, glyphs: glyphs)
        stage.send(.modelStatus(.sample))
        stage.send(.documentsListed(Self.summaries))
        stage.send(
            .opened(
                OpenedDocument(
                    document: .harbour, summary: .harbour, conversation: ConversationID(rawValue: 4),
                    turns: [Self.turn],
                    others: [.init(document: Self.lease, summary: Self.summaries[1])])))
        stage.forget()
        return stage
    }

    // MARK: Library

    @Test func markedDocumentsAreAskedAboutTogetherInTheOrderOfTheirMarks() {
        var stage = Stage()
        stage.send(.documentsListed(Self.summaries))
        stage.press("j<Space>k<Space>")
        #expect(stage.text.contains("2 marked"))
        #expect(stage.text.contains("●"))
        // Another order moves the rows and not the marks.
        stage.press("ss")
        stage.forget()
        stage.press("i")
        #expect(stage.effects == [.openDocuments([Self.lease.id, Document.harbour.id])])
        #expect(stage.state.library.marked.isEmpty)
    }

    @Test func allAreMarkedAndAgainNone() {
        var stage = Stage()
        stage.send(.documentsListed(Self.summaries))
        stage.press("*")
        #expect(stage.state.library.list.marks == [0, 1])
        stage.press("*")
        #expect(stage.state.library.list.marks.isEmpty)
        stage.press("<Space><Esc>")
        #expect(stage.state.library.marked.isEmpty)
        stage.forget()
        stage.press("gg<Space><Enter>")
        #expect(stage.effects == [.openDocument(Self.lease.id)], "Enter opens the row under the cursor alone")
    }

    @Test func aClickOnTheMarkMarks() throws {
        var stage = Stage()
        stage.send(.documentsListed(Self.summaries))
        let place = try #require(stage.screen().areas(of: .mark(1)).first)
        stage.send(.mouse(Mouse(.press(.left, clicks: 1), x: place.x, y: place.y), .mark(1)))
        #expect(stage.state.library.marked == [Self.lease.id])
    }

    @Test func oneMarkedDocumentIsOpenedAlone() {
        var stage = Stage()
        stage.send(.documentsListed(Self.summaries))
        stage.press("j<Space>k")
        stage.forget()
        stage.press("i")
        #expect(stage.effects == [.openDocument(Self.lease.id)])
    }

    // MARK: Tabs and jumps

    @Test func theTitleHasATabForEachDocument() throws {
        var stage = stage()
        #expect(stage.text.contains("Source  [harbour-1998.pdf]  lease-unit-7.docx"))
        #expect(stage.text.contains("2 documents"))
        stage.press("T")
        #expect(stage.text.contains("Source  harbour-1998.pdf  [lease-unit-7.docx]"))
        #expect(stage.text.contains("Rent is £12,000 a year."))
        let tab = try #require(stage.screen().areas(of: .document(0)).first)
        stage.send(.mouse(Mouse(.press(.left, clicks: 1), x: tab.x, y: tab.y), .document(0)))
        #expect(stage.state.reader.tab == 0)
        stage.press("gd")
        #expect(stage.text.contains("2 citations"))
        stage.press("j<Enter>")
        #expect(stage.state.reader.tab == 1)
        stage.press("<BS>")
        #expect(stage.state.reader.tab == 0)
    }

    @Test func aTabIsLeftAndFoundWhereItWas() {
        var stage = stage()
        stage.press("5)TT")
        #expect(stage.state.reader.tab == 0)
        #expect(stage.state.reader.cursor == 5)
    }

    @Test func citationsGoIntoTheirDocumentsAndBack() {
        var stage = stage()
        stage.press("<Tab>]")
        #expect(stage.state.reader.tab == 0 && stage.state.reader.cursor == 6)
        stage.press("]")
        #expect(stage.state.reader.tab == 1 && stage.state.reader.cursor == 2)
        #expect(stage.text.contains("cite 2 of 4"))
        stage.press("<Enter>")
        #expect(stage.state.reader.focus == .source)
        // Back over both jumps; the first began in the other document.
        stage.press("<BS>")
        #expect(stage.state.reader.focus == .answer && stage.state.reader.tab == 1)
        stage.press("L")
        #expect(stage.state.reader.focus == .source && stage.state.reader.cursor == 2)
        // On a cited sentence Enter finds the statement.
        stage.press("<Enter>")
        #expect(stage.state.reader.selected == CitationReference(turn: 0, statement: 1, citation: 0))
    }

    @Test func whoDoesNotFollowStaysInTheDocument() {
        var stage = stage()
        stage.press("F<Tab>]]")
        #expect(stage.state.reader.tab == 0)
        stage.press("<Enter>")
        #expect(stage.state.reader.tab == 1)
        stage.press("<BS>")
        #expect(stage.state.reader.tab == 0)
    }

    @Test func citedSentencesGoOnInTheNextDocument() {
        var stage = stage()
        let places = (0..<5).map { _ in
            stage.press("]")
            return [stage.state.reader.tab, stage.state.reader.cursor]
        }
        #expect(places == [[0, 6], [0, 11], [1, 2], [1, 3], [0, 6]])
        stage.press("[")
        #expect(stage.state.reader.tab == 1 && stage.state.reader.cursor == 3)
    }

    @Test func findingLooksIntoAllDocuments() {
        var stage = stage()
        stage.press("/")
        stage.type("the reserve")
        stage.press("<Enter>")
        #expect(stage.state.reader.hits.map(\.tab) == [0, 0, 1])
        #expect(stage.state.reader.tab == 0 && stage.state.reader.cursor == 11)
        stage.press("nn")
        #expect(stage.state.reader.tab == 1 && stage.state.reader.cursor == 3)
        stage.press("n")
        #expect(stage.state.reader.tab == 0)
        stage.press("/")
        stage.type("zebra")
        stage.press("<Enter>")
        #expect(stage.state.message?.text == "“zebra” is not in these documents")
    }

    // MARK: Answers

    @Test func theTotalsNameTheDocuments() {
        #expect(stage(width: 120, height: 40).text.contains("3 cited · harbour-1998 2, lease-unit-7 2"))
        #expect(!Stage.reading(width: 120, height: 40).text.contains("harbour-1998 4"))
    }

    @Test func questionsAndChecksAreAboutAllDocuments() {
        var stage = stage()
        let both = [Document.harbour.id, Self.lease.id]
        stage.press("V")
        guard case .verify(_, _, let documents, _, _, _, _)? = stage.effects.last else {
            Issue.record("nothing was checked")
            return
        }
        #expect(documents == both)
        stage.press("i")
        stage.type("And who insures?")
        stage.press("<Enter>")
        #expect(
            stage.effects.last
                == .ask("And who insures?", about: both, in: ConversationID(rawValue: 4), JobID(number: 2)))
    }

    @Test func footnotesNameTheirDocuments() {
        var stage = stage()
        stage.press("<Tab>Y")
        guard case .copy(let text)? = stage.effects.last else {
            Issue.record("nothing was copied")
            return
        }
        #expect(text.contains("(harbour-1998.pdf, p. 1, sentence 6)"))
        #expect(text.contains("[2] “The tenant pays for repairs.” (lease-unit-7.docx, sentence 2)"))
    }

    @Test func theInspectorShowsWhatIsCitedOfEachDocument() {
        var stage = stage(width: 120, height: 40)
        stage.press("gcj")
        #expect(stage.text.contains("[2] lease-unit-7 C2"))
        #expect(stage.text.contains("The tenant pays for repairs."))
        stage.press("jl")
        #expect(stage.text.contains("[4] lease-unit-7 C3"))
        stage.press("e)))")
        // The span moves within its own document and not beyond its end.
        #expect(stage.state.cite.edit?.last == 3)
        stage.press("<Esc><Enter>")
        #expect(stage.state.screen == .reader)
        #expect(stage.state.reader.tab == 1 && stage.state.reader.cursor == 3)
        stage.press("<BS>")
        #expect(stage.state.screen == .cite)
    }

    @Test func rewardsSayThatTheyAreAboutOneDocument() {
        var stage = stage()
        stage.press("gw")
        stage.press("a")
        #expect(stage.state.message?.text.contains("about one document") == true)
        #expect(!stage.effects.contains { if case .sample = $0 { true } else { false } })
    }

    @Test func manyDocumentsShareTheTitle() {
        let titles = ["annual-report-of-the-harbour-board-1998.pdf", "lease-unit-7.docx", "minutes-2024.md"]
        let title = SourceTitle(titles, shown: 1, rest: "  p. 3/18", room: 60, glyphs: .unicode)
        #expect(title.text.columns <= 60)
        #expect(title.text.string.contains("[lease-unit-7]"))
        #expect(title.pieces.compactMap(\.tab) == [0, 1, 2])
        #expect(ShortNames.of(["a.txt", "a.md"]) == ["a.txt", "a.md"])
        #expect(ShortNames.of(["v1.2", "b.epub"]) == ["v1", "b"])
    }

    @Test(arguments: ScreenTests.sizes)
    func screens(width: Int, height: Int) throws {
        var stage = stage(width: width, height: height)
        stage.press("<Tab>]]")
        try expectScreen(stage, matches: "reader-two-\(width)x\(height)")
    }
}

extension Document {
    /// A text with one sentence a line.
    static func lines(_ id: String, title: String, _ lines: [String]) -> Document {
        var sentences: [Sentence] = []
        var start = 0
        for (number, line) in lines.enumerated() {
            sentences.append(Sentence(range: start..<start + line.utf8.count, paragraph: number))
            start += line.utf8.count + 1
        }
        return Document(
            id: DocumentID(rawValue: id), title: title, format: "txt", sentenceMode: .lectern,
            text: lines.joined(separator: "\n"), sentences: sentences, landmarks: [])
    }
}
