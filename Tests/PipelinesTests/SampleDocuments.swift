import Documents

extension Document {
    /// A document of these sentences, joined by a space; each is a unit as it stands.
    static func sample(_ sentences: [String], title: String = "sample", id: String = "d1") -> Document {
        var text = ""
        var units: [Sentence] = []
        for sentence in sentences {
            if !text.isEmpty { text += " " }
            let start = text.utf8.count
            text += sentence
            units.append(Sentence(range: start..<text.utf8.count, paragraph: 0))
        }
        return Document(
            id: DocumentID(rawValue: id), title: title, format: "txt", sentenceMode: .lectern, text: text,
            sentences: units)
    }

    /// `longcite.md` §13 P.
    static let greek = sample(["Alpha one.", "Beta two.", "Gamma three.", "Delta four.", "Epsilon five."])
}
