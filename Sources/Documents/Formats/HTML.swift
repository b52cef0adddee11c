extension DocumentFormat {
    /// Web pages.
    static let html = DocumentFormat(
        name: "html", extensions: ["html", "htm", "xhtml"], recognizes: { HTMLContent.isPage($0) },
        extractText: { source, context throws(DocumentError) in
            try BinaryContent.refuse(source)
            let declared = HTMLContent.declaredEncoding(source.bytes)
            let decoded = TextDecoding(source.bytes, declared: declared, wanted: context.options.encoding)
            try BinaryContent.refuse(decoded, source)
            var extracted = try HTMLContent.render(decoded.text, source, context)
            // An encoding that the page names itself needs no word.
            let named = declared == decoded.encoding ? "not UTF-8: read as \(decoded.encoding.name)" : nil
            extracted.warnings = decoded.warnings.filter { $0 != named } + extracted.warnings
            extracted.metadata["encoding"] = decoded.encoding.name
            return extracted
        })
}

enum HTMLContent {
    /// A page says so in its first element; a file named like one needs no more than tags.
    static func isPage(_ source: SourceFile) -> Bool {
        // UTF-16 looks like its letters once the zeros are gone.
        let head = String(decoding: source.bytes.prefix(4096).filter { $0 != 0 }, as: UTF8.self).lowercased()
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

    /// What a `meta` element in the first kilobytes, or an XML declaration, says.
    static func declaredEncoding(_ bytes: [UInt8]) -> TextEncoding? {
        let head = String(decoding: bytes.prefix(4096), as: UTF8.self).lowercased()
        for key in ["charset=", "encoding="] {
            guard let found = head.firstRange(of: key) else { continue }
            let value = head[found.upperBound...].drop { $0 == "\"" || $0 == "'" || $0.isWhitespace }
            let name = value.prefix { $0.isLetter || $0.isNumber || "-_:".contains($0) }
            // A page whose declaration we can read is not in UTF-16, whatever it says.
            if let encoding = TextEncoding(named: String(name)) {
                return encoding.name.hasPrefix("UTF-") ? .utf8 : encoding
            }
        }
        return nil
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
