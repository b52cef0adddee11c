import Foundation
import Generation
import Inference
import LecternTesting
import Testing
import Tokenization

/// What is read once isn't read again, and what is kept never changes an answer.
@Suite struct GeneratorCacheTests {
    static func open(
        _ folder: URL? = nil, _ change: (inout GeneratorOptions) -> Void = { _ in }
    ) async throws -> LocalGenerator {
        var options = GeneratorOptions(threadCount: 2)
        options.cacheFolder = folder
        change(&options)
        return try await LocalGenerator.open(LocalGeneratorTests.bundled, name: "nano", options: options)
    }

    static func request(_ question: String, sentences: Int = 70) -> GenerationRequest {
        var request = GenerationRequest(LocalGeneratorTests.messages(question, sentences: sentences))
        request.sampling.maximumTokens = 12
        return request
    }

    static func run(_ generator: LocalGenerator, _ request: GenerationRequest) async throws
        -> LocalGeneratorTests.Run
    {
        try await LocalGeneratorTests.run(generator, request)
    }

    static func files(_ folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "kv" }
    }

    @Test func aDocumentIsReadOnceEvenAfterARestart() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let fresh = try await Self.run(Self.open(), Self.request("the 9th ship"))
        let first = try await Self.open(folder)
        let reading = try await Self.run(first, Self.request("the 4th ship"))
        #expect(reading.statistics.cachedTokens == 0)
        await first.flushCache()
        let whole = reading.statistics.promptTokens / 512
        #expect(whole >= 2)
        #expect(try Self.files(folder).count == whole)
        let mode = try FileManager.default.attributesOfItem(atPath: Self.files(folder)[0].path)[
            .posixPermissions]
        #expect(mode as? Int == 0o600)

        let second = try await Self.run(Self.open(folder), Self.request("the 9th ship"))
        #expect(second.statistics.cachedTokens == whole * 512)
        #expect(second.text == fresh.text)
    }

    @Test func damagedFilesAreReadAnewAndGo() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let request = Self.request("the 4th ship")
        let first = try await Self.open(folder)
        let expected = try await Self.run(first, request)
        await first.flushCache()
        var random = SeededGenerator(seed: 3)
        for round in 0..<6 {
            for url in try Self.files(folder) {
                var data = try Data(contentsOf: url)
                switch round % 3 {
                case 0: data.removeLast(Int.random(in: 1...data.count, using: &random))
                case 1: data[Int.random(in: 0..<data.count, using: &random)] ^= 1
                default: data[Int.random(in: 0..<4096, using: &random)] &+= 1
                }
                try data.write(to: url)
            }
            let generator = try await Self.open(folder)
            let run = try await Self.run(generator, request)
            #expect(run.text == expected.text)
            #expect(run.statistics.cachedTokens == 0)
            await generator.flushCache()
        }
        #expect(try await Self.run(Self.open(folder), request).statistics.cachedTokens > 0)
    }

    @Test func otherSettingsShareNothing() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try await Self.open(folder)
        _ = try await Self.run(first, Self.request("the 4th ship"))
        await first.flushCache()
        let bytes = try await Self.open(folder) { $0.kvType = .q8_0 }
        #expect(try await Self.run(bytes, Self.request("the 4th ship")).statistics.cachedTokens == 0)
        let sparse = try await Self.open(folder) { $0.attention = .sample(SampleParameters()) }
        #expect(try await Self.run(sparse, Self.request("the 4th ship")).statistics.cachedTokens == 0)
    }

    @Test func theFolderStaysWithinItsLimit() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try await Self.open(folder)
        _ = try await Self.run(first, Self.request("the 4th ship"))
        await first.flushCache()
        let size = try #require(Self.files(folder)[0].resourceValues(forKeys: [.fileSizeKey]).fileSize)
        let second = try await Self.open(folder) { $0.cacheByteLimit = size + 10 }
        _ = try await Self.run(second, Self.request("the 4th ship"))
        await second.flushCache()
        #expect(try Self.files(folder).count == 1)
    }

    /// Only what a source is part of goes, from memory and from disk.
    @Test func whatIsKeptOfASourceCanBeWiped() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let generator = try await Self.open(folder)
        var requests = [Self.request("the 4th ship"), Self.request("the 4th ship", sentences: 75)]
        // The second text differs from its beginning on.
        requests[1].messages[0].parts.insert(.text("Another harbour."), at: 0)
        requests[0].sources = ["one"]
        requests[1].sources = ["two", "three"]
        var cached: [Int] = []
        for request in requests {
            cached.append(try await Self.run(generator, request).statistics.promptTokens / 512 * 512)
        }
        await generator.flushCache()
        let kept = KVFolder(folder)
        let counts = kept.byteCounts(of: ["one", "two", "three", "four"])
        #expect(counts["four"] == nil && counts["two"] == counts["three"])
        #expect(counts["one", default: 0] + counts["two", default: 0] == kept.byteCount)

        #expect(await kept.remove(source: "three") == counts["two"])
        await generator.forget(source: "three")
        #expect(kept.byteCounts(of: ["one", "two"]) == ["one": counts["one", default: -1]])
        // Both begin with the same special token.
        #expect(try await Self.run(generator, requests[1]).statistics.cachedTokens <= 1)
        #expect(try await Self.run(Self.open(folder), requests[0]).statistics.cachedTokens == cached[0])
        // What nobody gave a source goes with any.
        requests[0].sources = []
        requests[0].messages[0].parts.insert(.text("A third."), at: 0)
        _ = try await Self.run(generator, requests[0])
        await generator.flushCache()
        #expect(await kept.remove(source: "four") > 0)
        #expect(kept.byteCounts(of: ["one"]) == ["one": counts["one", default: -1]])
    }

    /// Only old ones: another process may be writing.
    @Test func filesOfKilledWritersGoWhenTheFolderIsOpened() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let old = folder.appending(path: ".old.tmp")
        let new = folder.appending(path: ".new.tmp")
        for url in [old, new] { try Data([1, 2, 3]).write(to: url) }
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: old.path)
        await (try Self.open(folder)).flushCache()
        #expect(!FileManager.default.fileExists(atPath: old.path))
        #expect(FileManager.default.fileExists(atPath: new.path))
    }

    /// Someone who waits doesn't wait for work in the background, and neither changes the other's words.
    @Test func foregroundGoesFirst() async throws {
        let generator = try await Self.open()
        var endless = Self.request("the 4th ship", sentences: 12)
        let ends = generator.tokenizer.endOfText
        endless.sampling.logitBias = Dictionary(uniqueKeysWithValues: ends.map { ($0, -Float.infinity) })
        let short = Self.request("the 9th ship", sentences: 8)
        endless.sampling.maximumTokens = 30
        let expected = try await [Self.run(Self.open(), endless).text, Self.run(Self.open(), short).text]

        let stop = StopSignal()
        endless.urgency = .background
        endless.stop = stop
        endless.sampling.maximumTokens = .max
        let request = endless
        let (begun, beginning) = AsyncStream<Void>.makeStream()
        let background = Task {
            var (text, reason) = ("", StopReason?.none)
            for try await event in generator.generate(request) {
                if case .text(let more, _) = event {
                    text += more
                    beginning.finish()
                }
                if case .finished(let how, _) = event { reason = how }
            }
            return (text, reason)
        }
        for await _ in begun {}
        #expect(try await Self.run(generator, short).text == expected[1])
        stop.stop()
        let (text, reason) = try await background.value
        // It was still at work when the other was done.
        #expect(reason == .cancelled)
        #expect(text.hasPrefix(expected[0]) || expected[0].hasPrefix(text))
    }

    /// With sampled chunks too: a prefix from disk or memory gives what reading anew gives.
    @Test func sparseReadingIsRepeatedExactly() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        func open(_ folder: URL?) async throws -> LocalGenerator {
            try await Self.open(folder) { options in
                var parameters = SampleParameters()
                parameters.shortestLength = 512
                parameters.densestPlan = 1
                options.attention = .sample(parameters)
            }
        }
        let fresh = try await Self.run(open(nil), Self.request("the 9th ship"))
        #expect((fresh.statistics.attentionDensity ?? 1) < 1)
        #expect((fresh.statistics.cra ?? 0) > 0.9)
        let first = try await open(folder)
        _ = try await Self.run(first, Self.request("the 4th ship"))
        let inMemory = try await Self.run(first, Self.request("the 9th ship"))
        await first.flushCache()
        let fromDisk = try await Self.run(open(folder), Self.request("the 9th ship"))
        for run in [inMemory, fromDisk] {
            #expect(run.statistics.cachedTokens >= 512 && run.statistics.cachedTokens % 512 == 0)
            #expect(run.text == fresh.text)
        }
    }

    /// A text that repeats itself is drafted well, and drafts never change it.
    @Test(arguments: [Float(0), 1])
    func speculationNeverChangesTheText(temperature: Float) async throws {
        var request = Self.request("the 4th ship", sentences: 12)
        request.sampling.maximumTokens = 60
        request.sampling.temperature = temperature
        request.sampling.seed = 5
        // Forbidding the ends makes the small model repeat itself.
        let plain = try await Self.open { $0.speculates = false }
        let ends = plain.tokenizer.endOfText
        request.sampling.logitBias = Dictionary(uniqueKeysWithValues: ends.map { ($0, -Float.infinity) })
        let expected = try await Self.run(plain, request)
        #expect(expected.statistics.draftedTokens == nil)
        let drafted = try await Self.run(Self.open(), request)
        #expect(drafted.text == expected.text)
        #expect(drafted.statistics.generatedTokens == 60)
        #expect((drafted.statistics.draftedTokens ?? 0) > 0)
        if temperature == 0 { #expect((drafted.statistics.acceptedTokens ?? 0) > 0) }
        // The cache holds exactly what was said.
        let plainAgain = try await Self.run(plain, request)
        #expect(plainAgain.text == expected.text)
    }
}
