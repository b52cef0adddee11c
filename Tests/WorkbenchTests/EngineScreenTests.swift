import Foundation
import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

struct EngineScreenTests {
    /// 28 layers of 12 heads whose figures differ, and a run with them.
    static let map: AttentionMap = {
        var map = AttentionMap(layerCount: 28, headCount: 12)
        (map.promptTokens, map.computedTokens, map.sampledTokens) = (84_112, 84_112, 83_968)
        (map.target, map.rowTarget) = (0.95, 0.9)
        map.regionStarts = (0...14).map { Int32(20 + 6000 * $0) }
        for index in map.heads.indices {
            var head = AttentionMap.Head()
            head.causalPairs = 1000
            head.computedPairs = 20 + index * 37 % 700
            head.heldOutMass = 0.951 + Double(index * 7 % 48) / 1000
            head.sampledMinimum = 0.902 + Double(index * 5 % 60) / 1000
            head.sampledMean = 0.97
            (head.sparseChunks, head.denseChunks, head.window) = (160, 4, 512)
            head.columnCount = 100 + index * 13 % 900
            head.profile = (0..<AttentionMap.profileLength).map {
                Int32($0 * (index + 3) % 11 == 0 ? $0 % 9 : 0)
            }
            head.regions = [(2, 38), (9, 12), (13, 4)].map {
                AttentionMap.Region(region: Int32($0.0), columns: Int32($0.1), rate: Float($0.1) / 3)
            }
            map.heads[index] = head
        }
        map.heads[14].heldOutMass = 0.931
        return map
    }()

    static var figures: AnswerRun {
        var report = RunReport()
        report.attention = map
        (report.phases.tokenizing, report.phases.attention, report.phases.projections) = (0.1, 98.7, 347.2)
        (report.weightBytes, report.cacheBytes, report.threads) = (1_600_000_000, 2_400_000_000, 2)
        report.tokenSecondsP95 = 0.061
        return AnswerRun(
            report: report, windows: [SentenceSpan(document: Document.harbour.id, sentences: 0...13)])
    }

    static var answer: CitedAnswer {
        var answer = ConversationTurn.freight.answer
        answer.model = ModelStatus.sample.profile ?? .scripted
        answer.statistics.promptTokens = 84_112
        answer.statistics.cachedTokens = 0
        answer.statistics.prefillSeconds = 462
        answer.statistics.secondsToFirstToken = 462
        answer.statistics.cra = 0.961
        (answer.statistics.draftedTokens, answer.statistics.acceptedTokens) = (60, 45)
        return answer
    }

    static func ask(_ stage: inout Stage) -> JobID {
        stage.press("i")
        stage.type("Why did freight volumes fall in 1998?")
        stage.press("<Enter>")
        return stage.state.reader.job?.id ?? JobID(number: 0)
    }

    static func stage(width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode) -> Stage {
        var stage = Stage.reading(width: width, height: height, answered: false, glyphs: glyphs)
        let job = ask(&stage)
        stage.send(.answer(job, .reading(ReadingProgress(done: 84_112, total: 84_112, cached: 0))))
        stage.send(.answer(job, .run(figures)))
        stage.send(.answer(job, .finished(answer)))
        stage.press("ge")
        stage.forget()
        return stage
    }

    @Test func beforeTheFirstQuestionItSaysWhatComesHere() {
        var stage = Stage()
        stage.press("ge")
        #expect(stage.text.contains("[Engine]"))
        #expect(stage.text.contains("ask something; figures appear here"))
        stage.press("v")
        #expect(stage.state.message?.text.contains("Nothing was asked yet") == true)
    }

    @Test func figuresComeWhileItReads() {
        var stage = Stage.reading(answered: false)
        let job = Self.ask(&stage)
        stage.press("<Esc><F7>")
        #expect(stage.state.screen == .engine)
        stage.send(.answer(job, .reading(ReadingProgress(done: 32_149, total: 84_112, cached: 0))))
        #expect(stage.text.contains("reading 32,149 of 84,112"))
        var figures = Self.figures
        for index in 12..<Self.map.heads.count { figures.report.attention?.heads[index] = .init() }
        stage.send(.answer(job, .run(figures)))
        let rows = stage.text.split(separator: "\n")
        #expect(rows.contains { $0.contains("  0 0") })
        #expect(rows.contains { $0.contains("  1 · ·") })
    }

    @Test func theCursorGoesOverCellsAndTheViewAfterIt() {
        var stage = Self.stage()
        #expect(stage.text.contains("layer 0 head 0"))
        stage.press("14j9l")
        #expect(stage.text.contains("layer 14 head 9"))
        #expect(stage.text.contains("Head 14.9"))
        #expect(stage.text.contains("density \(Figures.share(Self.map[14, 9].density, .unicode))"))
        stage.press("G")
        #expect(stage.text.contains("27 of 28"))
        stage.press("gg")
        #expect(stage.state.engine.firstLayer == 0)
        // Four ways to look at a head.
        for title in ["CRA by head", "Least CRA", "Columns by head", "Density by head"] {
            stage.press("v")
            #expect(stage.text.contains(title))
        }
    }

