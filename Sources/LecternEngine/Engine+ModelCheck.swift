import Compute
import Documents
import Foundation
public import Generation
import Inference
import ModelFormats
public import Pipelines
import Tokenization

/// What a file was found to be, step by step.
public struct ModelCheck: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        public var name: String
        public var result: String
        public var isGood: Bool

        public init(_ name: String, _ result: String, isGood: Bool = true) {
            self.name = name
            self.result = result
            self.isGood = isGood
        }
    }

    public var path: String
    public var steps: [Step]
    /// Of the whole file, in hexadecimal digits; nil where it could not be read.
    public var sha256: String?

    public init(path: String, steps: [Step], sha256: String?) {
        self.path = path
        self.steps = steps
        self.sha256 = sha256
    }

    public var isGood: Bool { steps.allSatisfy(\.isGood) }
}

public enum ModelCheckEvent: Sendable, Hashable, CoalescingEvent {
    /// Bytes of the file that were read.
    case progress(done: Int, total: Int)
    case finished(ModelCheck)

    public mutating func absorb(_ next: Self) -> Bool {
        guard case .progress = self, case .progress = next else { return false }
        self = next
        return true
    }
}

extension Engine {
    /// Checks a model file: its index, that every tensor lies within it and has a type that runs, its shape, its
    /// tokenizer on a known sentence, and the digest of all its bytes. What is wrong is a step of the result.
    public nonisolated func checkModel(at path: String) -> EventStream<ModelCheckEvent> {
        streaming { events in try await Self.check(URL(filePath: path), into: events) }
    }

    @concurrent
    private static func check(_ url: URL, into events: EventStream<ModelCheckEvent>.Source) async throws {
        var steps: [ModelCheck.Step] = []
        do {
            let file = try ModelFile(opening: url)
            steps.append(
                ModelCheck.Step(
                    "index",
                    "\(file.metadata.keys.count) keys, \(file.tensors.count) tensors, all within the file"))
            try checkTensors(file, &steps)
            try checkMeaning(file, &steps)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let reason = (error as? any LocalizedError)?.errorDescription ?? "\(error)"
            steps.append(ModelCheck.Step(steps.isEmpty ? "index" : "content", reason, isGood: false))
        }
        var isFolder: ObjCBool = false
        // A folder of weights has no digest of its own.
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue
        else {
            events.send(.finished(ModelCheck(path: url.path, steps: steps, sha256: nil)))
            return
        }
        let total = (try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int) ?? 0
        var digest: String?
        do {
            digest = try FileDigest.sha256(of: url) {
                events.send(.progress(done: $0, total: max($0, total)))
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            steps.append(ModelCheck.Step("digest", error.localizedDescription, isGood: false))
        }
        events.send(.finished(ModelCheck(path: url.path, steps: steps, sha256: digest)))
    }

    private static func checkTensors(_ file: ModelFile, _ steps: inout [ModelCheck.Step]) throws {
        var types: [String: Int] = [:]
        for name in file.tensors.keys.sorted() {
            try Task.checkCancellation()
            let weights = try file.weights(named: name)
            types[weights.type.name, default: 0] += 1
        }
        let names = types.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { "\($0.key) × \($0.value)" }
        steps.append(ModelCheck.Step("weights", names.joined(separator: ", ")))
    }

    /// A sentence of several scripts that must come back as it went in.
    private static let knownSentence = "In 1871 the harbour’s lamp — 灯塔 — was lit; it cost £4.1 million."

    private static func checkMeaning(_ file: ModelFile, _ steps: inout [ModelCheck.Step]) throws {
        guard file.metadata.string("lectern.layout") != "reader" else {
            steps.append(ModelCheck.Step("kind", "a passage reader"))
            return
        }
        let spec = try Architecture.named(file.metadata.architecture).readSpec(file.metadata)
        steps.append(
            ModelCheck.Step(
                "shape", "\(file.metadata.architecture): \(spec.layerCount) layers, \(spec.headCount) heads"))
        let tokenizer = try Tokenizer(file)
        let tokens = tokenizer.encode(knownSentence)
        let isSame = tokenizer.decode(tokens) == knownSentence
        steps.append(
            ModelCheck.Step(
                "tokenizer",
                isSame
                    ? "\(tokenizer.vocabularySize) tokens; a known sentence is \(tokens.count) of them and comes back"
                    : "a known sentence does not come back as it was", isGood: isSame))
        steps.append(ModelCheck.Step("chat format", try ChatFormat.detect(file.metadata).name))
    }

    /// One short answer about a text of three sentences, to see that the model answers, and how fast.
    ///
    /// Nothing of it is kept. The chosen model is opened for it if it isn't.
    public func testModel(stop: StopSignal = StopSignal()) async throws(EngineError) -> CitedAnswer {
        answering += 1
        defer { answering -= 1 }
        do {
            let model = try await model(unless: stop)
            let document = try await DocumentImporter().load(
                bytes: Array(Self.testText.utf8), name: "test.txt")
            let counts = try await model.generator.tokenCounts(
                of: document.sentences.map { " " + document.text(in: $0.range) })
            let source = ContextSource(reader: DocumentReader(document), sentenceTokens: counts)
            return try await AnswerPipeline(model.generator).answer(
                Self.testQuestion, from: [source], after: [], fit: .retrieve,
                sampling: SamplingParameters(maximumTokens: 64), stop: stop
            ) { _ in }
        } catch {
            throw Self.engineError(error)
        }
    }

    static let testQuestion = "When was the lighthouse built?"
    private static let testText = """
        The lighthouse stands on the north pier. It was built in 1871 by the harbour board. Its lamp was lit every \
        night until 1968.
        """
}
