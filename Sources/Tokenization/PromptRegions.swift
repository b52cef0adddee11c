package import Generation

extension Tokenizer {
    /// Where parts of messages begin in the prompt that was made from them.
    ///
    /// Formats write messages in different ways, so the parts are looked for in the prompt's own text, one after the
    /// other. A token that holds the end of one part and the start of the next belongs to the earlier one.
    ///
    /// - Parameter places: rising.
    /// - Returns: the position of a token for each place; nil where a part is not in the text as it was given.
    package func positions(
        of places: [GenerationRequest.PartPlace], in messages: [ChatMessage], prompt tokens: [TokenID]
    ) -> [Int]? {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(tokens.count)
        for token in tokens {
            appendBytes(of: token, true, to: &bytes)
            ends.append(bytes.count)
        }
        var found: [Int] = []
        found.reserveCapacity(places.count)
        var wanted = places[...]
        var (offset, token) = (0, 0)
        for (message, parts) in messages.map(\.parts).enumerated() {
            for (part, piece) in parts.enumerated() {
                guard let next = wanted.first else { return found }
                let needle = Array(piece.string.utf8).trimmedSpace
                guard let start = bytes.firstOffset(of: needle, from: offset) else { return nil }
                if next.message == message, next.part == part {
                    while token < ends.count, ends[token] <= start { token += 1 }
                    found.append(token)
                    wanted = wanted.dropFirst()
                }
                offset = start + needle.count
            }
        }
        return wanted.isEmpty ? found : nil
    }
}

extension [UInt8] {
    /// Without ASCII white space at both ends: formats take it away, or put some there.
    fileprivate var trimmedSpace: ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        var part = self[...]
        while let first = part.first, isSpace(first) { part = part.dropFirst() }
        while let last = part.last, isSpace(last) { part = part.dropLast() }
        return part
    }

    fileprivate func firstOffset(of needle: ArraySlice<UInt8>, from start: Int) -> Int? {
        guard let first = needle.first else { return start }
        var place = start
        while place + needle.count <= count {
            if self[place] == first, self[place..<place + needle.count] == needle { return place }
            place += 1
        }
        return nil
    }
}
