import Foundation
import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

struct LibraryTests {
    private static let documents = (1...5).map { number in
        DocumentSummary(
            id: DocumentID(rawValue: "d\(number)"), title: "document-\(number).txt", format: "txt", path: nil,
            sentenceCount: number * 100, pageCount: number == 2 ? 12 : nil, byteCount: number * 1000,
            warnings: [],
            conversationCount: number, addedAt: 0, usedAt: 1_000_000 - Double(number) * 3600)
    }

    private func stage(width: Int = 80, height: Int = 24) -> Stage {
        var stage = Stage(width: width, height: height)
        stage.send(.modelStatus(.sample))
        stage.send(.documentsListed(Self.documents))
        for document in Self.documents { stage.send(.tokensCounted(document.id, document.byteCount * 30)) }
        stage.forget()
        return stage
    }

    @Test func rowsAreChosenAndOpened() {
        var stage = stage()
        stage.press("jj<Enter>")
        #expect(stage.effects == [.openDocument(DocumentID(rawValue: "d3"))])
        stage.press("gg2jk")
        #expect(stage.state.library.current?.id.rawValue == "d2")
        stage.press("G")
        #expect(stage.state.library.current?.id.rawValue == "d5")
    }

    @Test func removingCanBeUndone() {
        var stage = stage()
        stage.press("d")
        #expect(stage.effects == [.removeDocument(Self.documents[0])])
        stage.send(.removed(Self.documents[0]))
        stage.send(.documentsListed(Array(Self.documents.dropFirst())))
        #expect(stage.text.contains("u brings it back"))
        stage.forget()
        stage.press("u")
        #expect(stage.effects == [.undo])
        stage.send(.undone("document-1.txt"))
        #expect(stage.text.contains("“document-1.txt” is back"))
        stage.send(.undone(nil))
        #expect(stage.text.contains("there is nothing to undo"))
    }

    @Test func aPathIsTypedCompletedAndAdded() {
        var stage = stage()
        stage.press("a")
        stage.type("Ex")
        stage.press("<Tab>")
        #expect(stage.effects == [.completePath("Ex")])
        stage.send(.pathsCompleted(prefix: "Ex", ["Examples/", "Extra.txt"]))
        #expect(stage.text.contains("Examples  Extra.txt"))
        stage.type("amples/a.txt")
        stage.forget()
        stage.press("<Enter>")
        #expect(stage.effects == [.importFiles(["Examples/a.txt"], JobID(number: 1))])
        #expect(stage.text.contains("Adding Examples/a.txt"))
    }

    @Test func whatCannotBeReadIsShownOnTheScreen() {
        var stage = stage()
        stage.press("a")
        stage.type("x.pdf")
        stage.press("<Enter>")
        let job = JobID(number: 1)
        struct Encrypted: LocalizedError {
            let errorDescription: String? = "x.pdf is encrypted."
        }
        stage.send(
            .importing(job, .failed(name: "x.pdf", file: nil, EngineError(.input, "opening", Encrypted()))))
        stage.send(.importEnded(job))
        #expect(stage.text.contains("x.pdf is encrypted."))
        #expect(stage.state.library.importing == nil)
    }

    /// A file that could not be read, after all others were.
    private func fail(_ stage: inout Stage, _ job: Int, _ problem: DocumentError) {
        stage.send(
            .importing(
                JobID(number: job),
                .failed(
                    name: "x.pdf", file: URL(filePath: "/docs/x.pdf"),
                    EngineError(.input, "opening x.pdf", problem))))
        stage.send(.importEnded(JobID(number: job)))
        stage.forget()
    }

    @Test func aPasswordIsAskedForAndNeverShown() {
        var stage = stage(width: 120, height: 40)
        stage.press("a")
        stage.type("x.pdf")
        stage.press("<Enter>")
        fail(&stage, 1, .encrypted(file: "x.pdf", opensWithPassword: true))
        #expect(stage.text.contains("password of x.pdf>"))
        stage.type("lamp")
        #expect(!stage.text.contains("lamp"))
        stage.press("<Enter>")
        var options = ImportOptions()
        options.password = "lamp"
        #expect(stage.effects == [.importFiles(["/docs/x.pdf"], JobID(number: 2), options)])

        fail(&stage, 2, .wrongPassword(file: "x.pdf"))
        #expect(stage.text.contains("not right; password of x.pdf>"))
        stage.press("<Esc>")
        #expect(stage.state.overlay == nil)
        #expect(stage.text.contains("is not right.  (o: options)"))
        stage.press("o")
        #expect(stage.text.contains("not right; password of x.pdf>"))
    }

    @Test func scannedPagesAreReadOnlyWhenSomebodySaysSo() {
        var stage = stage(width: 120, height: 40)
        stage.state.library.canRecognizeText = true
        stage.press("a")
        stage.type("x.pdf")
        stage.press("<Enter>")
        fail(&stage, 1, .noTextLayer(file: "x.pdf", pages: Array(1...12)))
        #expect(stage.text.contains("x.pdf: 12 image pages, no text."))
        stage.press("n")
        #expect(stage.effects.isEmpty)
        stage.press("oy")
        var options = ImportOptions()
        options.recognizesText = true
        #expect(stage.effects == [.importFiles(["/docs/x.pdf"], JobID(number: 2), options)])
        // Recognised and still without text: there is nothing left to ask.
        fail(&stage, 2, .noTextLayer(file: "x.pdf", pages: Array(1...12)))
        #expect(stage.state.overlay == nil)
    }

