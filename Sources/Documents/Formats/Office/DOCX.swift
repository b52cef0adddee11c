extension DocumentFormat {
    /// Word documents.
    static let docx = DocumentFormat(
        name: "docx", extensions: ["docx", "docm", "dotx"],
        recognizes: { if case .docx = ContainerKind.of($0.bytes) { true } else { false } },
        extractText: { source, context throws(DocumentError) in try DOCXExtraction.text(of: source, context) }
    )
}

enum DOCXExtraction {
    static func text(of source: SourceFile, _ context: ImportContext) throws(DocumentError) -> ExtractedText {
        let parts = try Container(source, format: "Word", context) {
            $0.hasSuffix(".xml") || $0.hasSuffix(".rels")
        }
        let main = try mainPart(of: parts, source, context)
        guard let body = parts[main] else {
            throw .damaged(file: source.name, format: "Word", reason: "the part \(main) is missing")
        }
        let folder = main.split(separator: "/").dropLast().map { $0 + "/" }.joined()
        var styles = WordStyles()
        if let part = parts[folder + "styles.xml"] {
            _ = try XMLPart.read(part, source, context) { styles.handle($0) }
        }
        var numbering = WordNumbering()
        if let part = parts[folder + "numbering.xml"] {
            _ = try XMLPart.read(part, source, context) { numbering.handle($0) }
        }
        var notes = WordNotes()
        for (name, prefix) in [("footnotes.xml", "f"), ("endnotes.xml", "e")] {
            guard let part = parts[folder + name] else { continue }
            var reader = WordText(styles: styles, numbering: numbering, notes: WordNotes())
            reader.notePrefix = prefix
            var unused = TextAssembler()
            _ = try XMLPart.read(part, source, context) { reader.handle($0, into: &unused) }
            notes.texts.merge(reader.collectedNotes) { first, _ in first }
        }
        var reader = WordText(styles: styles, numbering: numbering, notes: notes)
        var output = TextAssembler()
        let problem = try XMLPart.read(body, source, context) { reader.handle($0, into: &output) }
        reader.finish(into: &output)

        var extracted = output.finish()
        let fields = try XMLPart.fields(parts["docProps/core.xml"], source, context)
        extracted.metadata = OfficeMetadata.metadata(from: fields)
        extracted.title = fields["title"]
        if let problem { extracted.warnings.append("damaged: \(problem); the text before it was imported") }
        if !parts.damaged.isEmpty {
            extracted.warnings.append(
                "damaged: \(parts.damaged.count) parts could not be unpacked to their end")
        }
        extracted.warnings += reader.warnings
        return extracted
    }

    /// The name of the part that holds the body, as the container's relations say.
    private static func mainPart(
        of parts: Container, _ source: SourceFile, _ context: ImportContext
    ) throws(DocumentError) -> String {
        var target: String?
        if let relations = parts["_rels/.rels"] {
            _ = try XMLPart.read(relations, source, context) { event in
                guard case .start(let element) = event, element.name == "Relationship", target == nil,
                    element["Type"]?.hasSuffix("/officeDocument") == true
                else { return }
                target = element["Target"].map { Container.resolve($0, against: "") }
            }
        }
        return target.flatMap { parts[$0] == nil ? nil : $0 } ?? "word/document.xml"
    }
}

/// Properties of office documents by the names that Lectern uses.
enum OfficeMetadata {
    static func metadata(from fields: [String: String]) -> [String: String] {
        let names = [
            ("title", "title"), ("creator", "author"), ("initial-creator", "author"), ("subject", "subject"),
            ("keywords", "keywords"), ("keyword", "keywords"), ("created", "created"),
            ("creation-date", "created"),
            ("modified", "modified"), ("date", "modified"), ("language", "language"),
            ("generator", "producer"),
        ]
        var metadata: [String: String] = [:]
        for (field, name) in names where metadata[name] == nil { metadata[name] = fields[field] }
        return metadata
    }
}
