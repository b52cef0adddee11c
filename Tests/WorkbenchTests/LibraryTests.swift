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
        stage.send(.importing(job, .failed(name: "x.pdf", EngineError(.input, "opening", Encrypted()))))
        stage.send(.importEnded(job))
        #expect(stage.text.contains("x.pdf is encrypted."))
        #expect(stage.state.library.importing == nil)
    }

    @Test func addingAFolderShowsHowFarItIs() {
        var stage = stage(width: 200, height: 60)
        stage.press("a")
        stage.type("papers")
        stage.press("<Enter>")
        let job = JobID(number: 1)
        stage.send(.importing(job, .found(total: 1000)))
        stage.send(.importing(job, .began(name: "atlas.pdf", number: 251, total: 1000)), after: .seconds(10))
        stage.send(.importing(job, .progress(ImportProgress(stage: .extract, done: 118, total: 320, unit: .pages))))
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
        #expect(stage.text.contains("go to Library"))
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