    @Test func headsUnderTheTargetAreMarkedAndNamed() {
        var stage = Self.stage(width: 120, height: 40)
        #expect(stage.text.contains("! under the target of 0.950 (a row: 0.900): 1.2"))
        stage.press("v")
        let row = stage.text.split(separator: "\n").first { $0.contains("  1 ") }
        #expect(row?.contains("3!") == true)
    }

    @Test func aPeakOpensItsSentenceAndBackspaceComesBack() {
        var stage = Self.stage()
        stage.press("<Enter>")
        #expect(stage.state.engine.focus == .places)
        stage.press("j<Enter>")
        #expect(stage.state.screen == .reader)
        #expect(stage.state.reader.cursor == 9)
        #expect(stage.text.contains("▐"))
        stage.press("<BS>")
        #expect(stage.state.screen == .engine)
        #expect(stage.state.engine.focus == .places)
    }

    @Test func runsAreListedAndWalked() {
        var stage = Self.stage()
        stage.press("gr")
        let job = Self.ask(&stage)
        stage.send(.answer(job, .run(Self.figures)))
        stage.send(.answerFailed(job, Failure(message: "the model failed", hint: "")))
        stage.press("ge")
        #expect(stage.text.contains("2 of 2"))
        #expect(stage.text.contains("the model failed"))
        stage.press("[")
        #expect(stage.text.contains("1 of 2"))
        stage.press("rj<Enter>")
        #expect(stage.state.engine.runs.shown?.number == 1)
    }

    @Test func onlyFiftyRunsAreKept() {
        var runs = EngineRuns()
        for number in 1...60 {
            let job = JobID(number: number)
            runs.note(.finished(Self.answer), of: job) {
                EngineRun(job: job, number: $0, question: "", title: "", model: "")
            }
        }
        #expect(runs.all.count == 50)
        #expect(runs.shown?.number == 60)
        #expect(runs.all.first?.number == 11)
    }

    @Test func figuresAreCopiedAndWritten() throws {
        var stage = Self.stage()
        stage.press("y")
        guard case .copy(let text)? = stage.effects.last else {
            Issue.record("nothing was copied")
            return
        }
        #expect(text.contains("TTFT"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix(" 2") } >= 8)
        stage.press("X<Enter>")
        guard case .write("run-1.json", let json)? = stage.effects.last else {
            Issue.record("nothing was written")
            return
        }
        let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let report = try #require(object["report"] as? [String: Any])
        let heads = try #require((report["attention"] as? [String: Any])?["heads"] as? [[String: Any]])
        #expect(heads.count == 28 * 12)
    }

    @Test func anEndpointHasNoMap() {
        var stage = Stage.reading(width: 120, height: 40, answered: false)
        let job = Self.ask(&stage)
        var answer = Self.answer
        answer.model.architecture = GeneratorProfile.endpointArchitecture
        answer.statistics.secondsToFirstToken = 0.84
        stage.send(.answer(job, .stage(.waiting(model: "office"))))
        stage.send(.answer(job, .finished(answer)))
        stage.press("ge")
        #expect(stage.text.contains("not available from an endpoint"))
        #expect(stage.text.contains("TTFT        0.8 s"))
    }

    @Test func fullAttentionSaysHowToSeeMore() {
        var stage = Stage.reading(width: 120, height: 40, answered: false)
        let job = Self.ask(&stage)
        var figures = Self.figures
        var map = AttentionMap(layerCount: 2, headCount: 4)
        for index in map.heads.indices {
            (map.heads[index].computedPairs, map.heads[index].causalPairs) = (10, 10)
        }
        figures.report.attention = map
        stage.send(.answer(job, .run(figures)))
        stage.send(.answer(job, .finished(Self.answer)))
        stage.press("ge")
        #expect(stage.text.contains("engine.attention = \"sample\""))
        #expect(stage.text.contains("mean 1.000"))
    }

    @Test func theWheelAndClicksWork() {
        var stage = Self.stage(width: 120, height: 40)
        let target = ClickTarget.cell(layer: 3, head: 5)
        let place = stage.screen().areas(of: target).first
        stage.send(.mouse(Mouse(.press(.left, clicks: 1), x: place?.x ?? 0, y: place?.y ?? 0), target))
        #expect(stage.text.contains("layer 3 head 5"))
        stage.send(.mouse(Mouse(.wheelDown, x: 3, y: 3), nil))
        #expect(stage.state.engine.layer == 6)
    }

    @Test(arguments: ScreenTests.sizes)
    func snapshots(width: Int, height: Int) throws {
        var stage = Self.stage(width: width, height: height)
        stage.press("14j9l")
        try expectScreen(stage, matches: "engine-\(width)x\(height)")
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)])
    func snapshotsInASCII(width: Int, height: Int) throws {
        var stage = Self.stage(width: width, height: height, glyphs: .ascii)
        stage.press("2j<Enter>")
        try expectScreen(stage, matches: "engine-ascii-\(width)x\(height)")
    }
}
