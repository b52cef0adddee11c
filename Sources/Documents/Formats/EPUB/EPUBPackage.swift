/// The package file of a book: what it is called, and which files are read in which order.
struct EPUBPackage {
    private struct Item {
        let reference: String
        let type: String
        let isContents: Bool
    }

    private(set) var metadata: [String: String] = [:]
    private var items: [String: Item] = [:]
    private var spine: [String] = []
    private var contentsID: String?
    private var open: (name: String, text: String)?

    mutating func handle(_ event: MarkupEvent) {
        switch event {
        case .start(let element): start(element)
        case .text(let text): open?.text += text
        case .end(let name, _):
            guard let field = open, field.name == name else { return }
            open = nil
            let words = field.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let key = Self.fields[name] ?? name
            if !words.isEmpty, words.utf8.count <= 4096, metadata[key] == nil { metadata[key] = words }
        }
    }

    private static let fields = [
        "title": "title", "creator": "author", "subject": "subject", "publisher": "producer",
        "date": "created",
        "language": "language",
    ]

    private mutating func start(_ element: MarkupElement) {
        switch element.name {
        case "item":
            guard let id = element["id"], let reference = element["href"] else { return }
            let isContents = (element["properties"] ?? "").split(separator: " ").contains("nav")
            items[id] = Item(reference: reference, type: element["media-type"] ?? "", isContents: isContents)
        case "itemref":
            if let id = element["idref"], element["linear"] != "no" { spine.append(id) }
        case "spine": contentsID = element["toc"]
        default:
            if Self.fields[element.name] != nil, element.namespace.hasSuffix("dc/elements/1.1/") {
                open = (element.name, "")
            }
        }
    }

    /// References to the pages, without the table of contents; by their ids where the reading order is
    /// missing.
    var readingOrder: [String] {
        let listed = spine.compactMap { items[$0] }
        let chosen = listed.isEmpty ? items.keys.sorted().compactMap { items[$0] } : listed
        return chosen.filter { !$0.isContents && $0.type.contains("html") }.map(\.reference)
    }

    /// Reference to the table of contents.
    var contents: String? {
        (items.values.first(where: \.isContents) ?? contentsID.flatMap { items[$0] }
            ?? items.values.first { $0.type == "application/x-dtbncx+xml" })?.reference
    }
}
