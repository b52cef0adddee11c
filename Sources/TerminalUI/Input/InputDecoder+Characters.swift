/// Single characters and the answers that are plain text.
extension InputDecoder {
    /// What a control character is as a key.
    func controlKey(_ byte: UInt8) -> Key {
        switch byte {
        case 0x0D: return .enter
        case 0x09: return .tab
        case 0x1B: return .escape
        case 0x7F: return .backspace
        case 0x08 where keys.backspaceIsControlH: return .backspace
        case 0x00: return Key(.character(" "), .control)
        case 0x01...0x1A: return .control(Character(Unicode.Scalar(byte + 0x60)))
        default: return .control(Character(Unicode.Scalar(byte + 0x40)))
        }
    }

    /// The character that begins at `position` and where the next one does. Nil if bytes are missing; no character
    /// for bytes that can't be typed (broken UTF-8, C1 controls).
    func character(at position: Int) -> (character: Character?, next: Int)? {
        let lead = buffer[position]
        if lead < 0x80 { return (Character(Unicode.Scalar(lead)), position + 1) }
        let length = lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1
        guard length > 1, lead <= 0xF4 else { return (nil, position + 1) }
        for index in 1..<length {
            guard position + index < buffer.count else { return nil }
            if buffer[position + index] & 0xC0 != 0x80 { return (nil, position + index) }
        }
        let text = String(validating: buffer[position..<position + length], as: UTF8.self)
        guard let scalar = text?.unicodeScalars.first, !(0x80...0x9F).contains(scalar.value) else {
            return (nil, position + length)
        }
        return (Character(scalar), position + length)
    }

    /// The text of an OSC, if it is an answer that matters: `11;rgb:1e1e/1e1e/2e2e`.
    static func answer(to bytes: ArraySlice<UInt8>) -> TerminalAnswer? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("11;"), let colon = text.firstIndex(of: ":") else { return nil }
        let kind = text.dropFirst(3)[..<colon]
        guard kind == "rgb" || kind == "rgba" else { return nil }
        let parts = text[text.index(after: colon)...].split(separator: "/").prefix(3)
        // One to four digits each, scaled to the largest number of so many digits.
        let values = parts.compactMap { part -> UInt8? in
            guard (1...4).contains(part.count), let value = Int(part, radix: 16), value >= 0 else {
                return nil
            }
            let most = 1 << (4 * part.count)
            return UInt8((value * 255 + (most - 1) / 2) / (most - 1))
        }
        guard values.count == 3 else { return nil }
        return .background(RGB(red: values[0], green: values[1], blue: values[2]))
    }
}
