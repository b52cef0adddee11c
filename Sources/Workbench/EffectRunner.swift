import Foundation
import LecternEngine
import Synchronization

/// Turns effects into calls of the engine, and what comes of them into events.
final class EffectRunner: Sendable {
    let engine: Engine
    private let settingsFile: URL
    private let sessionFile: SessionFile
    private let examples: [URL]
    let deliver: @Sendable (AppEvent) -> Void
    let stops = Mutex<[JobID: @Sendable () -> Void]>([:])
    /// Effects that are still at work; the loop is idle when there are none.
    private let atWork = Mutex(0)

    init(
        engine: Engine, settingsFile: URL, sessionFile: SessionFile, examples: [URL],
        deliver: @escaping @Sendable (AppEvent) -> Void
    ) {
        self.engine = engine
        self.settingsFile = settingsFile
        self.sessionFile = sessionFile
        self.examples = examples
        self.deliver = deliver
    }

    var isIdle: Bool { atWork.withLock { $0 == 0 } }

    /// Starts what an effect asks for; effects of the terminal are the loop's and do nothing here.
    func run(_ effect: Effect) {
        switch effect {
        case .listDocuments(let words):
            start { self.deliver(.documentsListed(try await self.engine.documents(matching: words))) }
        case .importFiles(let paths, let job, let options): importFiles(paths, job, options)
        case .openDocument(let id): start(failing: AppEvent.openFailed) { try await self.open([id]) }
        case .openDocuments(let ids): start(failing: AppEvent.openFailed) { try await self.open(ids) }
        case .removeDocument(let summary):
            start {
                try await self.engine.removeDocument(summary.id)
                self.deliver(.removed(summary))
            }
        case .undo: start { self.deliver(.undone(try await self.engine.undo())) }
        case .countTokens(let id):
            // A list without token counts is still a list: what goes wrong here shows when the model is asked.
            start(failing: nil) { self.deliver(.tokensCounted(id, try await self.engine.tokenCount(of: id))) }
        case .completePath(let text):
            start(failing: nil) { self.deliver(.pathsCompleted(prefix: text, PathCompletion.paths(text))) }
        case .loadModel:
            start(failing: nil) {
                try? await self.engine.loadModel()
                self.deliver(.modelStatus(await self.engine.modelStatus()))
            }
        case .models(let effect): run(effect)
        case .ask(let text, let documents, let conversation, let job):
            ask(text, documents, conversation, job) { self.engine.ask($0, stop: $1) }
        case .answerNow(let text, let documents, let conversation, let job):
            ask(text, documents, conversation, job) { question, _ in self.engine.answerNow(question) }
        case .newConversation: deliver(.conversation(nil, []))
        case .openConversation(let id, let current, let answer):
            start { try await self.open(conversation: id, current, at: answer) }
        case .renameConversation, .removeConversation, .searchConversations, .askInstead, .askWithin,
            .answerNowWithin,
            .chooseAnswer,
            .cutConversation, .readTurns:
            runConversation(effect)
        case .listConversations(let id):
            start { self.deliver(.conversationsListed(try await self.engine.conversations(about: id))) }
        case .verify(let answer, let id, let documents, let judge, let only, let isBackground, let job):
            verify(answer, id, documents, judge, only, isBackground, job)
        case .setVerdict(let verdict, let statement, let id):
            start { try await self.engine.setVerdict(verdict, statement: statement, of: id) }
        case .correct(let citations, let statement, let id):
            start { try await self.engine.correct(citations, statement: statement, of: id) }
        case .readReviews(let ids): start { self.deliver(.reviewed(try await self.engine.reviews(of: ids))) }
        case .write(let path, let text): start { try self.write(text, to: path) }
        case .loadRewards(let document, let conversation): loadRewards(document, conversation)
        case .score(let subject, let answer, let document, let judge, let job):
            score(subject, answer, document, judge, job)
        case .sample(let question, let document, let count, let job): sample(question, document, count, job)
        case .overrideFact(let reward, let fact, let verdict):
            start {
                try await self.engine.override(fact: fact, of: reward, with: verdict)
                self.deliver(.rewardsChanged)
            }
        case .overrideScore(let reward, let dimension, let score):
            start {
                try await self.engine.override(dimension, of: reward, with: score)
                self.deliver(.rewardsChanged)
            }
        case .stop(let job): stops.withLock { $0[job] }?()
        case .openLabels(let name): start { try await self.openLabels(name) }
        case .listLabelSets: start { self.deliver(.labelSetsListed(try await self.engine.labelSets())) }
        case .makeLabelSet(let name, let grouping):
            start {
                let made = try await self.engine.makeLabelSet(named: name, grouping)
                try await self.openLabels(made.set.name)
            }
        case .recordLabel(let actions, let place, let annotator):
            start(failing: AppEvent.labelFailed) {
                self.deliver(
                    .labelRecorded(try await self.engine.record(actions, at: place, by: annotator)))
            }
        case .openLabelSource(let citation):
            start {
                let document = try await self.engine.document(DocumentID(rawValue: citation.document))
                self.deliver(.labelSource(document, citation))
            }
        case .exportLabels(let set, let format, let path):
            start { try await self.exportLabels(set, format, to: path) }
        case .saveSetting(let setting, let value):
            start {
                try SettingsFile.set(setting, to: value, in: self.settingsFile)
                self.deliver(.settingSaved(setting, value, path: self.settingsFile.path))
            }
        case .saveSession(let session): start { try self.sessionFile.save(session) }
        case .importExamples: importExamples()
        case .openInViewer(let path): start { try SystemViewer.open(path) }
        case .copy, .setTitle, .suspend, .redraw, .quit, .listThemes, .useTheme, .copyTheme, .setMouse,
            .editFile,
            .editText, .page:
            break
        }
    }

