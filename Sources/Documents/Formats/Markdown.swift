import CMarkdown

extension DocumentFormat {
    /// Markdown, rendered: links and emphasis give their text, code stays, raw HTML is read as HTML.
    static let markdown = DocumentFormat(
        name: "md", extensions: ["md", "markdown", "mdown", "mkd", "mkdn", "qmd", "rmd"],
        recognizes: { MarkdownContent.isMarkdown($0) },
        extractText: { source, context throws(DocumentError) in
            try BinaryContent.refuse(source)
            let decoded = TextDecoding(source.bytes, wanted: context.options.encoding)
            try BinaryContent.refuse(decoded, source)
            let (frontMatter, body) = MarkdownContent.frontMatter(of: decoded.text)
            let prepared = MarkdownContent.withTablesApart(MarkdownContent.withPlainNotes(body))
            let html = try MarkdownContent.html(of: prepared, source, context)
            var extracted = try HTMLContent.render(html, source, context)
            extracted.warnings = decoded.warnings + extracted.warnings
            extracted.metadata["encoding"] = decoded.encoding.name
            extracted.metadata.merge(frontMatter) { _, new in new }
            extracted.title =
                frontMatter["title"] ?? extracted.title ?? MarkdownContent.firstHeading(of: extracted)
            return extracted
        })
}

enum MarkdownContent {
    /// By its name, or, where the name says nothing, by marks that plain text hardly has.
    static func isMarkdown(_ source: SourceFile) -> Bool {
        if DocumentFormat.markdown.extensions.contains(source.fileExtension) { return true }
        guard source.fileExtension.isEmpty else { return false }
        let head = String(decoding: source.bytes.prefix(1 << 16), as: UTF8.self)
        var headings = 0
        var marks = 0
        for line in head.split(whereSeparator: \.isNewline) {
            let hashes = line.prefix { $0 == "#" }.count
            if (1...6).contains(hashes), line.dropFirst(hashes).first == " " { headings += 1 }
            if line.hasPrefix("```") || line.contains("](") || line.contains("**") || line.hasPrefix("- ") {
                marks += 1
            }
        }
        return headings >= 2 || headings >= 1 && marks >= 2
    }

    /// The fields that stand between two lines of three hyphens at the start, and the text after them.
    static func frontMatter(of text: String) -> (fields: [String: String], body: Substring) {
        guard text.hasPrefix("---\n") else { return ([:], text[...]) }
        let lines = text.split(separator: "\n", maxSplits: 200, omittingEmptySubsequences: false)
        guard let end = lines.dropFirst().prefix(199).firstIndex(where: { $0 == "---" || $0 == "..." }) else {
            return ([:], text[...])
        }
        var fields: [String: String] = [:]
        for line in lines[1..<end] {
            // Indented lines and list items belong to the field above, which is no simple one.
            guard let colon = line.firstIndex(of: ":"), let first = line.first, first.isLetter else {
                if line.isEmpty || line.first == " " || line.first == "-" || line.first == "#" { continue }
                return ([:], text[...])
            }
            let value = line[line.index(after: colon)...].trimming {
                $0.isWhitespace || $0 == "\"" || $0 == "'"
            }
            let key = line[..<colon].lowercased()
            if ["title", "author", "date", "subject", "keywords", "lang"].contains(key), !value.isEmpty {
                fields[key == "date" ? "created" : key == "lang" ? "language" : key] = String(value)
            }
        }
        return (fields, text[lines[end].endIndex...])
    }

    /// Footnotes, which CommonMark doesn't know: `[^a]` becomes `[a]`, and its text a paragraph that starts
    /// so.
    static func withPlainNotes(_ text: Substring) -> String {
        guard text.contains("[^") else { return String(text) }
        var fence: Character?
        var inNote = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let start = line.drop { $0 == " " }
            if let mark = start.first, mark == "`" || mark == "~",
                start.hasPrefix(String(repeating: mark, count: 3))
            {
                if fence == nil { fence = mark } else if fence == mark { fence = nil }
                return String(line)
            }
            if fence != nil { return String(line) }
            var line = line
            if inNote, line.hasPrefix("    ") {
                line = line.dropFirst(4)
            } else if !line.isEmpty {
                inNote = false
            }
            if line.hasPrefix("[^"), let end = line.firstRange(of: "]:"),
                !line[..<end.lowerBound].contains(" ")
            {
                inNote = true
                let label = line[line.index(line.startIndex, offsetBy: 2)..<end.lowerBound]
                return "\\[\(label)\\] " + line[end.upperBound...].drop { $0 == " " }
            }
            return line.contains("[^") ? plainReferences(line) : String(line)
        }
        return lines.joined(separator: "\n")
    }

    private static func plainReferences(_ line: Substring) -> String {
        var result = ""
        var rest = line
        while let found = rest.firstRange(of: "[^") {
            result += rest[..<found.lowerBound]
            rest = rest[found.upperBound...]
            let label = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
            let after = rest[label.endIndex...]
            if !label.isEmpty, after.first == "]" {
                result += "\\[\(label)\\]"
                rest = after.dropFirst()
            } else {
                result += "[^"
            }
        }
        return result + rest
    }

    static func html(
        of text: String, _ source: SourceFile, _ context: ImportContext
    ) throws(DocumentError) -> String {
        var html: UnsafeMutablePointer<CChar>?
        var size = 0
        var text = text
        let limit = context.limits.textBytes * 4
        let state = text.withUTF8 { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                withUnsafePointer(to: CChar(0)) { nothing in
                    lm_html(characters.baseAddress ?? nothing, characters.count, limit, &html, &size)
                }
            }
        }
        defer { if let html { lm_free(html) } }
        switch state {
        case 0:
            return html.map {
                String(decoding: UnsafeRawBufferPointer(start: $0, count: size), as: UTF8.self)
            } ?? ""
        case 1:
            throw .overLimit(
                file: source.name, quantity: "the rendered size in bytes", value: limit + 1, limit: limit)
        default:
            throw .damaged(file: source.name, format: "Markdown", reason: "there is not enough memory for it")
        }
    }

    /// The only heading of level 1, or the first heading when it comes before any text.
    static func firstHeading(of extracted: ExtractedText) -> String? {
        for landmark in extracted.landmarks {
            guard case .heading(let level, let title) = landmark.kind else { continue }
            return level == 1 || landmark.offset == 0 ? title : nil
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimming(_ isUnwanted: (Character) -> Bool) -> Substring {
        var result = drop(while: isUnwanted)
        while let last = result.last, isUnwanted(last) { result.removeLast() }
        return result
    }
}
