import Foundation
import LecternEngine
import TerminalUI

/// What the engine screen hears and does.
extension AppState {
    /// Keeps what is counted of a question that a model answers.
    mutating func noteRun(_ event: AnswerEvent, of job: JobID, turn: Int) {
        let question = reader.turns.indices.contains(turn) ? reader.turns[turn].question : ""
        let (title, model) = (reader.opened?.document.title ?? "", model?.name ?? "")
        engine.runs.note(event, of: job) { number in
            EngineRun(job: job, number: number, question: question, title: title, model: model)
        }
    }

    mutating func chooseRun() {
        let items = engine.runs.all.enumerated().reversed().map { index, run in
            let tokens = run.promptTokens.map { "\(Figures.count($0)) tok  " } ?? ""
            return Chooser.Item(
                text: "\(run.number)  \(run.question)",
                detail: tokens + EngineText(run: run, glyphs: glyphs).status, choice: .run(index))
        }
        let current = items.firstIndex { $0.choice == .run(engine.runs.shownIndex) } ?? 0
        overlay = .chooser(Chooser(title: "Runs", items: Array(items), at: current))
    }

    /// From the map to its sentences, from one of those into the document; back from there comes here.
    mutating func openEnginePlace() {
        guard engine.focus == .places else {
            if engine.places.isEmpty {
                say("this head's columns fall on no sentence that is known", .warning)
            } else {
                engine.focus = .places
            }
            return
        }
        guard let span = engine.place?.span else { return }
        guard reader.tab(of: span.document) != nil else {
            say("this sentence is in a document that is not open", .warning)
            return
        }
        reader.rememberPlace(returnsTo: .engine)
        reader.evidence = span
        reader.focus = .source
        reader.goTo(span)
        go(to: .reader)
    }

    func copyRun() -> [Effect] {
        guard let run = engine.runs.shown else { return [] }
        return [.copy(EngineText(run: run, glyphs: glyphs).plain(measure: engine.measure))]
    }

    mutating func exportRun(to path: String) -> [Effect] {
        guard let run = engine.runs.shown else { return [] }
        guard path.lowercased().hasSuffix(".json") else {
            say("The name must end in .json", .warning)
            return []
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return [.write(path, String(decoding: try encoder.encode(RunExport(run)), as: UTF8.self) + "\n")]
        } catch {
            fail(Failure(error))
            return []
        }
    }
}

/// A run as other programs read it.
private struct RunExport: Encodable {
    let schema = 1
    let run: Int
    let question: String
    let document: String
    let model: String
    let statistics: GenerationStatistics?
    let report: RunReport?
    /// The sentences that the regions of the map are.
    let windows: [SentenceSpan]

    private enum CodingKeys: String, CodingKey {
        case schema, run, question, document, model, statistics, report, windows
    }

    init(_ run: EngineRun) {
        self.run = run.number
        (question, document, model) = (run.question, run.title, run.model)
        statistics = run.statistics
        report = run.figures?.report
        windows = run.figures?.windows ?? []
    }
}
