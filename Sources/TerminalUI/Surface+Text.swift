/// A surface as text: for snapshots, for `:describe`, for tests that look at a screen.
extension Surface {
    /// The letters, one line a row, without spaces at the ends of lines.
    package func text() -> String { (0..<height).map { text(ofRow: $0) }.joined(separator: "\n") }

    package func text(ofRow y: Int) -> String {
        var line = ""
        for cell in row(y) where !cell.isContinuation { line += cell.glyph.text }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// The styles as a grid of letters, one for each cell, with a legend.
    ///
    /// - Parameter name: what a style is called, such as the role that has it in a theme made for tests; nil is
    ///   the ground, drawn as `.`. Styles get the letters a, b, c… in the order of their appearance.
    package func styles(named name: (Style) -> String?) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        var order: [String] = []
        var letterOf: [Style: Character] = [:]
        let grid = (0..<height).map { y in
            var line = ""
            for cell in row(y) {
                if letterOf[cell.style] == nil {
                    guard let found = name(cell.style) else {
                        letterOf[cell.style] = "."
                        line.append(".")
                        continue
                    }
                    if !order.contains(found) { order.append(found) }
                    let index = order.firstIndex(of: found) ?? 0
                    letterOf[cell.style] = index < letters.count ? letters[index] : "?"
                }
                line.append(letterOf[cell.style] ?? "?")
            }
            while line.last == "." { line.removeLast() }
            return line
        }
        let legend = order.enumerated().map { index, name in
            "\(index < letters.count ? letters[index] : "?") \(name)"
        }
        return (grid + legend).joined(separator: "\n")
    }
}
