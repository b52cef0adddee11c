import LecternEngine
import Synchronization

/// Finding, opening, checking and trying models.
extension EffectRunner {
    func run(_ effect: ModelsEffect) {
        switch effect {
        case .list: start { await self.listModels() }
        case .use(let path, _):
            start(failing: nil) {
                var failure: Failure?
                do throws(EngineError) { try await self.engine.useModel(at: path) } catch {
                    failure = Failure(error)
                }
                // The list first: what is said of a model must be true of its row.
                await self.listModels()
                let status = await self.engine.modelStatus()
                self.deliver(.models(failure.map { .useFailed($0, status) } ?? .used(status)))
            }
        case .unload:
            start {
                try await self.engine.unloadModel()
                await self.listModels()
                self.deliver(.models(.unloaded(await self.engine.modelStatus())))
            }
        case .check(let path, let job): check(path, job)
        case .test(let job): test(job)
        case .listKept(let titles):
            start {
                let kept = await self.engine.keptReading(of: Array(titles.keys))
                let documents = kept.map {
                    KeptDocument(id: $0.key, title: titles[$0.key] ?? $0.key.rawValue, bytes: $0.value)
                }
                self.deliver(.models(.kept(documents.sorted { ($0.bytes, $1.title) > ($1.bytes, $0.title) })))
            }
        case .wipe(let id, let title):
            start {
                let bytes = try await self.engine.wipeCaches(of: id)
                self.deliver(.models(.wiped(title: title, bytes: bytes)))
            }
        }
    }

    private func listModels() async {
        deliver(.models(.listed(await engine.modelCatalog())))
    }

    private func check(_ path: String, _ job: JobID) {
        let work = start(failing: { AppEvent.models(.checkFailed(job, $0)) }) {
            defer { self.stops.withLock { $0[job] = nil } }
            do {
                for try await event in self.engine.checkModel(at: path) {
                    self.deliver(.models(.check(job, event)))
                }
            } catch is CancellationError {
                self.deliver(.models(.checkFailed(job, nil)))
            }
            // Who stops reading gets no error, and no result either.
            if Task.isCancelled { self.deliver(.models(.checkFailed(job, nil))) }
        }
        stops.withLock { $0[job] = { work.cancel() } }
    }

    private func test(_ job: JobID) {
        let stop = StopSignal()
        stops.withLock { $0[job] = { stop.stop() } }
        start(failing: { AppEvent.models(.testFailed(job, $0)) }) {
            defer { self.stops.withLock { $0[job] = nil } }
            do {
                let answer = try await self.engine.testModel(stop: stop)
                self.deliver(.models(.tested(job, answer)))
            } catch is CancellationError {
                self.deliver(.models(.testFailed(job, nil)))
            }
            self.deliver(.modelStatus(await self.engine.modelStatus()))
        }
    }
}
