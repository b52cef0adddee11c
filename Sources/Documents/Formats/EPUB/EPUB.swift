extension DocumentFormat {
    /// Electronic books: the files of the reading order, one after the other.
    static let epub = DocumentFormat(
        name: "epub", extensions: ["epub"],
        recognizes: { if case .epub = ContainerKind.of($0.bytes) { true } else { false } },
        extractText: { source, context throws(DocumentError) in try EPUBExtraction.text(of: source, context) }
    )
}

enum EPUBExtraction {
    private static let textEndings = [".xhtml", ".html", ".htm", ".xml", ".opf", ".ncx"]

    static func text(of source: SourceFile, _ context: ImportContext) throws(DocumentError) -> ExtractedText {
        let parts = try Container(source, format: "EPUB", context) { name in
            let name = name.lowercased()
            return textEndings.contains { name.hasSuffix($0) }
        }
        if let rights = parts["META-INF/encryption.xml"] { try refuseEncrypted(rights, source, context) }
        let packageName = try packageName(of: parts, source, context)
        guard let packageBytes = parts[packageName] else {
            throw .damaged(file: source.name, format: "EPUB", reason: "the part \(packageName) is missing")
        }
        var package = EPUBPackage()
        _ = try XMLPart.read(packageBytes, source, context) { package.handle($0) }
        let files = package.readingOrder.map { Container.resolve($0, against: packageName) }
        guard !files.isEmpty else {
            throw .damaged(file: source.name, format: "EPUB", reason: "it names no file to read")
        }
        let contents = try contentsTitles(package, packageName, parts, source, context)

        var output = TextAssembler()
        var warnings: [String] = []
        var hidden = 0
        var unread = 0
        for (number, file) in files.enumerated() {
            guard let bytes = parts[file] else {
                unread += 1
                continue
            }
            let start = output.nextOffset
            let headings = output.headingCount
            hidden += try render(bytes, &output, source, context)
            // A chapter whose heading is a picture takes its name from the table of contents.
            if output.headingCount == headings, output.byteCount > 0, output.nextOffset > start,
                let title = contents[file]
            {
                output.addLandmark(.heading(level: 1, title: title), at: start)
            }
            context.progress(
                ImportProgress(stage: .extract, done: number + 1, total: files.count, unit: .pages))
        }
        if unread == files.count {
            throw .damaged(file: source.name, format: "EPUB", reason: "none of the files it names is in it")
        }
        if unread > 0 {
            warnings.append("damaged: \(unread) of \(files.count) files are missing, the rest imported")
        }
        if !parts.damaged.isEmpty {
            warnings.append("damaged: \(parts.damaged.count) files could not be unpacked to their end")
        }
        if hidden > 0 { warnings.append("\(hidden) characters of hidden text were left out") }
        var extracted = output.finish()
        extracted.title = package.metadata["title"]
        extracted.metadata = package.metadata
        extracted.warnings = warnings
        return extracted
    }

    /// - Returns: how many characters the file hides.
    private static func render(
        _ bytes: [UInt8], _ output: inout TextAssembler, _ source: SourceFile, _ context: ImportContext
    ) throws(DocumentError) -> Int {
        // XHTML should be XML; where it isn't, it is read as what it looks like.
        var events: [MarkupEvent] = []
        if try XMLPart.read(bytes, source, context, { events.append($0) }) != nil {
            events = []
            let text = TextDecoding(bytes).text
            do {
                try MarkupReader.read(text.utf8, as: .html, maximumDepth: context.limits.htmlNesting) {
                    events.append($0)
                }
            } catch {
                if case .cancelled = error { throw .cancelled(file: source.name) }
            }
        }
        var page = HTMLText()
        for event in events { page.handle(event, into: &output) }
        page.finish(into: &output)
        return page.hiddenCharacters
    }

    private static func packageName(
        of parts: Container, _ source: SourceFile, _ context: ImportContext
    ) throws(DocumentError) -> String {
        var name: String?
        if let container = parts["META-INF/container.xml"] {
            _ = try XMLPart.read(container, source, context) { event in
                guard case .start(let element) = event, element.name == "rootfile", name == nil else {
                    return
                }
                name = element["full-path"].map { Container.resolve($0, against: "") }
            }
        }
        if let name, parts[name] != nil { return name }
        let packages = parts.parts.keys.filter { $0.lowercased().hasSuffix(".opf") }.sorted()
        guard let first = packages.first else {
            throw .damaged(file: source.name, format: "EPUB", reason: "its package file is missing")
        }
        return first
    }

    /// Fonts are often scrambled, which hides no text; an encrypted chapter does.
    private static func refuseEncrypted(
        _ rights: [UInt8], _ source: SourceFile, _ context: ImportContext
    ) throws(DocumentError) {
        var isEncrypted = false
        _ = try XMLPart.read(rights, source, context) { event in
            guard case .start(let element) = event, element.name == "CipherReference" else { return }
            let name = (element["URI"] ?? "").lowercased()
            if textEndings.contains(where: { name.hasSuffix($0) }) { isEncrypted = true }
        }
        if isEncrypted { throw .encrypted(file: source.name, opensWithPassword: false) }
    }

    /// Titles of files by the book's table of contents, old style or new.
    private static func contentsTitles(
        _ package: EPUBPackage, _ packageName: String, _ parts: Container, _ source: SourceFile,
        _ context: ImportContext
    ) throws(DocumentError) -> [String: String] {
        guard let reference = package.contents else { return [:] }
        let name = Container.resolve(reference, against: packageName)
        guard let bytes = parts[name] else { return [:] }
        var titles: [String: String] = [:]
        var text: String?
        var target: String?
        _ = try XMLPart.read(bytes, source, context) { event in
            switch event {
            case .start(let element):
                if element.name == "a" {
                    target = element["href"]
                    text = ""
                } else if element.name == "navLabel" {
                    text = ""
                } else if element.name == "content", let words = text {
                    let file = Container.resolve(element["src"] ?? "", against: name)
                    if titles[file] == nil {
                        titles[file] = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                    }
                    text = nil
                }
            case .text(let more): text?.append(more)
            case .end("a", _):
                if let target, let words = text {
                    let file = Container.resolve(target, against: name)
                    if titles[file] == nil {
                        titles[file] = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                    }
                }
                target = nil
                text = nil
            case .end: break
            }
        }
        return titles.filter { !$0.value.isEmpty }
    }
}