    // MARK: Work

    private func importFiles(_ paths: [String], _ job: JobID, _ options: ImportOptions) {
        let urls = paths.map { URL(filePath: ($0 as NSString).expandingTildeInPath) }
        let work = start {
            defer {
                self.stops.withLock { $0[job] = nil }
                self.deliver(.importEnded(job))
            }
            for try await event in self.engine.addDocuments(at: urls, options: options) {
                self.deliver(.importing(job, event))
            }
        }
        stops.withLock { $0[job] = { work.cancel() } }
    }

    /// The bundled documents.
    private func importExamples() {
        guard !examples.isEmpty else {
            deliver(.failed(Failure(message: "The bundled examples are not installed.", hint: "")))
            return
        }
        start {
            for try await _ in self.engine.addDocuments(at: self.examples) {}
            self.deliver(.documentsListed(try await self.engine.documents(matching: nil)))
        }
    }

    /// Text that came through a pipe.
    func importText(_ text: Data, named name: String, _ job: JobID) {
        start(failing: nil) {
            self.deliver(.importing(job, .began(name: name, number: 1, total: 1)))
            do throws(EngineError) {
                let added = try await self.engine.addDocument(text: text, named: name)
                self.deliver(.importing(job, .added(added)))
            } catch {
                self.deliver(.importing(job, .failed(name: name, file: nil, error)))
            }
            self.deliver(.importEnded(job))
        }
    }

    /// Nothing to label is no failure: the screen says how to begin.
    private func openLabels(_ name: String?) async throws {
        let isEmpty = try await engine.labelSets().isEmpty
        let labelled = isEmpty ? nil : try await engine.labelledSet(named: name)
        deliver(.labelsOpened(labelled, annotator: try await engine.lastAnnotator()))
    }

    private func exportLabels(_ set: String, _ format: String, to path: String) async throws {
        let file = URL(filePath: (path as NSString).expandingTildeInPath)
        let format = try LabelExportFormat.named(format)
        let labelled = try await engine.labelledSet(named: set)
        let export = try await engine.exportLabels(
            labelled, as: format, PairOptions(), fileName: file.lastPathComponent)
        try LabelFiles.write(export, set, format, PairOptions(), to: file)
        deliver(.labelsExported(path: path, lines: export.lines.count))
    }

