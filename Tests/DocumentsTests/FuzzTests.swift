import Documents
import Foundation
import LecternTesting
import Synchronization
import Testing

/// Damaged files of every format: an error or a document, never a crash, a hang or memory without bound.
///
/// A few in every run; `LECTERN_FUZZ=20000` makes that many of each format, `LECTERN_FUZZ_FIRST` starts at a
/// later seed, `LECTERN_FUZZ_FORMATS=pdf,docx` takes these formats alone.
struct FuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isLong = environment["LECTERN_FUZZ"] != nil
    private static let count = environment["LECTERN_FUZZ"].flatMap { Int($0) } ?? 40
    private static let formats =
        (environment["LECTERN_FUZZ_FORMATS"] ?? "txt,md,html,docx,odt,epub,pdf").split(separator: ",").map(
            String.init)
    private static let first = environment["LECTERN_FUZZ_FIRST"].flatMap { Int($0) } ?? 0

    /// Seconds that no file may take.
    private static let patience = 10.0
    /// Bytes that the process may grow by while it reads one file after the other.
    private static let growth = 1 << 30

    @Test(arguments: formats)
    func damagedFilesDoNoHarm(_ format: String) async throws {
        let sources = try Self.sources(of: format)
        let before = Self.residentBytes()
        var outcomes: [String: Int] = [:]
        var slowest = 0.0
        for seed in Self.first..<Self.first + Self.count {
            var random = SeededGenerator(seed: UInt64(seed))
            let source = sources[Int(random.next() % UInt64(sources.count))]
            let bytes = Self.damaged(source, &random)
            Self.note(format, seed, bytes)
            let start = ContinuousClock.now
            do {
                let document = try await DocumentImporter(limits: Self.limits).load(
                    bytes: bytes, name: "damaged.\(format)")
                outcomes["read", default: 0] += 1
                let longest = document.units.map(SentenceSplitter.tokenEstimate).max() ?? 0
                #expect(longest <= 200, "\(format) seed \(seed)")
                if document.text.utf8.count < 1 << 18 {
                    // Without its first bytes, a PDF is a text with pages.
                    expectSound(document, furniture: { _ in document.format == "txt" })
                }
            } catch {
                outcomes["\(error)".prefix { $0 != "(" }.description, default: 0] += 1
                let words = (error.errorDescription ?? "") + (error.recoverySuggestion ?? "")
                #expect(
                    !words.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(seed)")
            }
            let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000
            slowest = max(slowest, seconds)
            // In a normal run other tests take the time.
            if Self.isLong { #expect(seconds < Self.patience, "\(format) seed \(seed)") }
        }
        let grown = Self.residentBytes() - before
        #expect(grown < Self.growth, "\(format)")
        if Self.isLong {
            print(
                "\(format): \(Self.count) files, slowest \(slowest) s, grown \(grown >> 20) MB, \(outcomes)")
        }
    }

    private static let limits: DocumentLimits = {
        var limits = DocumentLimits()
        limits.unpackedBytes = 64 << 20
        limits.textBytes = 16 << 20
        limits.childMemoryBytes = 1 << 30
        return limits
    }()

    /// Pieces that formats stumble over.
    private static let words: [[UInt8]] =
        [
            "<", ">", "&", "&#x0;", "&#xFFFFFFFF;", "<table>", "<td>", "</p>", "<li>", "<!--", "]]>",
            "<![CDATA[", "<w:p>",
            "<w:tbl><w:tr><w:tc>", "xmlns=", "%PDF-", "obj", "endobj", "stream", "<<", ">>", "[", "(", "0 R",
            "/Kids",
            "99999999999", "-1", "\u{0}", "\u{FEFF}", "\n\n", "\r", "```", "[[[[", "](", "| | |", "* * *",
            ". . .", "\u{C}",
            "\u{1B}[2J", "\u{202E}", "Dr. ", "。", "<script>", "style='display:none'",
        ].map { Array($0.utf8) } + [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x50, 0x4B, 0x03, 0x04], [0, 0, 0, 0],
        ]

    private static func sources(of format: String) throws -> [[UInt8]] {
        func file(_ name: String) throws -> [UInt8] { Array(try Fixture.data("documents/\(name)")) }
        switch format {
        case "txt":
            let light = try Data(
                contentsOf: Fixture.packageRoot.appending(path: "Examples/documents/lighthouse.txt"))
            return [Array(light), try file("report.md"), Array("老残游记\n\n第一回\n\n　　话说。\n\u{C}第二页。".utf8)]
        case "md": return [try file("report.md")]
        case "html": return [try file("report.html")]
        case "docx": return [try file("report.docx"), try file("stored.docx"), try file("stored.docx")]
        case "odt": return [try file("report.odt"), try file("stored.odt"), try file("stored.odt")]
        case "epub": return [try file("report.epub"), try file("stored.epub"), try file("stored.epub")]
        default:
            let page = PDFBytes.column([
                "The first line of a page, which goes on", "in the second line. It ends here.",
            ])
            let labels = "/PageLabels << /Nums [0 << /S /r >> 1 << /P (A-) /S /D >>] >>"
            return [PDFBytes(pages: [page, page], catalog: labels).bytes(), try file("writer.pdf")]
        }
    }

    /// Half of the containers stay sound, and what is in them is damaged.
    private static func damaged(_ source: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var zip = ZipBytes(stored: source)
        guard !zip.entries.isEmpty, random.next() % 4 != 0 else {
            return Mutator.damage(source, words: words, using: &random)
        }
        let entry = Int(random.next() % UInt64(zip.entries.count))
        zip.entries[entry].content = Mutator.damage(zip.entries[entry].content, words: words, using: &random)
        return zip.bytes()
    }

    /// Keeps the file that is being read, so that a crash leaves it behind.
    private static func note(_ format: String, _ seed: Int, _ bytes: [UInt8]) {
        guard let folder = environment["LECTERN_FUZZ_FOLDER"] else { return }
        try? Data(bytes).write(to: URL(filePath: folder).appending(path: "current.\(format)"))
        try? Data("\(seed)\n".utf8).write(to: URL(filePath: folder).appending(path: "current.\(format).seed"))
    }

    private static func residentBytes() -> Int {
        guard let facts = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let fields = facts.split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}
