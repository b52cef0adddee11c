import LecternEngine
import TerminalUI

/// What the models screen does and hears.
extension AppState {
    /// What the conversation is about with its tokens, as the present model counts them.
    var memoryDocument: ModelsText.Document? {
        let documents = reader.documents.map(\.document)
        let tokens = documents.compactMap { library.tokens[$0.id] }
        guard let first = documents.first, tokens.count == documents.count else { return nil }
        return ModelsText.Document(
            title: documents.count == 1 ? first.title : Figures.plural(documents.count, "document"),
            tokens: tokens.reduce(0, +))
    }

    mutating func useModel() -> [Effect] {
        guard let card = models.card else { return [] }
        if card.isLoaded, card.isChosen {
            say("\(card.name) is loaded already")
            return []
        }
        if card.role == .reader {
            say("\(card.name) reads passages; it can't answer questions by itself", .warning)
            return []
        }
        switch card.problem {
        case .notSupported(let reason, let hint):
            fail(Failure(message: "not supported: \(reason)", hint: hint))
        case .damaged(let reason, let hint): fail(Failure(message: reason, hint: hint))
        case nil:
            models.opening = card.name
            return [.models(.use(card.path, name: card.name))]
        }
        return []
    }

    mutating func checkModel() -> [Effect] {
        guard let card = models.card, let path = card.path else { return [] }
        let job = newJob()
        models.checking = ModelsScreen.Checking(job: job, name: card.name, path: path)
        models.checks[path] = nil
        return [.models(.check(path, job))]
    }

    mutating func hear(_ event: ModelsEvent) -> [Effect] {
        switch event {
        case .listed(let catalog): models.show(catalog)
        case .used(let status):
            models.opening = nil
            modelChanged(status)
            say("\(status.name) answers the next questions", .success)
            return [.listDocuments(matching: library.filter)]
        case .useFailed(let failure, let status):
            models.opening = nil
            modelChanged(status)
            fail(failure)
        case .unloaded(let status):
            model = status
            say("\(status.name) is unloaded; the next question opens it again", .success)
        case .check(let job, .progress(let done, let total)):
            guard models.checking?.job == job else { break }
            models.checking?.done = done
            models.checking?.total = total
        case .check(let job, .finished(let check)):
            guard models.checking?.job == job else { break }
            models.checking = nil
            models.checks[check.path] = check
            if check.isGood {
                say("the file is good", .success)
            } else if let bad = check.steps.first(where: { !$0.isGood }) {
                say("\(bad.name): \(bad.result)", .error)
            }
        case .checkFailed(let job, let failure):
            guard models.checking?.job == job else { break }
            models.checking = nil
            if let failure { fail(failure) } else { say("stopped by you") }
        case .tested(let job, let answer):
            guard models.testing == job else { break }
            models.testing = nil
            models.trial = ModelsScreen.Trial(model: answer.model.name, answer: answer)
            message = nil
        case .testFailed(let job, let failure):
            guard models.testing == job else { break }
            models.testing = nil
            if let failure { fail(failure) } else { say("stopped by you") }
        case .kept(let documents): listKept(documents)
        case .wiped(let title, let bytes):
            say("removed \(Figures.bytes(bytes)) that were kept of “\(title)”", .success)
        }
        return []
    }

    /// Tokens were counted by the model before.
    private mutating func modelChanged(_ status: ModelStatus) {
        if model?.name != status.name { library.tokens = [:] }
        model = status
    }

    private mutating func listKept(_ documents: [KeptDocument]) {
        guard !documents.isEmpty else {
            say("nothing is kept of any document")
            return
        }
        let items = documents.map {
            Chooser.Item(text: $0.title, detail: Figures.bytes($0.bytes), choice: .kept($0))
        }
        overlay = .chooser(Chooser(title: "Kept by all models: remove which?", items: items))
    }

    mutating func askToWipe(_ kept: KeptDocument) {
        overlay = .confirm(
            .yesOrNo(
                SafeText(
                    untrusted:
                        "Remove \(Figures.bytes(kept.bytes)) kept of “\(kept.title)”? It is read anew then.")),
            .wipeKept(kept))
    }
}
