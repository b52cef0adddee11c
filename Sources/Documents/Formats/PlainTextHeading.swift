/// Recognises headings in a text without markup: numbered, underlined, in capitals, or short and alone.
enum PlainTextHeading {
    /// The level of block `index`, or nil when it is no heading.
    static func level(of index: Int, in blocks: [ExtractedText.Block], bytes: [UInt8]) -> Int? {
        let block = blocks[index]
        guard block.kind == .paragraph || block.kind == .listItem || block.kind == .tableRow else {
            return nil
        }
        let underline = underlineLevel(block.range, in: bytes)
        let title = title(of: block.range, in: bytes)
        guard underline != nil || !bytes[block.range].contains(0x0A) else { return nil }
        guard title.count <= 120, standsAlone(index, in: blocks, bytes: bytes) else { return nil }
        let text = String(decoding: bytes[title], as: UTF8.self)
        if let underline { return underline }
        if let chapter = chapterLevel(text) { return chapter }
        let scalars = text.unicodeScalars
        guard scalars.count <= 72, !text.contains("   "), !text.contains(". ."), !text.contains("...") else {
            return nil
        }
        guard let last = scalars.last, !".!?:;,。！？：；，…、".unicodeScalars.contains(last) else { return nil }
        if let depth = numberDepth(text) { return depth }
        guard block.kind == .paragraph, isFollowedByText(index, in: blocks) else { return nil }
        guard let first = scalars.first, first.letterCase == .upper || first.value >= 0x2E80 else {
            return nil
        }
        let letters = scalars.filter { $0.properties.isAlphabetic }
        guard letters.count >= 3, letters.count * 2 > scalars.count else { return nil }
        if index == 0 || letters.allSatisfy({ $0.letterCase == .upper }) { return 1 }
        return startsAtMargin(block.range, in: bytes) ? 2 : nil
    }

    /// The range without an underline of `===` or `---`.
    static func title(of range: TextRange, in bytes: [UInt8]) -> TextRange {
        guard underlineLevel(range, in: bytes) != nil, let end = bytes[range].firstIndex(of: 0x0A) else {
            return range
        }
        return bytes.trimmingWhiteSpace(range.lowerBound..<end)
    }

    private static func underlineLevel(_ range: TextRange, in bytes: [UInt8]) -> Int? {
        let lines = bytes[range].split(separator: 0x0A)
        guard lines.count == 2, let rule = lines.last else { return nil }
        let marks = rule.filter { !$0.isASCIIWhiteSpace }
        guard marks.count >= 3, let mark = marks.first, marks.allSatisfy({ $0 == mark }) else { return nil }
        return switch mark {
        case UInt8(ascii: "="), UInt8(ascii: "*"), UInt8(ascii: "#"): 1
        case UInt8(ascii: "-"), UInt8(ascii: "~"), UInt8(ascii: "_"): 2
        default: nil
        }
    }

    /// Blank lines before and after.
    private static func standsAlone(_ index: Int, in blocks: [ExtractedText.Block], bytes: [UInt8]) -> Bool {
        func isSeparate(_ gap: Range<Int>) -> Bool { bytes[gap].count { $0 == 0x0A || $0 == 0x0C } >= 2 }
        if index > 0, !isSeparate(blocks[index - 1].range.upperBound..<blocks[index].range.lowerBound) {
            return false
        }
        guard index + 1 < blocks.count else { return false }
        return isSeparate(blocks[index].range.upperBound..<blocks[index + 1].range.lowerBound)
    }

    private static func isFollowedByText(_ index: Int, in blocks: [ExtractedText.Block]) -> Bool {
        let next = blocks[index + 1]
        return index == 0 || next.kind != .furniture && next.range.count > blocks[index].range.count
    }

    private static func startsAtMargin(_ range: TextRange, in bytes: [UInt8]) -> Bool {
        range.lowerBound == 0 || bytes[range.lowerBound - 1] == 0x0A || bytes[range.lowerBound - 1] == 0x0C
    }

    /// `第三回`, `Chapter 4`, `PART II` and their like.
    private static func chapterLevel(_ text: String) -> Int? {
        if text.hasPrefix("第") {
            let scalars = Array(text.unicodeScalars.dropFirst().prefix(10))
            guard let unit = scalars.firstIndex(where: { "回章卷部篇节節集".unicodeScalars.contains($0) }), unit > 0,
                scalars[..<unit].allSatisfy({
                    "〇零一二三四五六七八九十百千两廿卅0123456789０１２３４５６７８９".unicodeScalars.contains($0)
                })
            else { return nil }
            return "卷部篇".unicodeScalars.contains(scalars[unit]) ? 1 : 2
        }
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, text.utf8.count <= 80 else { return nil }
        let label = words[1].prefix { $0 != "." && $0 != ":" }
        let isNumbered =
            label.utf8.allSatisfy(\.isASCIIDigit) || label.utf8.allSatisfy { "IVXLC".utf8.contains($0) }
        guard isNumbered, !label.isEmpty else { return nil }
        return switch words[0].lowercased() {
        case "part", "book", "volume": 1
        case "chapter": 2
        default: nil
        }
    }

    /// `3`, `3.2`, `3.2.1.` before a title that starts upper-case: how many numbers.
    private static func numberDepth(_ text: String) -> Int? {
        guard let space = text.firstIndex(of: " ") else { return nil }
        var number = text[..<space]
        if number.last == "." { number = number.dropLast() }
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 6,
            parts.allSatisfy({ (1...3).contains($0.count) && $0.utf8.allSatisfy(\.isASCIIDigit) })
        else { return nil }
        let title = text[space...].drop { $0 == " " }
        guard let first = title.unicodeScalars.first, first.letterCase == .upper || first.value >= 0x2E80
        else {
            return nil
        }
        return parts.count
    }
}
