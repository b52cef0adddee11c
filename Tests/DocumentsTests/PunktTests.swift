import Documents
import Foundation
import LecternTesting
import Testing

/// Punkt and LongCite's steps around it against NLTK (`Tests/Fixtures/sentences/make.py`).
struct PunktTests {
    private struct Case: Decodable {
        let text: String
        let untrained: [[Int]]
        let trained: [[Int]]?
    }

    @Test func singleTextsAreCutAsTheReferenceCutsThem() throws {
        for one in try JSONDecoder().decode([Case].self, from: Fixture.data("sentences/cases.json")) {
            let untrained = SentenceSplitter.reference(one.text, training: .never)
            #expect(untrained?.map { [$0.lowerBound, $0.upperBound] } == one.untrained, "\(one.text)")
            let trained = SentenceSplitter.reference(one.text, training: .always)
            #expect(trained?.map { [$0.lowerBound, $0.upperBound] } == one.trained, "\(one.text)")
        }
    }

    @Test func tenThousandRandomStringsAreCutAsTheReferenceCutsThem() throws {
        let pieces = try JSONDecoder().decode([String].self, from: Fixture.data("sentences/pieces.json"))
        let hashes = try Fixture.string("sentences/random.txt").split(separator: "\n")
        #expect(hashes.count == 10_000)
        for (seed, hash) in hashes.enumerated() {
            var random = SeededGenerator(seed: UInt64(seed))
            let length = Int(random.next() % (seed % 10 == 0 ? 400 : 60))
            let text = (0..<length).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
            let found = Self.fold([
                Self.digest(SentenceSplitter.punkt(text, training: .never)),
                Self.digest(SentenceSplitter.punkt(text, training: .always)),
                Self.digest(SentenceSplitter.reference(text, training: .wherePossible)),
            ])
            #expect(String(found, radix: 16) == hash.drop { $0 == "0" }, "seed \(seed)")
        }
    }

    @Test func exampleDocumentsAreCutAsTheReferenceCutsThem() async throws {
        struct Manifest: Decodable {
            struct Text: Decodable {
                let path: String
                let sha256: String
                let sentences: Int
                let digest: UInt32
                let untrained: UInt32
            }
            let documents: [Text]
        }
        let manifest = try JSONDecoder().decode(Manifest.self, from: Fixture.data("sentences/manifest.json"))
        #expect(manifest.documents.count >= 8)
        let folder = ProcessInfo.processInfo.environment["LECTERN_WRITE_TEXTS"]
        for expected in manifest.documents {
            let url = Fixture.packageRoot.appending(path: expected.path)
            let document = try await DocumentImporter().load(url)
            if let folder {
                let file = URL(filePath: folder).appending(path: url.lastPathComponent + ".txt")
                try Data(document.text.utf8).write(to: file)
            }
            if document.id.rawValue != expected.sha256 {
                // Another version of poppler may read a page otherwise; everything else is ours.
                if document.format == "pdf" { continue }
                Issue.record("the text of \(expected.path) has changed: make its fixture anew")
                continue
            }
            let found = document.sentences(cut: .longcite).map(\.range)
            #expect(found.count == expected.sentences, "\(expected.path)")
            #expect(Self.digest(found) == expected.digest, "\(expected.path)")
            let untrained = SentenceSplitter.reference(document.text, training: .never)
            #expect(Self.digest(untrained) == expected.untrained, "\(expected.path)")
        }
    }

    /// The script's hash of a list of ranges.
    private static func digest(_ ranges: [Range<Int>]?) -> UInt32 {
        guard let ranges else { return .max }
        return fold(ranges.filter { !$0.isEmpty }.flatMap { [UInt32($0.lowerBound), UInt32($0.upperBound)] })
    }

    private static func fold(_ numbers: [UInt32]) -> UInt32 {
        var value: UInt32 = 0x811C_9DC5
        for number in numbers {
            for shift in [0, 8, 16, 24] as [UInt32] {
                value = (value ^ (number >> shift & 0xFF)) &* 0x0100_0193
            }
        }
        return value
    }
}
