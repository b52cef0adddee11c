import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

struct PaletteTests {
    private func open(_ text: String = "") -> Stage {
        var stage = Stage.reading()
        stage.press(":")
        stage.send(.themesListed(["auto", "terminal", "mono", "nord"], paths: []))
        stage.forget()
        stage.type(text)
        return stage
    }

    private func palette(_ stage: Stage) throws -> Palette {
        guard case .palette(let palette)? = stage.state.overlay else { throw CancellationError() }
        return palette
    }

    @Test func wordsFindActionsAndShowTheirKeys() throws {
        var stage = open("next cit")
        let first = try #require(palette(stage).items.first)
        #expect(first.text.hasPrefix("next citation"))
        #expect(first.keys == "]")
        stage.press("<Enter>")
        #expect(stage.state.overlay == nil)
        #expect(stage.state.reader.focus == .source || stage.state.reader.selected != nil)
    }

    @Test func whatIsOffIsListedLastWithItsReason() throws {
        let stage = open("next hit")
        let item = try #require(palette(stage).items.first { $0.text == "next hit" })
        #expect(item.reason?.contains("Nothing was found yet") == true)
        var running = stage
        running.press("<Enter>")
        #expect(running.state.message != nil || running.state.overlay == nil)
    }

    @Test func headingsDocumentsAndSettingsAreFound() throws {
        #expect(try palette(open("insurance")).items.contains { $0.text == "Heading: Insurance" })
        #expect(try palette(open("harbour")).items.contains { $0.text == "Open harbour-1998.pdf" })
        #expect(try palette(open("engine.threads")).items.contains { $0.action == .setting(.threads) })
        var stage = open("heading insurance")
        stage.press("<Enter>")
        #expect(stage.state.reader.cursor == 7)
    }

    @Test func typedCommandsTakeArguments() throws {
        var stage = open("theme no")
        #expect(
            try palette(stage).items.map(\.text) == [":theme nord", ":theme mono"]
                || palette(stage).items.first?.text == ":theme nord")
        stage.press("<Enter>")
        #expect(stage.effects.contains(.saveSetting(.theme, .text("nord"))))
        #expect(stage.state.session.history == ["theme nord"])
        stage = open("set engine.threads=3")
        stage.press("<Enter>")
        #expect(stage.effects.contains(.saveSetting(.threads, .number(3))))
        stage = open("set engine.threads=lots")
        stage.press("<Enter>")
        #expect(stage.state.message?.kind == .error)
        stage = open("goto 5")
        stage.press("<Enter>")
        #expect(stage.state.reader.cursor == 5)
        stage = open("9")
        stage.press("<Enter>")
        #expect(stage.state.reader.cursor == 9)
        stage = open("goto 5000")
        stage.press("<Enter>")
        #expect(stage.state.message?.text.contains("this document has C0 to C") == true)
        stage = open("page 2")
        stage.press("<Enter>")
        #expect(stage.state.reader.opened?.index.pageIndex(of: stage.state.reader.cursor) == 1)
        stage = open("find lock")
        stage.press("<Enter>")
        #expect(!stage.state.reader.hits.isEmpty)
    }

    @Test func tabCompletesAndACommandWithoutArgumentAsksForOne() throws {
        var stage = open("the")
        stage.press("<Tab>")
        #expect(try palette(stage).field.text == "theme ")
        #expect(try palette(stage).items.count == 4)
        stage = open("goto")
        stage.press("<Enter>")
        #expect(try palette(stage).field.text == "goto ")
    }

    @Test func historyIsWalkedFromTheFirstRow() throws {
        var stage = open("theme nord")
        stage.press("<Enter>:<Up>")
        #expect(try palette(stage).field.text == "theme nord")
    }

    @Test func everyCommandIsOfferedWithHelpAndKeyOrNone() {
        for screen in ScreenID.allCases {
            var state = AppState(width: 80, height: 24)
            state.screen = screen
            let items = state.paletteItems(for: "")
            for command in screen.allCommands {
                let item = items.first { $0.action == .command(command.id, screen) }
                #expect(item?.text.isEmpty == false && item?.keys.isEmpty == false, "\(command.id)")
            }
        }
    }

    @Test func nothingFittingSaysSo() {
        var stage = open("qqqq zzzz")
        stage.press("<Enter>")
        #expect(stage.state.message?.text.contains("neither a command") == true)
    }

    @Test func messagesAndDescriptionHoldWhatWasShown() {
        var stage = Stage.reading()
        stage.send(.failed(Failure(message: "The disk is full.", hint: "Make room.")))
        stage.press("<Esc>:")
        stage.type("messages")
        stage.press("<Enter>")
        #expect(stage.text.contains("error: The disk is full."))
        stage.press("q")
        stage.forget()
        stage.press(":")
        stage.type("describe")
        stage.press("<Enter>")
        guard
            case .page(let text)? = stage.effects.last(where: { if case .page = $0 { true } else { false } })
        else {
            Issue.record("no text")
            return
        }
        #expect(text.contains("The quay handled 1.42 million tonnes in 1998"))
        #expect(text.contains("Why did freight volumes fall in 1998?"))
        #expect(!text.contains("━") && !text.contains("│") && !text.contains("##"))
    }

    @Test func marksAreSetGoneToAndKept() {
        var stage = Stage.reading()
        stage.press("#5<Enter>ma")
        #expect(stage.state.session.marks["a"]?.sentence == 5)
        #expect(stage.effects.contains(.saveSession(stage.state.session)))
        stage.press("gg'a")
        #expect(stage.state.reader.cursor == 5)
        stage.press("'b")
        #expect(stage.state.message?.text == "there is no mark b; marks: a")
        stage.state.session.marks["z"] = Session.Mark(document: DocumentID(rawValue: "other"), sentence: 3)
        stage.press("'z")
        #expect(stage.effects.last == .openDocument(DocumentID(rawValue: "other")))
    }

    @Test func ctrlXCtrlEOpensTheEditor() {
        var stage = Stage.reading()
        stage.press("i")
        stage.type("Why")
        stage.press("<C-x><C-e>")
        #expect(stage.effects.last == .editText("Why"))
        stage.send(.edited("Why did it fall?\nAnd when?"))
        #expect(stage.state.reader.field.text == "Why did it fall?\nAnd when?")
    }

    @Test(arguments: [(40, 10), (80, 24), (200, 60)])
    func screens(width: Int, height: Int) throws {
        var stage = Stage.reading(width: width, height: height)
        stage.press(":")
        stage.type("cit")
        try expectScreen(stage, matches: "palette-\(width)x\(height)")
        stage.press("<Esc>g")
        stage.send(.tick, after: .milliseconds(400))
        try expectScreen(stage, matches: "next-keys-\(width)x\(height)")
    }
}
