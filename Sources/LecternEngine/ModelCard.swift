import Foundation
import Inference
import ModelFormats

/// A model as a list shows it: a file of the model folders, or the server that was named.
public struct ModelCard: Sendable, Hashable, Identifiable {
    public enum Role: Sendable, Hashable {
        /// Answers questions.
        case answers
        /// Reads passages for answers at once; nobody chats with it.
        case reader
        case endpoint
    }

    /// Why a file can't be run.
    public enum Problem: Sendable, Hashable {
        /// The file is whole, but this program lacks something for it.
        case notSupported(String, hint: String)
        /// The file is cut short or broken.
        case damaged(String, hint: String)
    }

    /// Numbers of the forward pass that a person may want to know.
    public struct Shape: Sendable, Hashable {
        public var layers: Int
        public var heads: Int
        public var kvHeads: Int
        public var hiddenSize: Int
        public var slidingWindow: Int?
        /// Keys and values of one token, over all layers.
        public var cacheBytesPerToken: Int

        public init(
            layers: Int, heads: Int, kvHeads: Int, hiddenSize: Int, slidingWindow: Int?,
            cacheBytesPerToken: Int
        ) {
            self.layers = layers
            self.heads = heads
            self.kvHeads = kvHeads
            self.hiddenSize = hiddenSize
            self.slidingWindow = slidingWindow
            self.cacheBytesPerToken = cacheBytesPerToken
        }
    }

    public var name: String
    /// Nil for a server.
    public var path: String?
    public var bytes = 0
    public var isBundled = false
    public var role = Role.answers
    /// Nil where the file's header can't be read.
    public var details: ModelDetails?
    /// Nil where the file is no decoder that this program runs.
    public var shape: Shape?
    public var problem: Problem?
    /// The next question goes to it.
    public var isChosen = false
    public var isLoaded = false
    /// It is being opened.
    public var isOpening = false
    /// A server's, once it is reached.
    public var contextLength: Int?

    public var id: String { path ?? "endpoint" }

    public init(name: String, path: String?) {
        self.name = name
        self.path = path
    }

    /// Weights with keys and values of so many tokens.
    public func memory(forTokens count: Int) -> Int? {
        shape.map { bytes + $0.cacheBytesPerToken * count }
    }

    /// How the model comes to cite.
    public enum Citing: Sendable, Hashable {
        /// It was trained to write answers with citations.
        case tuned
        /// It was trained to name sentences, which are then quoted.
        case findsSentences
        /// The prompt explains it, and the parser reads what comes.
        case promptOnly
    }

    public var citing: Citing? {
        guard role == .answers, let details else { return nil }
        if details.metadata["lectern.prompt.answer"] != nil { return .tuned }
        if details.metadata["lectern.prompt.find"] != nil { return .findsSentences }
        return name.lowercased().contains("longcite") ? .tuned : .promptOnly
    }
}

extension ModelCard {
    /// Reads the file's header. What is wrong with it is part of the card.
    init(_ entry: ModelLibrary.Entry) {
        self.init(name: entry.name, path: entry.url.path)
        isBundled = entry.isBundled
        bytes = (try? FileManager.default.attributesOfItem(atPath: entry.url.path)[.size] as? Int) ?? 0
        do {
            let file = try ModelFile(opening: entry.url)
            bytes = file.byteCount
            let details = ModelDetails(entry, file)
            self.details = details
            if file.metadata.string("lectern.layout") == "reader" {
                role = .reader
                return
            }
            let spec = try Architecture.named(file.metadata.architecture).readSpec(file.metadata)
            let layout = KVLayout(spec, type: .f16)
            shape = Shape(
                layers: spec.layerCount, heads: spec.headCount, kvHeads: spec.kvHeadCount,
                hiddenSize: spec.hiddenSize, slidingWindow: spec.slidingWindow,
                cacheBytesPerToken: spec.layerCount * layout.pageBytes / KVPage.positions)
            if let unknown = file.tensors.values.filter({ $0.type.elementType == nil }).min(by: {
                $0.name < $1.name
            }) {
                problem = .notSupported(
                    "tensor type \(unknown.type.name)", hint: "Use a file of the model in another type.")
            } else if let reason = details.problem {
                problem = .notSupported(reason, hint: "")
            }
        } catch {
            problem = Self.problem(error)
        }
    }

    private static func problem(_ error: any Error) -> Problem {
        let known = error as? any LocalizedError
        let (reason, hint) = (known?.errorDescription ?? "\(error)", known?.recoverySuggestion ?? "")
        switch error {
        case InferenceError.unknownArchitecture(let name, _):
            return .notSupported("architecture \(name)", hint: hint)
        case let error as ModelFileError:
            switch error {
            case .bigEndian, .unsupportedVersion, .splitFile, .unsupportedTensorType:
                return .notSupported(reason, hint: hint)
            default: return .damaged(reason, hint: hint)
            }
        default: return .damaged(reason, hint: hint)
        }
    }
}
