import Foundation
import LecternEngine
import LecternTesting
import Testing

/// Models that are found, checked and changed while the engine runs.
struct ModelChoiceTests {
    /// Two small models of random weights in the person's own folder.
    private func withModels(_ body: (Engine, URL) async throws -> Void) async throws {
        let home = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: home) }
        let directories = Directories(home: home)
        let folder = directories.data.appending(path: "models")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let configuration = EngineConfiguration(directories: directories, model: "first", threadCount: 2)
        for (seed, name) in ["first", "second"].enumerated() {
            try ModelTools(configuration).writeRandom(
                shape: "tiny", type: "Q8_0", planted: false, seed: UInt64(seed),
                to: folder.appending(path: "\(name).gguf"))
        }
        try await body(try await Engine(configuration), folder)
    }

    private func failure(_ work: () async throws(EngineError) -> Void) async -> EngineError? {
        do {
            try await work()
            return nil
        } catch {
            return error
        }
    }

    @Test func theModelIsChangedBetweenQuestions() async throws {
        try await withModels { engine, folder in
            #expect(await engine.modelCatalog().cards.map(\.name) == ["first", "second"])
            #expect(await engine.modelStatus().name == "first")
            try await engine.loadModel()
            #expect(await engine.modelCatalog().cards.map(\.isLoaded) == [true, false])
            let second = folder.appending(path: "second.gguf").path
            try await engine.useModel(at: second)
            #expect(await engine.modelStatus().name == "second")
            #expect(await engine.modelCatalog().cards.map(\.isLoaded) == [false, true])
            let answer = try await engine.testModel()
            #expect(answer.model.name == "second")
            #expect(answer.statistics.generatedTokens > 0)
            try await engine.unloadModel()
            #expect(await engine.modelStatus().isLoaded == false)
            // Unloaded is not forgotten.
            #expect(try await engine.testModel().model.name == "second")
        }
    }

    @Test func aDamagedFileNamesThePartAndLeavesTheModelThatWas() async throws {
        try await withModels { engine, folder in
            try await engine.loadModel()
            let second = folder.appending(path: "second.gguf")
            let whole = try Data(contentsOf: second)
            for length in [0, 3, 40, 5000, whole.count / 2, whole.count - 1] {
                try whole.prefix(length).write(to: second)
                let card = try #require(await engine.modelCatalog().cards.last)
                guard case .damaged(let reason, let hint)? = card.problem else {
                    Issue.record("\(length) bytes: \(String(describing: card.problem))")
                    continue
                }
                #expect(reason.contains("second.gguf") && !hint.isEmpty)
                let error = await failure { () async throws(EngineError) in
                    try await engine.useModel(at: second.path)
                }
                #expect(error?.errorDescription == reason)
                #expect(await engine.modelStatus().name == "first")
                #expect(await engine.modelStatus().isLoaded)
            }
        }
    }

    @Test func whatIsNotSupportedIsNamed() async throws {
        try await withModels { engine, folder in
            let second = folder.appending(path: "second.gguf")
            var bytes = try Data(contentsOf: second)
            // The value of general.architecture: five letters for five.
            let place = try #require(bytes.firstRange(of: Data("llama".utf8)))
            bytes.replaceSubrange(place, with: Data("mamba".utf8))
            try bytes.write(to: second)
            let card = try #require(await engine.modelCatalog().cards.last)
            guard case .notSupported(let reason, _)? = card.problem else {
                Issue.record("\(String(describing: card.problem))")
                return
            }
            #expect(reason == "architecture mamba")
        }
    }

    @Test func aFileIsCheckedToItsLastByte() async throws {
        try await withModels { engine, folder in
            let path = folder.appending(path: "first.gguf").path
            var check: ModelCheck?
            for try await event in engine.checkModel(at: path) {
                if case .finished(let result) = event { check = result }
            }
            let result = try #require(check)
            #expect(result.isGood, "\(result.steps)")
            #expect(result.sha256?.count == 64)
            #expect(result.steps.map(\.name) == ["index", "weights", "shape", "tokenizer", "chat format"])
            try Data("GGUF".utf8).write(to: URL(filePath: path))
            for try await event in engine.checkModel(at: path) {
                if case .finished(let result) = event { check = result }
            }
            #expect(check?.isGood == false)
            #expect(check?.sha256 != result.sha256)
        }
    }

    /// Writes a word and then nothing until it is stopped.
    private struct HeldGenerator: TextGenerator {
        let profile = GeneratorProfile.scripted

        func generate(_ request: GenerationRequest) -> EventStream<GenerationEvent> {
            let source = EventStream<GenerationEvent>.Source()
            source.send(.text("In", tokens: 1))
            request.stop?.onStop {
                source.send(.finished(.cancelled, GenerationStatistics()))
                source.finish()
            }
            return EventStream(source)
        }

        func tokenCount(of messages: [ChatMessage]) async throws -> Int { 10 }
        func tokenCount(of text: String) async throws -> Int { 1 }
    }

    @Test func nothingIsChangedWhileAnAnswerIsWritten() async throws {
        try await withModels { local, folder in
            let engine = try await Engine(local.configuration, generator: HeldGenerator())
            let document = try await engine.addDocument(
                text: Data("The lamp was lit in 1874. It was bright.".utf8), named: "story"
            ).document
            let second = folder.appending(path: "second.gguf").path
            let stop = StopSignal()
            var errors: [EngineError?] = []
            for try await event in engine.ask(Question("When?", about: [document.id]), stop: stop) {
                guard case .draft = event, errors.isEmpty else { continue }
                errors.append(
                    await failure { () async throws(EngineError) in try await engine.useModel(at: second) })
                errors.append(
                    await failure { () async throws(EngineError) in try await engine.unloadModel() })
                stop.stop()
            }
            #expect(errors.count == 2)
            #expect(errors.allSatisfy { $0?.errorDescription?.contains("at work") == true })
            try await engine.useModel(at: second)
            #expect(await engine.modelStatus().name == "second")
        }
    }

    @Test func aServerAndAFileTakeTurns() async throws {
        try await withModels { local, folder in
            let source = GeneratorSource(name: "office") {
                var profile = GeneratorProfile.scripted
                (profile.name, profile.architecture) = ("office", GeneratorProfile.endpointArchitecture)
                return ScriptedGenerator(profile: profile) { _ in "In 1871." }
            }
            let engine = try await Engine(local.configuration, source: source)
            #expect(await engine.modelCatalog().cards.map(\.isChosen) == [false, false, true])
            try await engine.useModel(at: folder.appending(path: "first.gguf").path)
            #expect(await engine.modelStatus().name == "first")
            #expect(await engine.modelCatalog().cards.map(\.isLoaded) == [true, false, false])
            try await engine.useModel(at: nil)
            #expect(await engine.modelStatus().name == "office")
            #expect(await engine.modelCatalog().cards.last?.contextLength == 32_768)
            // Without a server there is none to go back to.
            let error = await failure { () async throws(EngineError) in try await local.useModel(at: nil) }
            #expect(error?.errorDescription == "No server was named.")
        }
    }
}
