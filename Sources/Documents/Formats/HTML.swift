extension DocumentFormat {
    /// Web pages.
    static let html = DocumentFormat(
        name: "html", extensions: ["html", "htm", "xhtml"], recognizes: { HTMLContent.isPage($0) },
        extractText: { source, context throws(DocumentError) in
            try BinaryContent.refuse(source)
            let decoded = TextDecoding(source.bytes)
            var extracted = try HTMLContent.render(decoded.text, source, context)
            extracted.warnings = decoded.warnings + extracted.warnings
            return extracted
        })
}

enum HTMLContent {
    /// A page says so in its first element; a file named like one needs no more than tags.
    static func isPage(_ source: SourceFile) -> Bool {
        let head = String(decoding: source.bytes.prefix(4096), as: UTF8.self).lowercased()
        var rest = head[...]
        rest.trimPrefix("\u{FEFF}")
        // Comments, declarations of XML and processing instructions may come first.
        while true {
            rest = rest.drop(while: \.isWhitespace)
            if rest.hasPrefix("<!--"), let end = rest.firstRange(of: "-->") {
                rest = rest[end.upperBound...]
            } else if rest.hasPrefix("<?"), let end = rest.firstRange(of: "?>") {
                rest = rest[end.upperBound...]
            } else {
                break
            }
        }
        if rest.hasPrefix("<!doctype html") || rest.hasPrefix("<html") { return true }
        guard DocumentFormat.html.extensions.contains(source.fileExtension) else { return false }
        return head.contains("<p") || head.contains("<div") || head.contains("<body")
            || head.contains("<head")
            || head.contains("<h1") || head.contains("<br") || head.contains("<a ") || head.contains("<title")
            || head.contains("<table") || head.contains("<!doctype")
    }

    /// - Throws: `DocumentError.cancelled`; HTML itself is never wrong.
    static func render(
        _ text: String, _ source: SourceFile, _ context: ImportContext
    ) throws(DocumentError) -> ExtractedText {
        var page = HTMLText()
        var output = TextAssembler()
        var warnings: [String] = []
        do {
            try MarkupReader.read(text.utf8, as: .html, maximumDepth: context.limits.htmlNesting) { event in
                page.handle(event, into: &output)
            }
        } catch {
            switch error {
            case .cancelled: throw .cancelled(file: source.name)
            case .tooDeep(let limit):
                warnings.append("elements nested deeper than \(limit): the rest was left out")
            case .broken(let reason, let line): warnings.append("line \(line): \(shown(reason))")
            case .noMemory:
                throw .damaged(file: source.name, format: "HTML", reason: "there is not enough memory for it")
            }
        }
        page.finish(into: &output)
        if page.hiddenCharacters > 0 {
            warnings.append("\(page.hiddenCharacters) characters of hidden text were left out")
        }
        var extracted = output.finish()
        extracted.title = page.title
        extracted.metadata = page.metadata
        if let title = page.title { extracted.metadata["title"] = title }
        extracted.warnings = warnings
        return extracted
    }
}
