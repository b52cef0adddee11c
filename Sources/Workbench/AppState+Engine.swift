import Foundation
import LecternEngine
import TerminalUI

extension AppState {
    /// What the engine reports.
    mutating func hear(_ event: AppEvent) -> [Effect] {
        switch event {
        case .documentsListed(let documents):
            library.set(documents)
            if documents.count > 1 { library.greets = false }
            if let example = library.welcome {
                library.welcome = nil
                // Never again, also when this document is taken out.
                let begun: [Effect] = [.saveSession(session)]
                library.greets = documents.isEmpty
                return documents.isEmpty ? importFiles([example]) + begun : begun
            }
            return library.documentsWithoutTokens.map { .countTokens($0) }
        case .importing(let job, let event): return hear(event, of: job)
        case .importEnded(let job):
            if library.importing?.job == job { library.importing = nil }
            askAboutFiles()
            return [.listDocuments(matching: library.filter)]
        case .opened(let opened): return open(opened)
        case .openFailed(let failure), .failed(let failure): fail(failure)
        case .removed(let summary):
            say("removed “\(summary.title)” from the library; u brings it back", .success)
            library.unmark(summary.id)
            if reader.subject.contains(summary.id) { reader.close() }
            return [.listDocuments(matching: library.filter)]
        case .undone(let description):
            guard let description else {
                say("there is nothing to undo")
                return []
            }
            if screen == .reward {
                say("taken back: \(description)", .success)
                return loadRewards()
            }
            say("“\(description)” is back", .success)
            return [.listDocuments(matching: library.filter), .readReviews(reader.turns.compactMap(\.id))]
                + turnsAnew + conversationsAnew
        case .answer(let job, let event): return hear(event, of: job)
        case .answerFailed(let job, let failure):
            guard let running = reader.job, running.id == job else {
                quotationFailed(failure, of: job)
                return []
            }
            if reader.takeBackAside() {
                fail(failure)
            } else {
                reader.turns[running.turn].status = .failed(failure)
            }
            engine.runs.fail(job, failure.message)
            return endAnswer()
        case .conversationStarted(let job, let id):
            if reader.job?.id == job || reader.turn(quotedBy: job) != nil { reader.conversation = id }
        case .conversation(let id, let turns):
            reader.show(conversation: id, turns.map(Turn.init))
        case .conversationsListed(let conversations): list(conversations)
        case .turnsChanged(let id, let turns, let change): return hear(change, in: id, turns)
        case .conversationRemoved(let id, let title): return conversationRemoved(id, title)
        case .conversationsFound(let words, let hits): found(words, hits)
        case .verifying(let job, let event): return hear(event, of: job)
        case .verificationFailed(let job, let failure):
            cite.running.removeAll { $0.job == job }
            if let failure { fail(failure) }
        case .reviewed(let reviews):
            for index in reader.turns.indices {
                if let id = reader.turns[index].id { reader.turns[index].review = reviews[id] ?? .empty }
            }
            reader.refreshAnswers()
        case .written(let path): say("wrote \(path)", .success)
        case .modelStatus(let status):
            model = status
            if screen == .models { return [.models(.list)] }
        case .models(let event): return hear(event)
        case .tokensCounted(let id, let count): library.tokens[id] = count
        case .pathsCompleted(let prefix, let paths): pathsCompleted(prefix, paths)
        case .labelsOpened(let labelled, let annotator): opened(labelled, by: annotator)
        case .labelSetsListed(let sets): listed(sets)
        case .labelRecorded(let entries): return recorded(entries)
        case .labelFailed(let failure): recordFailed(failure)
        case .labelSource(let document, let citation): showSource(document, citation)
        case .labelsExported(let path, let lines):
            say("\(Figures.plural(lines, "line")) written to \(path)", .success)
        case .copied(let bytes, let how): say("copied \(Figures.count(bytes)) bytes \(how)", .success)
        case .rewardsLoaded(let document, let groups):
            if document == reader.opened?.document.id { reward.show(groups) }
        case .rewarding(let job, let event): return hear(event, of: job)
        case .rewardsChanged: return loadRewards()
        case .themesListed(let names, let paths): themesListed(names, paths: paths)
        case .themeShown(let usesASCII): themeShown(usesASCII: usesASCII)
        case .settingSaved(let setting, let value, let path): settingSaved(setting, value, path: path)
        case .settingsLoaded(let settings):
            begin(with: settings)
            return [.useTheme(nil, nil), .setMouse(settings.isOn(.mouse))]
        case .keysLoaded(let bindings): self.bindings = bindings
        case .edited(let text):
            reader.field.setText(text)
            reader.focus = .field
        case .showText(let title, let text):
            overlay = .text(TextOverlay(title: title, text))
        case .warned(let text): say(text, .warning)
        case .key, .paste, .mouse, .resize, .resumed, .quit, .tick: break
        }
        return []
    }

