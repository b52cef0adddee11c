public import Documents
public import Foundation
import Inference
import Storage

extension Engine {
    /// Reads a file into the library. The same text twice is one document.
    ///
    /// - Throws: `EngineError` of kind `input` when the file can't be read or understood, `store` when it can't be
    ///   kept.
    /// - Parameters:
    ///   - options: with some of them the file is read again although the library holds it.
    ///   - progress: hears how far the reading is, often.
    public func addDocument(
        at url: URL, options: ImportOptions = ImportOptions(),
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws(EngineError) -> AddedDocument {
        let operation = "opening \(url.lastPathComponent)"
        let stamp = FileRecord(of: url)
        if let store, let stamp, !options.needsReading {
            do {
                if let known = try await store.document(of: stamp) {
                    try await store.markUsed(known.id)
                    return try await added(known, wasKnown: true, replaced: nil)
                }
            } catch {
                throw EngineError(.store, operation, error)
            }
        }
        let document: Document
        do {
            document = try await DocumentImporter(options: options, progress: progress).load(url)
        } catch {
            throw EngineError(.input, operation, error)
        }
        return try await keep(document, stamp: stamp, operation: operation)
    }

    /// Reads bytes that came without a file (standard input, a paste) into the library.
    public func addDocument(
        text: Data, named name: String, options: ImportOptions = ImportOptions()
    ) async throws(EngineError) -> AddedDocument {
        let operation = "reading \(name)"
        let document: Document
        do {
            document = try await DocumentImporter(options: options).load(bytes: Array(text), name: name)
        } catch {
            throw EngineError(.input, operation, error)
        }
        return try await keep(document, stamp: nil, operation: operation)
    }

    /// The library, last used first.
    ///
    /// - Parameter query: only documents whose title or text holds these words.
    public func documents(matching query: String? = nil) async throws(EngineError) -> [DocumentSummary] {
        guard let store else { return openDocuments.values.map { Self.summary(of: $0.document, path: nil) } }
        do {
            let terms = query.map { Terms.of($0) }
            return try await store.documents(matching: terms)
        } catch {
            throw EngineError(.store, "listing the library", error)
        }
    }

    /// A document by its id.
    public func document(_ id: DocumentID) async throws(EngineError) -> Document {
        try await open(id).document
    }

    /// The one document whose id begins with these digits; nil when there is none.
    ///
    /// - Throws: `EngineError` of kind `input` when several do.
    public func document(withIDPrefix prefix: String) async throws(EngineError) -> Document? {
        let held = openDocuments.keys.filter { $0.rawValue.hasPrefix(prefix) }
        if held.count == 1, let id = held.first { return openDocuments[id]?.document }
        guard let store else { return nil }
        do {
            guard let id = try await store.documentID(withPrefix: prefix) else { return nil }
            return try await open(id).document
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(.input, "finding the document \(prefix)", error)
        }
    }

    /// What a list shows of one document; nil when the library doesn't hold it.
    public func summary(of id: DocumentID) async throws(EngineError) -> DocumentSummary? {
        guard let store else { return openDocuments[id].map { Self.summary(of: $0.document, path: nil) } }
        do { return try await store.summary(of: id) } catch {
            throw EngineError(.store, "reading the library", error)
        }
    }

    /// Takes a document out of the library; its conversations stay and `restoreDocument` brings it back.
    public func removeDocument(_ id: DocumentID) async throws(EngineError) {
        openDocuments[id] = nil
        do { try await store?.remove(id) } catch { throw EngineError(.store, "removing a document", error) }
    }

    /// Takes back the last change to the library, also one made before a restart.
    ///
    /// - Returns: what came back, in words; nil when there is nothing to undo.
    public func undo() async throws(EngineError) -> String? {
        do { return try await store?.undo() } catch { throw EngineError(.store, "undoing", error) }
    }

    /// Forgets what was computed for a document and can be computed again: the tokens of its sentences, and keys and
    /// values that the model read it into, in memory and on disk. What was read together with it goes too.
    ///
    /// - Returns: bytes of keys and values that were on disk.
    @discardableResult
    public func wipeCaches(of id: DocumentID) async throws(EngineError) -> Int {
        do { try await store?.forgetTokenCounts(of: id) } catch {
            throw EngineError(.store, "wiping caches", error)
        }
        await (loaded?.generator as? LocalGenerator)?.forget(source: id.rawValue)
        return await KVFolder(configuration.readingFolder).remove(source: id.rawValue)
    }

    /// Undoes `removeDocument`.
    public func restoreDocument(_ id: DocumentID) async throws(EngineError) {
        do { try await store?.restore(id) } catch {
            throw EngineError(.store, "bringing a document back", error)
        }
    }

    /// The passages of a document that fit a query best.
    public func search(_ query: String, in id: DocumentID, limit: Int) async throws(EngineError)
        -> [SearchHit]
    {
        let opened = try await open(id)
        return opened.reader.passages(for: query, limit: limit)
    }

    /// The passages of the whole library that fit a query best, in the documents that fit it best.
    ///
    /// Those that hold more of the words come first: a score counts how rare a word is in the passage's own document,
    /// so scores of two documents don't compare.
    public func search(_ query: String, limit: Int) async throws(EngineError) -> [SearchHit] {
        var best = Array(openDocuments.keys)
        if let store {
            do {
                best = try await store.bestDocuments(for: Terms.of(query), limit: Self.documentsSearched)
            } catch {
                throw EngineError(.store, "searching the library", error)
            }
        }
        let words = Set(Terms.of(query))
        var found: [(hit: SearchHit, words: Int)] = []
        for id in best {
            let opened = try await open(id)
            found += opened.reader.passages(for: query, limit: limit).map { hit in
                let held = words.intersection(Terms.of(String(opened.document.text(of: hit.span.sentences))))
                return (hit, held.count)
            }
        }
        let ordered = found.sorted { ($0.words, $0.hit.score) > ($1.words, $1.hit.score) }
        return ordered.prefix(limit).map(\.hit)
    }

    private static let documentsSearched = 12

    /// Tokens of the document for the configured model. Counted once a model, then kept in the library.
    public func tokenCount(of id: DocumentID) async throws(EngineError) -> Int {
        let model = try await model()
        return try await measured(id, by: model).sentenceTokens.reduce(0, +)
    }

    // MARK: Documents in use

    /// The document, from memory or the store.
    func open(_ id: DocumentID) async throws(EngineError) -> OpenDocument {
        if let open = openDocuments[id] { return open }
        do {
            guard let document = try await store?.document(id) else {
                throw LibraryError.unknownDocument(id.rawValue)
            }
            return hold(document)
        } catch let error as LibraryError {
            throw EngineError(.input, "opening a document", error)
        } catch {
            throw EngineError(.store, "opening a document", error)
        }
    }

    @discardableResult
    func hold(_ document: Document) -> OpenDocument {
        recentDocuments.removeAll { $0 == document.id }
        recentDocuments.append(document.id)
        if let open = openDocuments[document.id] { return open }
        // Without a store nothing can be read again, so everything stays.
        while store != nil, recentDocuments.count > Self.documentsInMemory {
            openDocuments[recentDocuments.removeFirst()] = nil
        }
        let open = OpenDocument(document: document, reader: DocumentReader(document))
        openDocuments[document.id] = open
        return open
    }

    private static let documentsInMemory = 8

    private func keep(
        _ document: Document, stamp: FileRecord?, operation: String
    ) async throws(EngineError) -> AddedDocument {
        guard let store else {
            let wasKnown = openDocuments[document.id] != nil
            hold(document)
            return AddedDocument(
                document: document, summary: Self.summary(of: document, path: stamp?.path),
                wasKnown: wasKnown,
                replaced: nil)
        }
        do {
            let saved = try await store.save(document, file: stamp, terms: Self.terms(of: document))
            return try await added(document, wasKnown: saved.wasKnown, replaced: saved.replaced)
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(.store, operation, error)
        }
    }

    /// What a document is found by in the library: its text, and what it is called.
    private static func terms(of document: Document) -> [String] {
        let named = [document.title, document.metadata["author"] ?? ""].joined(separator: "\n")
        return Terms.of(named) + Terms.of(document.text)
    }

    private func added(
        _ document: Document, wasKnown: Bool, replaced: DocumentID?
    ) async throws(EngineError) -> AddedDocument {
        let open = hold(document)
        let summary = try await summary(of: document.id) ?? Self.summary(of: document, path: nil)
        return AddedDocument(
            document: open.document, summary: summary, wasKnown: wasKnown, replaced: replaced)
    }

    static func summary(of document: Document, path: String?) -> DocumentSummary {
        let pages = document.pages.count
        return DocumentSummary(
            id: document.id, title: document.title, format: document.format, path: path,
            sentenceCount: document.sentences.count, pageCount: pages == 0 ? nil : pages,
            byteCount: document.text.utf8.count, warnings: document.warnings, conversationCount: 0,
            addedAt: Date().timeIntervalSince1970, usedAt: Date().timeIntervalSince1970,
            metadata: document.metadata)
    }
}

/// What the library can be asked for in vain.
enum LibraryError: LocalizedError, Equatable {
    case unknownDocument(String)

    var errorDescription: String? {
        switch self {
        case .unknownDocument(let id): "The library holds no document \(id)."
        }
    }

    var recoverySuggestion: String? { "“lectern docs list” shows what there is." }
}

extension FileRecord {
    /// Path, size and time of a regular file: enough to know that it was read before. Nil for anything else.
    init?(of url: URL) {
        let url = url.standardizedFileURL
        guard let facts = try? FileManager.default.attributesOfItem(atPath: url.path),
            facts[.type] as? FileAttributeType == .typeRegular, let size = facts[.size] as? Int,
            let modified = facts[.modificationDate] as? Date
        else { return nil }
        self.init(path: url.path, size: size, modifiedAt: modified.timeIntervalSince1970)
    }
}
