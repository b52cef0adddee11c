import Documents
import Foundation
import LecternTesting
import Synchronization
import Testing

/// Files that are no documents, and what is said about them.
struct ImporterTests {
    private func failure(_ load: () async throws -> Document) async -> DocumentError? {
        do {
            _ = try await load()
            return nil
        } catch {
            return error as? DocumentError
        }
    }

    private func failure(of url: URL) async -> DocumentError? {
        await failure { try await DocumentImporter().load(url) }
    }

    private func failure(of bytes: [UInt8], named name: String = "x.txt") async -> DocumentError? {
        await failure { try await DocumentImporter().load(bytes: bytes, name: name) }
    }

    @Test func missingFileIsNotFound() async {
        let url = URL(filePath: "/no/such/file.txt")
        #expect(await failure(of: url) == .notFound(file: "/no/such/file.txt"))
    }

    @Test func foldersPipesAndDevicesAreRefused() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(await failure(of: folder) == .notARegularFile(file: folder.path, kind: "a folder"))
        let pipe = folder.appending(path: "pipe")
        #expect(mkfifo(pipe.path, 0o600) == 0)
        #expect(await failure(of: pipe) == .notARegularFile(file: pipe.path, kind: "a pipe"))
        #expect(
            await failure(of: URL(filePath: "/dev/zero"))
                == .notARegularFile(file: "/dev/zero", kind: "a device"))
    }

    @Test func emptyFilesHoldNothing() async throws {
        #expect(await failure(of: []) == .empty(file: "x.txt"))
        #expect(await failure(of: Array(" \n\t\r\n ".utf8)) == .noText(file: "x.txt"))
    }

    @Test func binaryFilesAreRefused() async {
        let png: [UInt8] =
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 0, count: 100)
        #expect(await failure(of: png) == .binary(file: "x.txt", looksLike: "a PNG image"))
        var random = SeededGenerator(seed: 1)
        let noise = (0..<5000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        #expect(await failure(of: noise) == .binary(file: "x.txt", looksLike: nil))
    }

    @Test func filesOverTheLimitAreRefused() async throws {
        var limits = DocumentLimits()
        limits.fileBytes = 100
        let importer = DocumentImporter(limits: limits)
        let error = await failure {
            try await importer.load(bytes: [UInt8](repeating: 65, count: 101), name: "x.txt")
        }
        #expect(error == .overLimit(file: "x.txt", quantity: "the size in bytes", value: 101, limit: 100))
    }

    @Test func sameTextIsTheSameDocument() async throws {
        let first = try await load("Some text.", named: "a.txt")
        let second = try await load("Some text.", named: "b.txt")
        #expect(first.id == second.id)
        // What sha256sum says of the text.
        #expect(first.id.rawValue == "13b4c5aecd1b6d749afcee968fbf9c80f1ed1bbdbe1aaf25cb34ebd01144bbe9")
        #expect(try await load("Other text.").id != first.id)
    }

    @Test func cancelledImportEndsSoon() async throws {
        let bytes = Array(String(repeating: "A sentence that is long enough. ", count: 400_000).utf8)
        let task = Task { try await DocumentImporter().load(bytes: bytes, name: "long.txt") }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        let result = await task.result
        #expect(throws: DocumentError.cancelled(file: "long.txt")) { try result.get() }
    }

    @Test func progressIsReportedToItsEnd() async throws {
        let seen = Seen()
        _ = try await DocumentImporter(progress: { seen.add($0) }).load(
            bytes: Array("Some text.".utf8), name: "a.txt")
        #expect(seen.all.last?.stage == .split)
        #expect(seen.all.last?.done == seen.all.last?.total)
    }

    @Test func marksOfAnswersAreReported() async throws {
        let document = try await load("He wrote <C12> and <statement>x</statement>.")
        #expect(
            document.warnings == [
                "the text holds marks that answers use (<statement>, <C5>): they are plain text here"
            ])
        #expect(try await load("A <Cat> and <C> and 5 <C12.").warnings.isEmpty)
    }

    @Test func formatsAreListed() {
        let names = DocumentImporter.formats.map(\.name)
        #expect(names.sorted() == ["docx", "epub", "html", "md", "odt", "pdf", "txt"])
    }

    @Test func contentDecidesAboutTheFormat() async throws {
        #expect(try await load("<strong>Bold</strong> words in a text.", named: "a.txt").format == "txt")
        #expect(try await load("<!DOCTYPE html><p>Words.</p>", named: "a.txt").format == "html")
        #expect(try await load("No tags at all.", named: "a.html").format == "txt")
        #expect(
            try await load("# Title\n\n## Part\n\n**Words** and [more](x).", named: "stdin").format == "md")
        #expect(try await load("# Title\n\n## Part", named: "a.txt").format == "txt")
    }
}

private final class Seen: Sendable {
    private let state = Mutex<[ImportProgress]>([])
    func add(_ progress: ImportProgress) { state.withLock { $0.append(progress) } }
    var all: [ImportProgress] { state.withLock { $0 } }
}
