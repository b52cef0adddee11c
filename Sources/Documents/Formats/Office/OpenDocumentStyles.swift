/// What an OpenDocument text's styles say: which paragraphs are titles, which text is hidden, how lists
/// count.
struct OpenDocumentStyles {
    private var parents: [String: String] = [:]
    private var hidden: Set<String> = []
    private var lists: [String: [Int: ListNumbering.Style]] = [:]
    private var open: String?
    private var openList: String?

    mutating func start(_ element: MarkupElement) {
        switch element.name {
        case "style":
            open = element["name"]
            if let open { parents[open] = element["parent-style-name"] }
        case "text-properties":
            if let open, element["display"] == "none" { hidden.insert(open) }
        case "list-style":
            openList = element["name"]
            if let openList { lists[openList] = [:] }
        case "list-level-style-bullet", "list-level-style-image": setLevel(element, .bullet)
        case "list-level-style-number":
            setLevel(element, ListNumbering.Style(openDocument: element["num-format"] ?? ""))
        default: break
        }
    }

    mutating func end(_ name: String) {
        if name == "style" { open = nil }
        if name == "list-style" { openList = nil }
    }

    private mutating func setLevel(_ element: MarkupElement, _ style: ListNumbering.Style) {
        guard let openList, let level = element["level"].flatMap({ Int($0) }) else { return }
        lists[openList]?[level] = style
    }

    func isHidden(_ style: String?) -> Bool {
        chain(style).contains { hidden.contains($0) }
    }

    func isCode(_ style: String?) -> Bool {
        chain(style).contains { $0.hasPrefix("Preformatted") || $0.hasPrefix("Source_20_Code") }
    }

    func isTitle(_ style: String?) -> Bool { chain(style).contains("Title") }

    /// Nil where the list's style is unknown.
    func listStyle(_ name: String?, level: Int) -> ListNumbering.Style? { name.flatMap { lists[$0]?[level] } }

    /// The style and those it comes from, at most sixteen.
    private func chain(_ style: String?) -> [String] {
        var chain: [String] = []
        var next = style
        while let name = next, chain.count < 16 {
            chain.append(name)
            next = parents[name]
        }
        return chain
    }
}
