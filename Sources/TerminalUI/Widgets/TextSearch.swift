/// Finds a text in a long one, a stretch at a time, so that the first hits can be shown while it goes on.
///
/// A run of white space in the needle matches any run of white space, a line break among it. Case counts only if the
/// needle has a capital letter.
package struct TextSearch: Sendable {
    /// The needle in pieces without white space, each as scalars, folded if case doesn't count.
    private let words: [[UInt32]]
    private let foldsCase: Bool
    private let text: String
    /// The UTF-8 offset up to which places have been tried.
    package private(set) var position = 0

    package init(for needle: String, in text: String) {
        let foldsCase = !needle.unicodeScalars.contains { $0.properties.isUppercase }
        words = needle.unicodeScalars.split(whereSeparator: { $0.properties.isWhitespace }).map { word in
            word.map { foldsCase ? Self.folded($0) : $0.value }
        }
        self.foldsCase = foldsCase
        var text = text
        text.makeContiguousUTF8()
        self.text = text
        if words.isEmpty { position = text.utf8.count }
    }

    package var isFinished: Bool { position >= text.utf8.count }

    /// Tries the places of the next `byteCount` bytes and returns the hits that begin there, in order, as UTF-8
    /// ranges. Hits don't overlap.
    package mutating func advance(by byteCount: Int = 1 << 20) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { bytes in
            let stop = min(bytes.count, position + byteCount)
            var hits: [Range<Int>] = []
            while position < stop {
                if let end = end(ofHitAt: position, in: bytes) {
                    hits.append(position..<end)
                    position = end
                } else {
                    position = nextCandidate(after: position, before: stop, in: bytes)
                }
            }
            return hits
        }
    }

    /// All hits at once, for short texts.
    package static func all(_ needle: String, in text: String) -> [Range<Int>] {
        var search = TextSearch(for: needle, in: text)
        return search.advance(by: text.utf8.count)
    }

    /// Skips bytes that can't begin a hit: a first letter of ASCII is looked for byte by byte.
    private func nextCandidate(
        after position: Int, before stop: Int, in bytes: UnsafeBufferPointer<UInt8>
    ) -> Int {
        var next = position + 1
        if let first = words.first?.first, first < 0x80 {
            let small = UInt8(first)
            let capital = foldsCase && (0x61...0x7A).contains(small) ? small - 0x20 : small
            while next < stop, bytes[next] != small, bytes[next] != capital, !mayFold(bytes[next]) {
                next += 1
            }
        } else {
            while next < stop, bytes[next] & 0xC0 == 0x80 { next += 1 }
        }
        return next
    }

    /// Two letters outside ASCII fold into it: the Kelvin sign (E2 84 AA) and the dotted capital I (C4 B0).
    private func mayFold(_ byte: UInt8) -> Bool { foldsCase && (byte == 0xE2 || byte == 0xC4) }

    private func end(ofHitAt start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var position = start
        for (number, word) in words.enumerated() {
            if number > 0 {
                let afterSpace = skipWhitespace(from: position, in: bytes)
                guard afterSpace > position else { return nil }
                position = afterSpace
            }
            for wanted in word {
                guard position < bytes.count else { return nil }
                let (scalar, next) = UTF8Reader.scalar(in: bytes, at: position)
                guard (foldsCase ? Self.folded(scalar) : scalar.value) == wanted else { return nil }
                position = next
            }
        }
        return position
    }

    private func skipWhitespace(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var position = start
        while position < bytes.count {
            let (scalar, next) = UTF8Reader.scalar(in: bytes, at: position)
            guard scalar.properties.isWhitespace else { break }
            position = next
        }
        return position
    }

    /// Lower case where that is one scalar.
    private static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
        if scalar.value < 0x80 {
            return (0x41...0x5A).contains(scalar.value) ? scalar.value + 0x20 : scalar.value
        }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first?.value ?? scalar.value : scalar.value
    }
}
