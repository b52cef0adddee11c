import Foundation

extension DocumentFormat {
    /// PDF, read by poppler's tools as child processes.
    static let pdf = DocumentFormat(
        name: "pdf", extensions: ["pdf"],
        // The header may stand anywhere in the first kilobyte.
        recognizes: { $0.bytes.prefix(1024).holds("%PDF-") },
        extractText: { source, context throws(DocumentError) in
            try await PDFExtraction.text(of: source, context)
        })
}

enum PDFExtraction {
    /// Pages that one child process reads: enough to make starting it cheap, few enough to show progress and
    /// to lose little when it fails.
    static let pagesPerRun = 48

    static func text(of original: SourceFile, _ context: ImportContext) async throws(DocumentError)
        -> ExtractedText
    {
        var source = original
        var tools = try PDFTools(source, context)
        var facts: PDFTools.Facts
        do {
            facts = try await tools.facts()
        } catch {
            guard case .encrypted = error, let password = context.options.password else { throw error }
            source = try await PDFPassword.decrypted(source, password: password, context)
            tools = try PDFTools(source, context)
            facts = try await tools.facts()
        }
        let limit = context.limits.pages
        guard facts.pageCount <= limit else {
            throw .overLimit(
                file: source.name, quantity: "the number of pages", value: facts.pageCount, limit: limit)
        }
        if context.options.recognizesText {
            let stage = ImportProgress(stage: .recognize, done: 0, total: facts.pageCount, unit: .pages)
            context.progress(stage)
            source = try await PDFRecognition.recognized(
                source, languages: context.options.languages, pageCount: facts.pageCount, context)
            tools = try PDFTools(source, context)
        }
        var extracted = try await text(of: source, tools, pageCount: facts.pageCount, context)
        if context.options.recognizesText {
            extracted.warnings.append("image pages were read by text recognition, which makes mistakes")
        }
        extracted.title = facts.metadata["title"]
        extracted.metadata = facts.metadata
        return extracted
    }

    private static func text(
        of source: SourceFile, _ tools: PDFTools, pageCount: Int, _ context: ImportContext
    ) async throws(DocumentError) -> ExtractedText {
        let wanted = context.options.pages.map { $0.clamped(to: 1...pageCount) } ?? 1...pageCount
        var pages: [PDFPage] = []
        var unreadable: [Int] = []
        var styles = PDFStyles()
        var first = wanted.lowerBound
        while first <= wanted.upperBound {
            try context.checkCancellation(source)
            let range = first...min(first + pagesPerRun - 1, wanted.upperBound)
            // Two cores: one child reads the words while the other reads the type.
            async let type = tools.styles(range)
            let run = try await tools.pages(range)
            pages += run.pages
            unreadable += run.unreadable
            // Thousands of pages that all fail would take their time, one by one.
            if pages.isEmpty, unreadable.count >= 2 * pagesPerRun { break }
            if let output = await type { try styles.read(output, source, context) }
            context.progress(
                ImportProgress(
                    stage: .extract, done: range.upperBound - wanted.lowerBound + 1, total: wanted.count,
                    unit: .pages))
            first = range.upperBound + 1
        }
        if pages.allSatisfy(\.words.isEmpty) {
            guard unreadable.count < min(wanted.count, 2 * pagesPerRun) else {
                throw .damaged(file: source.name, format: "PDF", reason: "no page could be read")
            }
            throw .noTextLayer(file: source.name, pages: Array(wanted))
        }
        let labels = PDFPageLabels.labels(of: source.bytes, pageCount: pageCount)
        var extracted = PDFLayout.text(
            of: pages, labels: labels, styles: styles, stopWhen: { Task.isCancelled })
        try context.checkCancellation(source)
        extracted.warnings = warnings(unreadable: unreadable, pages: pages) + extracted.warnings
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
        let empty = pages.filter(\.words.isEmpty).map(\.number)
        if !empty.isEmpty {
            let what = empty.count == 1 ? "page without text" : "pages without text"
            warnings.append("\(empty.count) \(what): \(DocumentError.spans(of: empty))")
        }
        return warnings
    }
}
