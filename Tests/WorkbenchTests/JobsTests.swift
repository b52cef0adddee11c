import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

struct JobsTests {
    /// A question that is read, one that waits, an import, a check of an answer, a scoring, a file that is checked.
    private static func stage(width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode) -> Stage {
        var stage = Stage.reading(width: width, height: height, glyphs: glyphs)
        stage.press("i")
        stage.type("Why did freight volumes fall?")
        stage.press("<Enter>i")
        stage.type("Who paid?")
        stage.press("<Enter>")
        let job = JobID(number: 1)
        stage.send(.answer(job, .reading(ReadingProgress(done: 20_000, total: 84_112, cached: 0))))
        stage.send(
            .answer(job, .reading(ReadingProgress(done: 40_000, total: 84_112, cached: 0))),
            after: .seconds(100))
        stage.state.library.importing = LibraryScreen.Importing(
            job: JobID(number: 90), name: "atlas.pdf", startedAt: .zero, number: 2, total: 4)
        stage.state.reward.running = RewardScreen.Running(
            job: JobID(number: 91), label: "scoring", done: 3, total: 7)
        stage.state.cite.running = [
            CiteScreen.Running(
                job: JobID(number: 92), answer: AnswerID(rawValue: 1), done: 1, total: 4, isAsked: false)
        ]
        stage.state.models.checking = ModelsScreen.Checking(
            job: JobID(number: 93), name: "small", path: "/small.gguf", done: 500_000_000,
            total: 1_000_000_000)
        stage.press("<Esc>gj")
        stage.forget()
        return stage
    }

    @Test func whatRunsAndWaitsIsListed() {
        let stage = Self.stage(width: 120, height: 40)
        let rows = stage.text.split(separator: "\n")
        let read = rows.first { $0.contains("Why did freight volumes fall?") && $0.contains("200 tok/s") }
        #expect(read?.contains("47%") == true)
        #expect(read?.contains("3 min 41 s left") == true)
        #expect(rows.contains { $0.contains("Who paid?") && $0.contains("queued") })
        #expect(rows.contains { $0.contains("atlas.pdf") && $0.contains("file 2/4") && $0.contains("25%") })
        #expect(
            rows.contains { $0.contains("verify") && $0.contains("1/4") && $0.contains("background") })
        #expect(rows.contains { $0.contains("scoring") && $0.contains("42%") })
        #expect(rows.contains { $0.contains("check") && $0.contains("500 MB") && $0.contains("50%") })
    }

    @Test func aJobIsStoppedAndAWaitingQuestionComesBackToTheField() {
        var stage = Self.stage()
        stage.press("<Esc>")
        #expect(stage.effects == [.stop(JobID(number: 1))])
        stage.press("jd")
        #expect(stage.state.reader.turns.count == 2)
        #expect(stage.state.reader.field.text == "Who paid?")
        stage.press("d")
        #expect(stage.effects.last == .stop(JobID(number: 90)))
        stage.press("Gd")
        #expect(stage.effects.last == .stop(JobID(number: 93)))
        stage.press("q")
        #expect(stage.state.overlay == nil)
    }

    @Test func enterGoesToTheScreenOfTheJob() {
        var stage = Self.stage()
        stage.press("G<Enter>")
        #expect(stage.state.screen == .models)
        stage.press("gjjjj<Enter>")
        #expect(stage.state.screen == .cite)
    }

    @Test func nothingIsSaidToRunWhenNothingDoes() {
        var stage = Stage()
        stage.press("gj")
        #expect(stage.text.contains("Nothing is running"))
        stage.press("<Esc>")
        #expect(stage.state.overlay == nil)
    }

    @Test(arguments: ScreenTests.sizes)
    func snapshots(width: Int, height: Int) throws {
        try expectScreen(Self.stage(width: width, height: height), matches: "jobs-\(width)x\(height)")
    }

    @Test func theListInASCII() throws {
        let stage = Self.stage(glyphs: .ascii)
        try expectScreen(stage, matches: "jobs-ascii-80x24")
    }
}