    private mutating func hear(_ event: ImportEvent, of job: JobID) -> [Effect] {
        guard library.importing?.job == job else { return [] }
        switch event {
        case .found(let total): library.importing?.total = total
        case .began(let name, let number, _):
            library.importing?.name = name
            library.importing?.number = number
            library.importing?.progress = nil
        case .progress(let progress): library.importing?.progress = progress
        case .added(let added): return imported(added)
        case .failed(let name, let file, let error):
            let failure = Failure(error)
            let question = ImportQuestion(
                error, path: file?.path, name: name, options: library.importing?.options ?? ImportOptions(),
                canRecognizeText: library.canRecognizeText)
            library.problems.append(
                LibraryScreen.Problem(name: name, reason: failure.message, question: question))
            // A question is put when all files are read; it says what is wrong.
            if question == nil { fail(failure) }
        }
        return []
    }

    private mutating func imported(_ added: AddedDocument) -> [Effect] {
        library.select(added.document.id)
        library.problems.removeAll { $0.question?.path == added.summary.path && added.summary.path != nil }
        if added.replaced != nil {
            say(
                "“\(added.summary.title)” changed: its text is new, older answers keep the old one (gk)",
                .warning)
        } else if added.wasKnown {
            say("“\(added.summary.title)” was in the library already")
        } else if !added.summary.warnings.isEmpty {
            say(added.summary.warnings.joined(separator: "; "), .warning)
        } else {
            say("added “\(added.summary.title)”", .success)
        }
        guard library.opensWhenImported else {
            // A folder of a thousand files doesn't read the list a thousand times.
            let isLast = library.importing.map { $0.number >= $0.total } ?? true
            return isLast || library.documents.count < 40 ? [.listDocuments(matching: library.filter)] : []
        }
        library.opensWhenImported = false
        return [.listDocuments(matching: library.filter), .openDocument(added.document.id)]
    }

    private mutating func open(_ opened: OpenedDocument) -> [Effect] {
        library.greets = false
        let before = reader.subject
        reader.open(opened)
        if let answer = opened.showing, let turn = reader.turns.firstIndex(where: { $0.id == answer }) {
            reader.goTo(turn: turn)
        }
        if reader.subject != before { reward = RewardScreen(running: reward.running) }
        go(to: .reader)
        if let place = placeToOpen, place.document == opened.document.id {
            placeToOpen = nil
            reader.goTo(sentence: place.sentence, .top)
            reader.focus = .source
        }
        let others = opened.others.isEmpty ? "" : " + \(opened.others.count)"
        let title: [Effect] = settings.isOn(.title) ? [.setTitle(opened.document.title + others)] : []
        return title + [.loadModel, .listDocuments(matching: library.filter)]
    }

    private mutating func hear(_ event: AnswerEvent, of job: JobID) -> [Effect] {
        guard let running = reader.job, running.id == job else { return hearQuotation(event, of: job) }
        noteRun(event, of: job, turn: running.turn)
        reader.turns[running.turn].apply(event, now: now)
        if case .kept = event { reader.aside = nil }
        if case .notKept(let reason) = event { say("the answer could not be kept: \(reason)", .error) }
        if case .run = event { return [] }
        guard case .finished(let answer) = event else {
            reader.refreshAnswers()
            return []
        }
        let followed = reader.answerPane.isAtEnd
        var effects = endAnswer()
        if verifiesAnswers, answer.finish != .cancelled, answer.finish != .lost {
            effects += verify(answer, reader.turns[running.turn].id, chosenJudge, isAsked: false)
        }
        // Who watched it to the end now reads it from its question on.
        if followed { reader.showTurn(running.turn) }
        return effects
    }

    /// The running question is done; the next one that waits begins.
    private mutating func endAnswer() -> [Effect] {
        reader.job = nil
        reader.aside = nil
        reader.refreshAnswers()
        if let next = reader.turns.firstIndex(where: { if case .queued = $0.status { true } else { false } })
        {
            return start(reader.turns[next].question, at: next)
        }
        return [.listDocuments(matching: library.filter)]
    }
}
