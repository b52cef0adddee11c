/// Running headers, footers and page numbers: lines at the edges of pages that say the same on most of them.
enum PageFurniture {
    /// How far from a page's edge a line is looked at.
    static let depth = 3

    /// Numbers of the lines that are furniture.
    static func lines(of lines: [PlainTextLine], bytes: [UInt8], pageCount: Int) -> Set<Int> {
        guard pageCount >= 3 else { return [] }
        var pages = [[Int]](repeating: [], count: pageCount)
        for (number, line) in lines.enumerated() where !line.isBlank { pages[line.page].append(number) }
        let texts = pages.map { page in
            // A page is never furniture alone.
            let depth = min(depth, max(0, page.count - 1) / 2)
            return (
                top: page.prefix(depth).map { String(decoding: bytes[lines[$0].range], as: UTF8.self) },
                bottom: page.suffix(depth).reversed().map {
                    String(decoding: bytes[lines[$0].range], as: UTF8.self)
                }
            )
        }
        let counts = furniture(of: texts)
        var found = Set<Int>()
        for (page, count) in zip(pages, counts) {
            found.formUnion(page.prefix(count.top))
            found.formUnion(page.suffix(count.bottom))
        }
        return found
    }

    /// How many lines at the top and bottom of each page are furniture.
    ///
    /// - Parameter pages: the outermost lines of each page, from the edge inwards.
    static func furniture(of pages: [(top: [String], bottom: [String])]) -> [(top: Int, bottom: Int)] {
        let tops = counts(pages.map(\.top))
        let bottoms = counts(pages.map(\.bottom))
        return zip(tops, bottoms).map { (top: $0, bottom: $1) }
    }

    /// For each page the number of lines, from the edge inwards, whose pattern repeats at that edge.
    ///
    /// A line repeats when its pattern is on a third of the pages, or on at least three of the ten on each
    /// side of it: headers change with the chapter.
    private static func counts(_ edges: [[String]]) -> [Int] {
        let patterns = edges.map { $0.map(pattern) }
        var everywhere: [String: Int] = [:]
        for page in patterns { for line in Set(page) { everywhere[line, default: 0] += 1 } }
        return patterns.enumerated().map { number, page in
            let neighbours = patterns[max(0, number - 10)..<min(patterns.count, number + 11)]
            return page.prefix { line in
                guard !line.isEmpty else { return false }
                if everywhere[line, default: 0] >= max(3, patterns.count / 3) { return true }
                return everywhere[line, default: 0] >= 4 && neighbours.count { $0.contains(line) } >= 4
            }.count
        }
    }

    /// What stays of a line when its numbers may differ: each run of digits, or a lone roman number, is one
    /// mark.
    private static func pattern(_ line: String) -> String {
        var result = ""
        var inNumber = false
        for scalar in line.unicodeScalars where !scalar.properties.isWhitespace {
            let isDigit = scalar.isDecimalDigit
            if !(isDigit && inNumber) { result.unicodeScalars.append(isDigit ? "#" : scalar) }
            inNumber = isDigit
        }
        let isRoman = result.utf8.count <= 8 && result.utf8.allSatisfy { "ivxlcdm".utf8.contains($0 | 0x20) }
        return isRoman ? "#" : result
    }
}
