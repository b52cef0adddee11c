/// Reading one XML part of a container.
enum XMLPart {
    /// Calls `handle` with the part's events; what comes before damage counts.
    ///
    /// - Returns: what is wrong with the part, in words; nil for a sound one.
    /// - Throws: `DocumentError.cancelled`, `.damaged` when there is no memory.
    static func read(
        _ bytes: [UInt8], _ source: SourceFile, _ context: ImportContext, _ handle: (MarkupEvent) -> Void
    ) throws(DocumentError) -> String? {
        do {
            try MarkupReader.read(bytes, as: .xml, maximumDepth: context.limits.nesting, handle)
            return nil
        } catch {
            switch error {
            case .cancelled: throw .cancelled(file: source.name)
            case .tooDeep(let limit): return "elements nested deeper than \(limit)"
            case .broken(let reason, let line): return "\(shown(reason)) in line \(line)"
            case .noMemory:
                throw .damaged(file: source.name, format: "XML", reason: "there is not enough memory for it")
            }
        }
    }

    /// The text of each element that holds only text, by its local name; the first of a name counts.
    static func fields(
        _ bytes: [UInt8]?, _ source: SourceFile, _ context: ImportContext
    ) throws(DocumentError) -> [String: String] {
        guard let bytes else { return [:] }
        var fields: [String: String] = [:]
        var open: [(name: String, text: String)] = []
        _ = try read(bytes, source, context) { event in
            switch event {
            case .start(let element): open.append((element.name, ""))
            case .text(let text): if !open.isEmpty { open[open.count - 1].text += text }
            case .end:
                guard let (name, text) = open.popLast(), fields[name] == nil else { return }
                let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                if !words.isEmpty, words.utf8.count <= 4096 { fields[name] = words }
            }
        }
        return fields
    }
}
