import Crypto
package import Foundation

/// Reads files into documents.
package struct DocumentImporter: Sendable {
    private let context: ImportContext

    /// - Parameter progress: called from the task that reads, often.
    package init(
        limits: DocumentLimits = DocumentLimits(), options: ImportOptions = ImportOptions(),
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) {
        context = ImportContext(limits: limits, options: options, progress: progress)
    }

    /// What can be read: names as `Document.format` has them, and the endings that files of each have.
    package static var formats: [(name: String, extensions: [String])] {
        DocumentFormat.all.map { ($0.name, $0.extensions.sorted()) }
    }

    /// The document in a file: its format is recognised by its content.
    ///
    /// Runs on the concurrent pool. Cancelling the task ends it within a fraction of a second.
    @concurrent
    package func load(_ url: URL) async throws(DocumentError) -> Document {
        try await document(from: SourceReader.read(url, context: context))
    }

    /// The document in bytes that came without a file; `name` stands for the file's name, and its extension
    /// counts.
    @concurrent
    package func load(bytes: [UInt8], name: String) async throws(DocumentError) -> Document {
        if bytes.isEmpty { throw .empty(file: name) }
        let limit = context.limits.fileBytes
        if bytes.count > limit {
            throw .overLimit(file: name, quantity: "the size in bytes", value: bytes.count, limit: limit)
        }
        return try await document(from: SourceFile(name: name, bytes: bytes))
    }

    private func document(from source: SourceFile) async throws(DocumentError) -> Document {
        let format = DocumentFormat.of(source)
        let extracted = try await format.extractText(source, context)
        let bytes = Array(extracted.text.utf8)
        let limit = context.limits.textBytes
        if bytes.count > limit {
            throw .overLimit(
                file: source.name, quantity: "the text in bytes", value: bytes.count, limit: limit)
        }
        context.progress(ImportProgress(stage: .split, done: 0, total: bytes.count, unit: .bytes))
        await Task.yield()
        let sentences = SentenceSplitter.units(
            of: bytes, in: extracted.blocks, stopWhen: { Task.isCancelled })
        try context.checkCancellation(source)
        if sentences.isEmpty { throw .noText(file: source.name) }
        context.progress(ImportProgress(stage: .split, done: bytes.count, total: bytes.count, unit: .bytes))
        return Document(
            id: DocumentID(of: bytes), title: DocumentTitle.choose(for: source, extracted),
            format: format.name,
            sentenceMode: .lectern, text: extracted.text, sentences: sentences,
            landmarks: extracted.landmarks,
            warnings: extracted.warnings + AnswerMarks.warnings(about: bytes), metadata: extracted.metadata)
    }
}

extension DocumentID {
    init(of text: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        let digest = SHA256.hash(data: text).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        self.init(rawValue: String(decoding: digest, as: UTF8.self))
    }
}