    @Test func withoutTheProgramsNobodyIsAskedAboutScannedPages() {
        var stage = stage(width: 120, height: 40)
        stage.press("a")
        stage.type("x.pdf")
        stage.press("<Enter>")
        fail(&stage, 1, .noTextLayer(file: "x.pdf", pages: [1]))
        #expect(stage.state.overlay == nil)
        #expect(stage.text.contains("has no text layer"))
    }

    @Test func theListIsNarrowedToAKind() {
        var stage = Stage()
        var documents = Self.documents
        documents[1].format = "pdf"
        documents[4].conversationCount = 0
        stage.send(.documentsListed(documents))
        stage.press("f")
        #expect(stage.text.contains("unread"))
        stage.press("j<Enter>")
        #expect(stage.state.library.documents.map(\.id.rawValue) == ["d2"])
        #expect(stage.text.contains("only pdf"))
        stage.press("fG<Enter>")
        #expect(stage.state.library.documents.map(\.id.rawValue) == ["d5"])
        stage.press("<Esc>")
        #expect(stage.state.library.documents.count == 5)
    }

    @Test func whatAFileSaysOfItselfIsShown() {
        var stage = Stage()
        var documents = Self.documents
        documents[0].metadata = ["author": "Anna Keeper", "encoding": "GB18030"]
        documents[0].warnings = ["not UTF-8: read as GB18030"]
        stage.send(.documentsListed(documents))
        #expect(!stage.text.contains("Anna Keeper"))
        stage.press("<Tab>")
        for words in ["Author     Anna Keeper", "Encoding   GB18030", "not UTF-8: read as GB18030"] {
            #expect(stage.text.contains(words))
        }
        stage.press("<Esc>")
        #expect(stage.text.contains("document-5.txt"))
    }

    @Test func aDocumentIsReadAgainInAnotherWay() {
        var stage = Stage()
        var document = DocumentSummary.harbour
        document.path = "/docs/old.txt"
        document.format = "txt"
        document.metadata = ["encoding": "Windows-1252"]
        stage.send(.documentsListed([document]))
        stage.forget()
        stage.press("oj<Enter>")
        #expect(stage.text.contains("GB18030"))
        stage.press("<Esc>R")
        #expect(stage.effects == [.importFiles(["/docs/old.txt"], JobID(number: 1))])
        #expect(PageRange.read(" 3-40 ") == 3...40)
        #expect(PageRange.read("7") == 7...7)
        for wrong in ["", "0", "4-2", "a", "1-2-3", "-3"] { #expect(PageRange.read(wrong) == nil) }
    }

    @Test func addingAFolderShowsHowFarItIs() {
        var stage = stage(width: 200, height: 60)
        stage.press("a")
        stage.type("papers")
        stage.press("<Enter>")
        let job = JobID(number: 1)
        stage.send(.importing(job, .found(total: 1000)))
        stage.send(.importing(job, .began(name: "atlas.pdf", number: 251, total: 1000)), after: .seconds(10))
        stage.send(
            .importing(job, .progress(ImportProgress(stage: .extract, done: 118, total: 320, unit: .pages))))
        #expect(stage.text.contains("Adding atlas.pdf  extract page 118/320"))
        #expect(stage.text.contains("25%"))
        #expect(stage.text.contains("251/1,000"))
        #expect(stage.text.contains("left"))
        stage.forget()
        stage.press("<Esc>")
        #expect(stage.effects == [.stop(job)])
    }

    @Test func anEmptyLibrarySaysHowToFillIt() {
        var stage = Stage()
        stage.send(.documentsListed([]))
        #expect(stage.text.contains("No documents yet. a adds a file"))
    }

    @Test func theOrderChangesAndTheChosenRowStays() {
        var stage = stage()
        stage.press("Gss")
        #expect(stage.state.library.order == .size)
        #expect(stage.state.library.current?.id.rawValue == "d5")
        #expect(stage.state.library.list.cursor == 0)
    }

    @Test func aFirstStartBeginsWithTheExampleOnce() throws {
        var stage = Stage()
        stage.send(.modelStatus(.sample))
        stage.state.library.welcome = "/examples/lighthouse.txt"
        stage.send(.documentsListed([]))
        guard case .importFiles(let paths, let job, _)? = stage.effects.first else {
            Issue.record("nothing is added")
            return
        }
        #expect(paths == ["/examples/lighthouse.txt"])
        #expect(stage.effects.last == .saveSession(Session()))
        stage.forget()
        stage.send(.importEnded(job))
        stage.send(.documentsListed([Self.documents[0]]))
        #expect(stage.effects == [.listDocuments(matching: nil), .countTokens(Self.documents[0].id)])
        try expectScreen(stage, matches: "library-first-start")
        stage.send(.documentsListed(Self.documents))
        #expect(!stage.text.contains("to try it on"))
    }

    @Test func quittingAsksAndEscapeStays() {
        var stage = stage()
        stage.press("q")
        #expect(stage.text.contains("Quit Lectern?"))
        stage.press("<Esc>")
        #expect(stage.state.overlay == nil)
        #expect(stage.effects.isEmpty)
        stage.press("qy")
        #expect(stage.effects == [.quit(0)])
    }

    @Test func aSequenceWaitsForItsNextKeyAndShowsWhatThereIs() {
        var stage = stage()
        stage.press("g")
        #expect(stage.text.contains("go to Label"))
        #expect(stage.state.deadline != nil)
        stage.send(.tick, after: .milliseconds(400))
        #expect(stage.text.contains("go to Library"))
        #expect(stage.text.contains("choose a theme"))
        stage.press("z")
        #expect(stage.state.message?.text.contains("gz") == true)
    }

    @Test func theReaderCannotBeEnteredWithoutADocument() {
        var stage = stage()
        stage.press("gr")
        #expect(stage.state.screen == .library)
        #expect(stage.state.message?.text.contains("No document is open") == true)
    }
}