    func ask(
        _ text: String, _ documents: [DocumentID], _ conversation: ConversationID?, _ job: JobID,
        _ answering: @escaping @Sendable (Question, StopSignal) -> EventStream<AnswerEvent>
    ) {
        let stop = StopSignal()
        stops.withLock { $0[job] = { stop.stop() } }
        start(failing: { AppEvent.answerFailed(job, $0) }) {
            defer { self.stops.withLock { $0[job] = nil } }
            var conversation = conversation
            if conversation == nil {
                conversation = try await self.engine.startConversation(about: documents)
                if let conversation { self.deliver(.conversationStarted(job, conversation)) }
            }
            let question = Question(text, about: documents, in: conversation)
            do {
                for try await event in answering(question, stop) { self.deliver(.answer(job, event)) }
            } catch is CancellationError {
                self.deliver(
                    .answerFailed(
                        job, Failure(message: "stopped by you before there was an answer", hint: "")))
            }
            self.deliver(.modelStatus(await self.engine.modelStatus()))
        }
    }

    private func verify(
        _ answer: CitedAnswer, _ id: AnswerID?, _ documents: [DocumentID], _ judge: JudgeChoice,
        _ only: Set<Int>?,
        _ isBackground: Bool, _ job: JobID
    ) {
        let stop = StopSignal()
        stops.withLock { $0[job] = { stop.stop() } }
        start(failing: { AppEvent.verificationFailed(job, $0) }) {
            defer { self.stops.withLock { $0[job] = nil } }
            let events = self.engine.verify(
                answer, id: id, about: documents, judge: judge, only: only,
                urgency: isBackground ? .background : .foreground, stop: stop)
            do {
                for try await event in events { self.deliver(.verifying(job, event)) }
            } catch is CancellationError {
                self.deliver(.verificationFailed(job, nil))
            }
        }
    }

    /// Never over a file that is there.
    private func write(_ text: String, to path: String) throws {
        let url = URL(filePath: (path as NSString).expandingTildeInPath)
        try Data(text.utf8).write(to: url, options: .withoutOverwriting)
        deliver(.written(path: path))
    }

    /// Runs asynchronous work and counts it.
    ///
    /// - Parameter failing: makes an event of what went wrong; nil says nothing about it.
    @discardableResult
    func start(
        failing: (@Sendable (Failure) -> AppEvent)? = AppEvent.failed,
        _ work: @escaping @Sendable () async throws -> Void
    ) -> Task<Void, Never> {
        atWork.withLock { $0 += 1 }
        return Task {
            do {
                try await work()
            } catch is CancellationError {
            } catch {
                if let failing { self.deliver(failing(Failure(error))) }
            }
            self.atWork.withLock { $0 -= 1 }
        }
    }
}

extension Failure {
    init(_ error: any Error) {
        let known = error as? any LocalizedError
        self.init(
            message: known?.errorDescription ?? error.localizedDescription,
            hint: known?.recoverySuggestion ?? "")
    }
}

/// Completes paths as a shell does.
package enum PathCompletion {
    /// Paths that begin like the text, folders with a slash; at most 200.
    package static func paths(_ text: String) -> [String] {
        let cut = text.lastIndex(of: "/")
        let folder = cut.map { String(text[...$0]) } ?? ""
        let start = cut.map { String(text[text.index(after: $0)...]) } ?? text
        let place = folder.isEmpty ? "." : (folder as NSString).expandingTildeInPath
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        return names.filter { $0.hasPrefix(start) && (start.hasPrefix(".") || !$0.hasPrefix(".")) }.sorted()
            .prefix(200)
            .map { name in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: "\(place)/\(name)", isDirectory: &isFolder)
                return folder + name + (isFolder.boolValue ? "/" : "")
            }
    }
}
