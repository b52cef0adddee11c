import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

/// Sentences that are selected, and the room that panes share.
struct SelectionTests {
    @Test func motionsExtendASelectionAndItsKeysActOnIt() {
        var stage = Stage.reading()
        stage.press("#1<Enter>v")
        #expect(stage.text.contains(" VISUAL "))
        stage.press("))")
        #expect(stage.state.reader.selection == 1...3)
        stage.press("y")
        #expect(stage.effects.last == .copy(String(Document.harbour.text(of: 1...3))))
        #expect(stage.state.reader.selection == nil)

        stage.press("#8<Enter>v(")
        #expect(stage.state.reader.selection == 7...8)
        stage.press("Y")
        guard case .copy(let text)? = stage.effects.last else { return }
        #expect(text.hasSuffix("” (harbour-1998.pdf, p. 2, sentences 7–8)"))

        stage.press("v<Esc>")
        #expect(stage.state.reader.selection == nil)
        stage.press("#4<Enter>vi")
        #expect(
            stage.state.reader.scope
                == .sections([SentenceSpan(document: Document.harbour.id, sentences: 4...4)]))
        #expect(stage.state.reader.focus == .field)
    }

    @Test func draggingSelectsAndEscapeLeaves() throws {
        var stage = Stage.reading()
        stage.press("#4<Enter>")
        let frame = stage.screen()
        func place(_ sentence: Int) throws -> (x: Int, y: Int) {
            for y in 0..<24 {
                for x in 0..<80 where frame.target(at: (x, y)) == .sentence(sentence) { return (x, y) }
            }
            throw CancellationError()
        }
        let (from, to) = (try place(4), try place(5))
        stage.send(.mouse(Mouse(.press(.left, clicks: 1), x: from.x, y: from.y), .sentence(4)))
        stage.send(.mouse(Mouse(.drag(.left), x: to.x, y: to.y), .sentence(5)))
        stage.send(.mouse(Mouse(.release, x: to.x, y: to.y), .sentence(5)))
        #expect(stage.state.reader.selection == 4...5)
        #expect(stage.state.message?.text.hasPrefix("y copies") == true)
        stage.press("<Esc>")
        #expect(stage.state.reader.selection == nil)
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)])
    func panesShareTheRoomAsThePersonLikes(width: Int, height: Int) {
        var stage = Stage.reading(width: width, height: height)
        let before = stage.state.reader.layout
        stage.press("3>")
        let wide = stage.state.reader.layout
        #expect(wide.source.width * wide.source.height > before.source.width * before.source.height)
        #expect(stage.effects.last == .saveSession(stage.state.session))
        stage.press("9<lt>")
        let narrow = stage.state.reader.layout
        #expect(narrow.source.width * narrow.source.height < before.source.width * before.source.height)
        stage.press("|")
        let turned = stage.state.reader.layout
        #expect((turned.source.y == turned.answer.y) != (before.source.y == before.answer.y))
        // Each size has its own.
        stage.send(.resize(width: 40, height: 10))
        stage.send(.resize(width: width, height: height))
        #expect(stage.state.reader.layout == turned)
    }

    @Test func aBorderIsDragged() {
        var stage = Stage.reading(width: 120, height: 40)
        let border = stage.state.reader.layout.source.maxX - 1
        stage.send(.mouse(Mouse(.press(.left, clicks: 1), x: border, y: 12), nil))
        stage.send(.mouse(Mouse(.drag(.left), x: 80, y: 12), nil))
        stage.send(.mouse(Mouse(.release, x: 80, y: 12), nil))
        #expect(abs(stage.state.reader.layout.source.maxX - 81) <= 1)
        stage.send(.mouse(Mouse(.drag(.left), x: 30, y: 12), nil))
        #expect(abs(stage.state.reader.layout.source.maxX - 81) <= 1)
    }

    @Test func theOriginalOpensBesideTheTerminal() {
        var stage = Stage.reading()
        stage.press("o")
        #expect(stage.effects.last == .openInViewer("/docs/harbour-1998.pdf"))
        #expect(throws: SystemViewer.Problem.self) { try SystemViewer.open("/nowhere/at/all.pdf") }
    }
}
