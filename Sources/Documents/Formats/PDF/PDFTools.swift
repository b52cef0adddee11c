import Foundation

/// Runs poppler's tools on one file and reads what they write.
///
/// The file is the child's standard input, opened again as `/dev/stdin`: no name of it is on a command line.
struct PDFTools {
    struct Facts {
        let pageCount: Int
        let metadata: [String: String]
    }

    private static let package = "poppler-utils"
    private let source: SourceFile
    private let context: ImportContext
    private let file: FileHandle

    init(_ source: SourceFile, _ context: ImportContext) throws(DocumentError) {
        self.source = source
        self.context = context
        do {
            file = try Self.open(source)
        } catch {
            throw .cannotRead(
                file: source.name, reason: "no temporary file could be made: \(error.localizedDescription)")
        }
    }

    /// The file itself, unless it came without one or has changed since it was read.
    private static func open(_ source: SourceFile) throws -> FileHandle {
        if let url = source.url, let file = try? FileHandle(forReadingFrom: url) {
            if try file.seekToEnd() == UInt64(source.bytes.count) {
                try file.seek(toOffset: 0)
                return file
            }
        }
        return try TemporaryFile.holding(source.bytes)
    }

    /// - Throws: `DocumentError`: encrypted, damaged, toolMissing, timedOut, cancelled.
    func facts() async throws(DocumentError) -> Facts {
        let result = await run("pdfinfo", ["-isodates", "-enc", "UTF-8", "/dev/stdin"], pages: 1)
        try check(result, tool: "pdfinfo", doing: "reading the PDF's properties")
        var fields: [String: String] = [:]
        // The fields we trust come after those that the file's author wrote, so the last one counts.
        for line in String(decoding: result.output, as: UTF8.self).split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
            if !value.isEmpty { fields[String(line[..<colon])] = String(value) }
        }
        guard let count = fields["Pages"].flatMap({ Int($0) }), count > 0 else {
            throw .damaged(file: source.name, format: "PDF", reason: "it has no pages")
        }
        let names = [
            "Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords",
            "Creator": "creator", "Producer": "producer", "CreationDate": "created", "ModDate": "modified",
        ]
        var metadata: [String: String] = [:]
        for (field, name) in names { metadata[name] = fields[field].map { String($0.prefix(1000)) } }
        return Facts(pageCount: count, metadata: metadata)
    }

    /// The pages of a range; those that can't be read alone are named.
    ///
    /// - Throws: `DocumentError`: toolMissing, timedOut, cancelled.
    func pages(_ range: ClosedRange<Int>) async throws(DocumentError) -> (pages: [PDFPage], unreadable: [Int])
    {
        let whole = try await attempt(range)
        if let pages = whole.pages { return (pages, []) }
        if range.count == 1 {
            if whole.wasTooSlow { throw tooSlow(range.lowerBound) }
            return ([], [range.lowerBound])
        }
        guard whole.wasTooSlow else {
            // One page that fails must not take its neighbours along.
            let middle = (range.lowerBound + range.upperBound) / 2
            let left = try await pages(range.lowerBound...middle)
            let right = try await pages(middle + 1...range.upperBound)
            return (left.pages + right.pages, left.unreadable + right.unreadable)
        }
        // A page that takes for ever is found one by one; a second one in a run is no accident.
        var pages: [PDFPage] = []
        var unreadable: [Int] = []
        for number in range {
            let one = try await attempt(number...number)
            pages += one.pages ?? []
            if one.pages == nil { unreadable.append(number) }
            if one.wasTooSlow, range.count <= 8 || unreadable.count > 1 { throw tooSlow(number) }
        }
        return (pages, unreadable)
    }

    private func tooSlow(_ page: Int) -> DocumentError {
        let seconds = context.limits.childSeconds(pages: 1, of: source)
        return .timedOut(file: source.name, doing: "reading page \(page)", seconds: seconds)
    }

    /// Nil pages when some of them are missing.
    private func attempt(
        _ range: ClosedRange<Int>
    ) async throws(DocumentError) -> (pages: [PDFPage]?, wasTooSlow: Bool) {
        let arguments = [
            "-q", "-bbox", "-enc", "UTF-8", "-f", "\(range.lowerBound)", "-l", "\(range.upperBound)",
            "/dev/stdin",
            "-",
        ]
        let result = await run("pdftotext", arguments, pages: range.count)
        switch result.end {
        case .exited(0):
            let pages = try PDFPageReader.pages(in: result.output, from: range.lowerBound, source, context)
            return (pages.count == range.count ? pages : nil, false)
        case .missing, .cancelled:
            try check(result, tool: "pdftotext", doing: "reading pages")
            return (nil, false)
        default: return (nil, result.end == .timedOut)
        }
    }

    /// What `pdftohtml` tells about type and outline; nil where it fails, as no text depends on it.
    func styles(_ range: ClosedRange<Int>) async -> [UInt8]? {
        let arguments = [
            "-q", "-xml", "-i", "-stdout", "-enc", "UTF-8", "-f", "\(range.lowerBound)", "-l",
            "\(range.upperBound)",
            "/dev/stdin",
        ]
        let result = await run("pdftohtml", arguments, pages: range.count)
        return result.end == .exited(0) ? result.output : nil
    }

    private func run(_ tool: String, _ arguments: [String], pages: Int) async -> ChildProcess.Result {
        let limits = context.limits
        return await ChildProcess(
            program: tool, arguments: arguments, memoryBytes: limits.childMemoryBytes,
            outputBytes: limits.childOutputBytes, seconds: limits.childSeconds(pages: pages, of: source)
        ).run(input: file)
    }

    private func check(_ result: ChildProcess.Result, tool: String, doing: String) throws(DocumentError) {
        switch result.end {
        case .exited(0): return
        case .exited:
            if result.errors.contains("Incorrect password") {
                throw .encrypted(file: source.name, opensWithPassword: true)
            }
            let lines = result.errors.split(separator: "\n")
            let reason =
                lines.last.map { String($0.trimmingPrefix("Syntax Error: ")) } ?? "\(tool) can't read it"
            throw .damaged(file: source.name, format: "PDF", reason: reason)
        case .crashed:
            throw .damaged(file: source.name, format: "PDF", reason: "\(tool) stopped while reading it")
        case .missing: throw .toolMissing(file: source.name, tool: tool, package: Self.package)
        case .timedOut:
            throw .timedOut(
                file: source.name, doing: doing, seconds: context.limits.childSeconds(pages: 1, of: source))
        case .outputLimit:
            let limit = context.limits.childOutputBytes
            throw .overLimit(file: source.name, quantity: "\(doing): bytes", value: limit + 1, limit: limit)
        case .cancelled: throw .cancelled(file: source.name)
        case .couldNotStart(let reason): throw .cannotRead(file: source.name, reason: "\(tool): \(reason)")
        }
    }
}
