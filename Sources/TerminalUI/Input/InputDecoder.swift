/// Turns the bytes that a terminal sends into events: keys, mouse, paste, focus, answers.
///
/// A value without a clock: it is fed bytes as they come, cut anywhere, and told when nothing came for a while
/// (`flush`). A sequence that it doesn't know is swallowed, never typed.
package struct InputDecoder: Sendable {
    package enum Item: Sendable, Hashable {
        case event(TerminalEvent)
        case answer(TerminalAnswer)
    }

    /// What the bytes so far could still become, for the length of the wait before `flush`.
    package enum Pending: Sendable, Hashable {
        /// ESC alone, or ESC and a letter that begins sequences: the Esc key or Alt and a letter, or more to come.
        case escape
        /// The beginning of something that nobody types.
        case sequence
        /// Pasted text whose end has not come.
        case paste
    }

    let keys: KeySequences
    /// For terminals without bracketed paste: several different characters in one read are a paste.
    private let treatsBurstsAsPaste: Bool
    private(set) var buffer: [UInt8] = []
    private var paste: [UInt8]?
    /// In a control string too long to be an answer: everything up to its end is dropped.
    private var isDropping = false

    private static let stringLimit = 4096
    private static let pasteEnd: [UInt8] = Array("\u{1b}[201~".utf8)

    package init(keys: KeySequences = KeySequences(), treatsBurstsAsPaste: Bool = false) {
        self.keys = keys
        self.treatsBurstsAsPaste = treatsBurstsAsPaste
    }

    package var pending: Pending? {
        if paste != nil { return .paste }
        if isDropping { return .sequence }
        if buffer.isEmpty { return nil }
        return buffer[0] == 0x1B && (buffer.count == 1 || buffer.count == 2 && Self.beginsSequence(buffer[1]))
            ? .escape : .sequence
    }

    static func beginsSequence(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "["), UInt8(ascii: "O"), UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"),
            UInt8(ascii: "^"), UInt8(ascii: "_"), 0x1B:
            true
        default: false
        }
    }

    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [Item] {
        let bytes = Array(bytes)
        if treatsBurstsAsPaste, buffer.isEmpty, paste == nil, Self.isBurst(bytes) {
            return [.event(.paste(Self.pastedText(bytes)))]
        }
        var items: [Item] = []
        buffer += bytes
        var position = 0
        while position < buffer.count {
            guard let next = step(at: position, &items) else { break }
            position = next
        }
        buffer.removeFirst(position)
        return items
    }

    /// Nothing more came: what is there is all there is.
    package mutating func flush() -> [Item] {
        defer {
            buffer = []
            isDropping = false
        }
        if let text = paste {
            // Its end is lost; the text isn't.
            paste = nil
            return [.event(.paste(Self.pastedText(text + buffer)))]
        }
        guard let first = buffer.first, first == 0x1B else { return [] }
        if buffer.count == 1 { return [.event(.key(.escape))] }
        guard buffer.count == 2, Self.beginsSequence(buffer[1]) else { return [] }
        if buffer[1] == 0x1B { return [.event(.key(.escape)), .event(.key(.escape))] }
        return [.event(.key(.alt(Character(Unicode.Scalar(buffer[1])))))]
    }

    /// Reads what begins at `position`; nil if more bytes are needed.
    private mutating func step(at position: Int, _ items: inout [Item]) -> Int? {
        if isDropping { return dropString(from: position) }
        if paste != nil { return takePaste(from: position, &items) }
        let byte = buffer[position]
        if byte == 0x1B { return escape(at: position, &items) }
        if byte < 0x20 || byte == 0x7F {
            items.append(.event(.key(controlKey(byte))))
            return position + 1
        }
        guard let (character, next) = character(at: position) else { return nil }
        if let character { items.append(.event(.key(Key(character)))) }
        return next
    }

    private mutating func escape(at position: Int, _ items: inout [Item]) -> Int? {
        if let (key, count) = keys.match(buffer[position...]) {
            items.append(.event(.key(key)))
            return position + count
        }
        guard position + 1 < buffer.count else { return nil }
        switch buffer[position + 1] {
        case UInt8(ascii: "["):
            guard let (meaning, next) = ControlSequenceReader.read(buffer, from: position + 2) else {
                return nil
            }
            apply(meaning, &items)
            return next
        case UInt8(ascii: "O"): return singleShift(at: position + 2, &items)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            return controlString(at: position, &items)
        case 0x1B: return doubleEscape(at: position, &items)
        default:
            let byte = buffer[position + 1]
            if byte < 0x20 || byte == 0x7F {
                items.append(.event(.key(Self.withAlt(controlKey(byte)))))
                return position + 2
            }
            guard let (character, next) = character(at: position + 1) else { return nil }
            if let character { items.append(.event(.key(.alt(character)))) }
            return next
        }
    }

    private mutating func apply(_ meaning: ControlSequenceReader.Meaning, _ items: inout [Item]) {
        switch meaning {
        case .item(let item): items.append(item)
        case .pasteStart: paste = []
        case .nothing: break
        }
    }

    /// Two escapes: some terminals send Alt and an arrow so; else the first is a key of its own.
    private mutating func doubleEscape(at position: Int, _ items: inout [Item]) -> Int? {
        guard position + 2 < buffer.count else { return nil }
        let third = buffer[position + 2]
        if third == UInt8(ascii: "[") || third == UInt8(ascii: "O") {
            var inner: [Item] = []
            guard let next = escape(at: position + 1, &inner) else { return nil }
            items += inner.map { item in
                if case .event(.key(let key)) = item { .event(.key(Self.withAlt(key))) } else { item }
            }
            return next
        }
        items.append(.event(.key(.escape)))
        return position + 1
    }

    private static func withAlt(_ key: Key) -> Key { Key(key.code, key.modifiers.union(.alt)) }

    /// ESC O and a letter: function and arrow keys, the keypad.
    private func singleShift(at position: Int, _ items: inout [Item]) -> Int? {
        guard position < buffer.count else { return nil }
        let code: Key.Code? =
            switch buffer[position] {
            case UInt8(ascii: "A"): .up
            case UInt8(ascii: "B"): .down
            case UInt8(ascii: "C"): .right
            case UInt8(ascii: "D"): .left
            case UInt8(ascii: "H"): .home
            case UInt8(ascii: "F"): .end
            case UInt8(ascii: "M"): .enter
            case UInt8(ascii: "P")...UInt8(ascii: "S"):
                .function(Int(buffer[position] - UInt8(ascii: "P")) + 1)
            case UInt8(ascii: "j")...UInt8(ascii: "y"):
                // The keypad's digits and signs are those of ASCII, less 0x40.
                .character(Character(Unicode.Scalar(buffer[position] - 0x40)))
            default: nil
            }
        if let code { items.append(.event(.key(Key(code)))) }
        // What is no letter of such a sequence begins something new.
        return buffer[position] == 0x1B ? position : position + 1
    }

    /// OSC and its kin, to BEL or ST.
    private mutating func controlString(at position: Int, _ items: inout [Item]) -> Int? {
        var end = position + 2
        while end < buffer.count {
            if buffer[end] == 0x07 || buffer[end] == 0x1B {
                let isST = buffer[end] == 0x1B
                if isST, end + 1 == buffer.count { return nil }
                if buffer[position + 1] == UInt8(ascii: "]"),
                    let answer = Self.answer(to: buffer[position + 2..<end])
                {
                    items.append(.answer(answer))
                }
                // An ESC that begins no ST ends the string and begins something new.
                return isST ? (buffer[end + 1] == UInt8(ascii: "\\") ? end + 2 : end) : end + 1
            }
            end += 1
        }
        guard buffer.count - position > Self.stringLimit else { return nil }
        isDropping = true
        return buffer.count
    }

    private mutating func dropString(from position: Int) -> Int? {
        guard let end = buffer[position...].firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else {
            return buffer.count
        }
        isDropping = false
        guard buffer[end] == 0x1B else { return end + 1 }
        if end + 1 == buffer.count {
            isDropping = true
            return end == position ? nil : end
        }
        return buffer[end + 1] == UInt8(ascii: "\\") ? end + 2 : end
    }

    private mutating func takePaste(from position: Int, _ items: inout [Item]) -> Int? {
        let rest = buffer[position...]
        guard let end = Self.firstIndex(of: Self.pasteEnd, in: rest) else {
            // The last bytes may be the beginning of the end.
            let kept = min(rest.count, Self.pasteEnd.count - 1)
            paste?.append(contentsOf: rest.dropLast(kept))
            return rest.count == kept ? nil : buffer.count - kept
        }
        let text = (paste ?? []) + buffer[position..<end]
        paste = nil
        items.append(.event(.paste(Self.pastedText(text))))
        return end + Self.pasteEnd.count
    }

    private static func firstIndex(of needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var position = bytes.startIndex
        while let escape = bytes[position...].firstIndex(of: needle[0]) {
            if bytes[escape...].starts(with: needle) { return escape }
            position = escape + 1
        }
        return nil
    }

    /// Terminals send the Enter key's character for a newline.
    private static func pastedText(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
            .replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    }

    /// More than three characters at once that are not one held key.
    private static func isBurst(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 3, let first = bytes.first, bytes.contains(where: { $0 != first }) else {
            return false
        }
        return bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0D || $0 == 0x0A || $0 == 0x09 }
    }
}
