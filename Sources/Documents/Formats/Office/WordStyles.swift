/// What a Word document's paragraph styles say about headings, lists and hidden text.
struct WordStyles {
    private struct Style {
        var name = ""
        var base: String?
        var outline: Int?
        var list: String?
        var level: Int?
    }

    private var styles: [String: Style] = [:]
    private var open: String?

    mutating func handle(_ event: MarkupEvent) {
        switch event {
        case .start(let element):
            if element.name == "style" {
                open = element["type"] == "paragraph" ? element["styleId"] : nil
                if let open { styles[open] = Style() }
                return
            }
            guard let open else { return }
            let value = element["val"]
            switch element.name {
            case "name": styles[open]?.name = (value ?? "").lowercased()
            case "basedOn": styles[open]?.base = value
            case "outlineLvl": styles[open]?.outline = value.flatMap { Int($0) }
            case "numId": styles[open]?.list = value
            case "ilvl": styles[open]?.level = value.flatMap { Int($0) }
            default: break
            }
        case .end("style", _): open = nil
        case .end, .text: break
        }
    }

    /// Level of a heading, from 1; nil for other paragraphs.
    func headingLevel(_ id: String) -> Int? {
        for style in chain(id) {
            if let outline = style.outline { return outline < 9 ? outline + 1 : nil }
            if style.name == "title" { return 1 }
            if style.name.hasPrefix("heading "), let level = Int(style.name.dropFirst(8)) {
                return min(max(level, 1), 9)
            }
        }
        // A style that the document doesn't define.
        let name = id.lowercased()
        if name == "title" { return 1 }
        return name.hasPrefix("heading") ? Int(name.dropFirst(7)).map { min(max($0, 1), 9) } : nil
    }

    func isCode(_ id: String) -> Bool {
        chain(id).contains { style in
            ["source code", "html preformatted", "preformatted text", "code", "verbatim"].contains(style.name)
        }
    }

    /// The list that paragraphs of the style belong to.
    func list(_ id: String) -> (list: String, level: Int)? {
        let styles = chain(id)
        guard let list = styles.compactMap(\.list).first else { return nil }
        return (list, styles.compactMap(\.level).first ?? 0)
    }

    /// The style and those it is based on, at most sixteen: they may go round in a circle.
    private func chain(_ id: String) -> [Style] {
        var chain: [Style] = []
        var next: String? = id
        while let id = next, let style = styles[id], chain.count < 16 {
            chain.append(style)
            next = style.base
        }
        return chain
    }
}
