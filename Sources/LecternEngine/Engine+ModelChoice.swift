import Foundation
import Inference
import ModelFormats

/// What there is to choose from, and what it would run on.
public struct ModelCatalog: Sendable, Hashable {
    public var cards: [ModelCard]
    /// The folders that were looked in.
    public var folders: [String]
    /// `full` or `sample`.
    public var attention: String
    public var threads: Int
    /// Bytes of memory that the machine has.
    public var physicalMemory: Int

    public init(cards: [ModelCard], folders: [String], attention: String, threads: Int, physicalMemory: Int) {
        self.cards = cards
        self.folders = folders
        self.attention = attention
        self.threads = threads
        self.physicalMemory = physicalMemory
    }
}

/// Which model answers, where a person chose another than the configured one.
enum ModelChoice: Sendable, Hashable {
    case configured
    case file(URL, name: String)
}

extension Engine {
    /// Every model file that is found, the chosen one also where it lies elsewhere, and the configured server.
    public func modelCatalog() async -> ModelCatalog {
        let library = ModelLibrary(configuration)
        var entries = library.entries()
        let chosen = chosenEntry
        if let chosen, !entries.contains(where: { $0.url.path == chosen.url.path }) {
            entries.insert(chosen, at: 0)
        }
        if case .file = choice, generatorSource == nil, let own = try? library.resolve(configuration.model),
            !entries.contains(where: { $0.url.path == own.url.path })
        {
            entries.insert(own, at: 0)
        }
        var cards = await Self.cards(of: entries)
        let reader = loadedReader?.reader.profile.name
        for index in cards.indices {
            cards[index].isChosen = chosen?.url.path == cards[index].path
            cards[index].isOpening = cards[index].isChosen && loading != nil
            cards[index].isLoaded =
                cards[index].role == .reader
                ? cards[index].name == reader : cards[index].isChosen && loaded != nil
        }
        if let generatorSource {
            var card = ModelCard(name: generatorSource.name, path: nil)
            card.role = .endpoint
            card.isChosen = choice == .configured
            card.isLoaded = card.isChosen && loaded != nil
            card.isOpening = card.isChosen && loading != nil
            if card.isLoaded {
                card.contextLength = loaded?.generator.profile.contextLength
                card.name = loaded?.generator.profile.name ?? card.name
            }
            cards.append(card)
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return ModelCatalog(
            cards: cards, folders: library.folders.map(\.path), attention: configuration.attention.name,
            threads: configuration.threadCount > 0 ? configuration.threadCount : cores,
            physicalMemory: Int(clamping: ProcessInfo.processInfo.physicalMemory))
    }

    @concurrent
    private static func cards(of entries: [ModelLibrary.Entry]) async -> [ModelCard] {
        entries.map(ModelCard.init)
    }

    /// The file that the next question goes to; nil for a server.
    var chosenEntry: ModelLibrary.Entry? {
        switch choice {
        case .file(let url, let name): ModelLibrary.Entry(name: name, url: url, isBundled: false)
        case .configured:
            generatorSource == nil ? try? ModelLibrary(configuration).resolve(configuration.model) : nil
        }
    }

    /// Opens another model for the questions that follow; the one before is let go first, so that both needn't fit
    /// into memory.
    ///
    /// - Parameter path: a file that the catalog names; nil for the configured server.
    /// - Throws: `EngineError` of kind `model`; the choice is then as before.
    public func useModel(at path: String?) async throws(EngineError) {
        try refuseWhileAnswering()
        let before = choice
        if let path {
            let entries = ModelLibrary(configuration).entries()
            let known = entries.first { $0.url.path == path }
            let url = known?.url ?? URL(filePath: path)
            let entry = ModelLibrary.Entry(
                name: known?.name ?? url.deletingPathExtension().lastPathComponent, url: url, isBundled: false
            )
            // A file that can't be run is refused while the old model is still there.
            switch ModelCard(entry) {
            case let card where card.role == .reader:
                throw EngineError(.model, "loading the model", ModelChoiceError.isReader(card.name))
            case let card:
                if case .notSupported(let reason, let hint)? = card.problem {
                    throw EngineError(
                        .model, "loading the model", ModelChoiceError.cannotRun(reason, hint: hint))
                }
                if case .damaged(let reason, let hint)? = card.problem {
                    throw EngineError(
                        .model, "loading the model", ModelChoiceError.cannotRun(reason, hint: hint))
                }
            }
            choice = .file(url, name: entry.name)
        } else {
            guard generatorSource != nil else {
                throw EngineError(.model, "loading the model", ModelChoiceError.noEndpoint)
            }
            choice = .configured
        }
        loaded = nil
        do {
            _ = try await model()
        } catch {
            choice = before
            throw error
        }
    }

    /// Lets the model's memory go. The next question opens it again.
    public func unloadModel() throws(EngineError) {
        try refuseWhileAnswering()
        loaded = nil
    }

    private func refuseWhileAnswering() throws(EngineError) {
        guard answering == 0, loading == nil else {
            throw EngineError(.model, "changing the model", ModelChoiceError.isBusy)
        }
    }
}

/// Why another model can't be taken now.
enum ModelChoiceError: LocalizedError, Equatable {
    case isBusy
    case isReader(String)
    case cannotRun(String, hint: String)
    case noEndpoint

    var errorDescription: String? {
        switch self {
        case .isBusy: "The model is at work: it is being opened, or writes an answer."
        case .isReader(let name): "\(name) reads passages; it can't answer questions by itself."
        case .cannotRun(let reason, _): reason
        case .noEndpoint: "No server was named."
        }
    }

    var recoverySuggestion: String? {
        switch self {
        case .isBusy: "Wait until it is done, or stop it."
        case .isReader: "Choose another model; s in the reader answers with it."
        case .cannotRun(_, let hint): hint
        case .noEndpoint: "Start Lectern with --endpoint URL."
        }
    }
}
