import Foundation
import Generation
import Inference

/// The model that answers, and what is known of how it was opened.
struct LoadedModel: Sendable {
    let generator: any TextGenerator
    let seconds: Double
    /// Names the tokenizer and weights for what is kept by model (token counts).
    let digest: String
}

extension Engine {
    /// The state of the configured model. Opens nothing.
    public func modelStatus() -> ModelStatus {
        let entry = chosenEntry
        let name =
            loaded?.generator.profile.name ?? entry?.name ?? generatorSource?.name ?? configuration.model
            ?? "no model"
        return ModelStatus(
            name: name, isBundled: entry?.isBundled ?? false, isLoaded: loaded != nil,
            profile: loaded?.generator.profile, loadSeconds: loaded?.seconds, problem: loadProblem)
    }

    /// Opens the model if it isn't open yet. Several callers share one opening.
    public func loadModel() async throws(EngineError) {
        _ = try await model()
    }

    /// The model, or `CancellationError` at the stop: a server that doesn't answer must not hold anybody.
    func model(unless stop: StopSignal) async throws -> LoadedModel {
        if let loaded { return loaded }
        let (opened, end) = AsyncThrowingStream<LoadedModel, any Error>.makeStream()
        stop.onStop { end.finish(throwing: CancellationError()) }
        Task {
            do {
                end.yield(try await model())
                end.finish()
            } catch {
                end.finish(throwing: error)
            }
        }
        for try await model in opened { return model }
        throw CancellationError()
    }

    func model() async throws(EngineError) -> LoadedModel {
        if let loaded { return loaded }
        let task: Task<LoadedModel, any Error>
        if let loading {
            task = loading
        } else {
            let configuration = configuration
            let choice = choice
            let source = choice == .configured ? generatorSource : nil
            task = Task.detached { try await Self.open(source, choice, configuration) }
            loading = task
        }
        do {
            let model = try await task.value
            loaded = model
            loading = nil
            loadProblem = nil
            return model
        } catch {
            loading = nil
            loadProblem = (error as? any LocalizedError)?.errorDescription ?? "\(error)"
            throw EngineError(.model, "loading the model", error)
        }
    }

    private static func open(
        _ source: GeneratorSource?, _ choice: ModelChoice, _ configuration: EngineConfiguration
    ) async throws -> LoadedModel {
        let clock = ContinuousClock()
        let start = clock.now
        if let source {
            let generator = try await source.open()
            return LoadedModel(
                generator: generator, seconds: (clock.now - start) / .seconds(1),
                digest: generator.profile.name)
        }
        let entry =
            switch choice {
            case .configured: try ModelLibrary(configuration).resolve(configuration.model)
            case .file(let url, let name): ModelLibrary.Entry(name: name, url: url, isBundled: false)
            }
        let generator = try await LocalGenerator.open(
            entry.url, name: entry.name, options: configuration.generatorOptions)
        let size = (try? FileManager.default.attributesOfItem(atPath: entry.url.path)[.size] as? Int) ?? 0
        return LoadedModel(
            generator: generator, seconds: (clock.now - start) / .seconds(1), digest: "\(entry.name):\(size)")
    }
}
