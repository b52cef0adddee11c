import Documents
import Foundation
import Testing

/// Imports a text as if it had been a file of that name.
func load(_ text: String, named name: String = "note.txt") async throws -> Document {
    try await DocumentImporter().load(bytes: Array(text.utf8), name: name)
}

extension Document {
    /// The text of each unit.
    var units: [String] { sentences.map { String(text(in: $0.range)) } }

    var headings: [String] {
        landmarks.compactMap { landmark in
            if case .heading(let level, let title) = landmark.kind { "\(level) \(title)" } else { nil }
        }
    }
}

/// Checks what every document promises: units in order, trimmed, inside one block and one page, none too
/// long; between them only white space, or lines that `furniture` allows.
func expectSound(
    _ document: Document, furniture: (Substring) -> Bool = { _ in false },
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let pages = document.pages.map(\.offset)
    var end = 0
    var paragraph = 0
    func expect(_ condition: Bool, _ what: String, _ number: Int) {
        guard !condition else { return }
        let text = document.text(in: document.sentences[number].range).prefix(200)
        Issue.record("\(document.title): unit \(number) \(what): \(text)", sourceLocation: sourceLocation)
    }
    for (number, sentence) in document.sentences.enumerated() {
        let range = sentence.range
        expect(range.lowerBound >= end && !range.isEmpty, "overlaps or is empty", number)
        let gap = document.text(in: end..<max(end, range.lowerBound))
        let left = gap.split(whereSeparator: \.isNewline).filter { !isBlank($0) }
        expect(left.allSatisfy(furniture), "leaves out \(left)", number)
        let text = document.text(in: range)
        expect(
            !isBlank(text.prefix(1)) && !isBlank(text.suffix(1)),
            "has white space at an end", number)
        expect(sentence.paragraph >= paragraph, "goes back a block", number)
        expect(!pages.contains { $0 > range.lowerBound && $0 < range.upperBound }, "crosses a page", number)
        end = range.upperBound
        paragraph = sentence.paragraph
    }
    let rest = document.text(in: end..<document.text.utf8.count)
    let left = rest.split(whereSeparator: \.isNewline).filter { !isBlank($0) }
    if !left.allSatisfy(furniture) {
        Issue.record("\(document.title) leaves out \(left)", sourceLocation: sourceLocation)
    }
    let places = document.landmarks.map(\.offset)
    #expect(places == places.sorted(), "landmarks are in order", sourceLocation: sourceLocation)
}

/// White space as Python has it: Unicode's, and the four information separators.
private func isBlank(_ text: Substring) -> Bool {
    text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || (0x1C...0x1F).contains($0.value) }
}
