extension DocumentFormat {
    /// OpenDocument texts.
    static let odt = DocumentFormat(
        name: "odt", extensions: ["odt", "ott", "fodt"],
        recognizes: { source in
            if case .odt = ContainerKind.of(source.bytes) { return true }
            return ODTExtraction.isFlat(source)
        },
        extractText: { source, context throws(DocumentError) in try ODTExtraction.text(of: source, context) })
}

enum ODTExtraction {
    /// A flat OpenDocument file is the same XML without a container.
    static func isFlat(_ source: SourceFile) -> Bool {
        let head = source.bytes.prefix(2048)
        return head.first == UInt8(ascii: "<") && head.holds("<office:document")
            && head.holds("opendocument.text")
    }

    static func text(of source: SourceFile, _ context: ImportContext) throws(DocumentError) -> ExtractedText {
        var reader = OpenDocumentText()
        var output = TextAssembler()
        var problem: String?
        var fields: [String: String] = [:]
        if isFlat(source) {
            problem = try XMLPart.read(source.bytes, source, context) { reader.handle($0, into: &output) }
            fields = try XMLPart.fields(Array(source.bytes.prefix(1 << 16)), source, context)
        } else {
            let parts = try Container(source, format: "OpenDocument", context) { $0.hasSuffix(".xml") }
            if let manifest = parts["META-INF/manifest.xml"], manifest[...].holds("encryption-data") {
                throw .encrypted(file: source.name, opensWithPassword: false)
            }
            guard let content = parts["content.xml"] else {
                throw .damaged(
                    file: source.name, format: "OpenDocument", reason: "the part content.xml is missing")
            }
            if let styles = parts["styles.xml"] {
                _ = try XMLPart.read(styles, source, context) { reader.readStyles($0) }
            }
            problem = try XMLPart.read(content, source, context) { reader.handle($0, into: &output) }
            fields = try XMLPart.fields(parts["meta.xml"], source, context)
        }
        reader.finish(into: &output)
        var extracted = output.finish()
        extracted.metadata = OfficeMetadata.metadata(from: fields)
        extracted.title = fields["title"]
        if let problem { extracted.warnings.append("damaged: \(problem); the text before it was imported") }
        extracted.warnings += reader.warnings
        return extracted
    }
}
