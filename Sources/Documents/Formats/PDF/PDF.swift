import Foundation

extension DocumentFormat {
    /// PDF, read by poppler's tools as child processes.
    static let pdf = DocumentFormat(
        name: "pdf", extensions: ["pdf"],
        // The header may stand anywhere in the first kilobyte.
        recognizes: { $0.bytes.prefix(1024).firstRange(of: Array("%PDF-".utf8)) != nil },
        extractText: { source, context throws(DocumentError) in
            try await PDFExtraction.text(of: source, context)
        })
}

enum PDFExtraction {
    /// Pages that one child process reads: enough to make starting it cheap, few enough to show progress and
    /// to lose little when it fails.
    static let pagesPerRun = 48

    static func text(of source: SourceFile, _ context: ImportContext) async throws(DocumentError)
        -> ExtractedText
    {
        let tools = try PDFTools(source, context)
        let facts = try await tools.facts()
        let limit = context.limits.pages
        guard facts.pageCount <= limit else {
            throw .overLimit(
                file: source.name, quantity: "the number of pages", value: facts.pageCount, limit: limit)
        }
        var pages: [PDFPage] = []
        var unreadable: [Int] = []
        var first = 1
        while first <= facts.pageCount {
            try context.checkCancellation(source)
            let last = min(first + pagesPerRun - 1, facts.pageCount)
            let run = try await tools.pages(first...last)
            pages += run.pages
            unreadable += run.unreadable
            context.progress(
                ImportProgress(stage: .extract, done: last, total: facts.pageCount, unit: .pages))
            first = last + 1
        }
        if pages.allSatisfy(\.lines.isEmpty) {
            guard unreadable.count < facts.pageCount else {
                throw .damaged(file: source.name, format: "PDF", reason: "no page could be read")
            }
            throw .noTextLayer(file: source.name, pages: Array(1...max(1, facts.pageCount)))
        }
        var extracted = PDFLayout.text(of: pages, stopWhen: { Task.isCancelled })
        try context.checkCancellation(source)
        extracted.title = facts.metadata["title"]
        extracted.metadata = facts.metadata
        extracted.warnings = warnings(unreadable: unreadable, pages: pages)
        return extracted
    }

    private static func warnings(unreadable: [Int], pages: [PDFPage]) -> [String] {
        var warnings: [String] = []
        if !unreadable.isEmpty {
            let total = pages.count + unreadable.count
            warnings.append(
                "damaged: \(unreadable.count) of \(total) pages unreadable "
                    + "(\(DocumentError.spans(of: unreadable))), the rest imported")
        }
        let empty = pages.filter(\.lines.isEmpty).map(\.number)
        if !empty.isEmpty {
            let what = empty.count == 1 ? "page without text" : "pages without text"
            warnings.append("\(empty.count) \(what): \(DocumentError.spans(of: empty))")
        }
        return warnings
    }
}
