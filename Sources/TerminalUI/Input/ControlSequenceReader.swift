/// Reads one control sequence (ECMA-48, 5.4) that a terminal sent, from after its introducer.
enum ControlSequenceReader {
    enum Meaning: Sendable, Hashable {
        case item(InputDecoder.Item)
        case pasteStart
        case nothing

        static func key(_ key: Key) -> Meaning { .item(.event(.key(key))) }
    }

    private struct Sequence {
        /// One of `<=>?`, or 0.
        var mark: UInt8 = 0
        var parameters: [Int] = []
        var intermediate: UInt8 = 0
        var final: UInt8

        func parameter(_ index: Int, _ fallback: Int = 1) -> Int {
            index < parameters.count && parameters[index] > 0 ? parameters[index] : fallback
        }

        var modifiers: Key.Modifiers { Self.modifiers(parameter(1)) }

        static func modifiers(_ parameter: Int) -> Key.Modifiers {
            // 1 + bits: shift, alt, control, and others that no key map knows.
            Key.Modifiers(rawValue: UInt8(truncatingIfNeeded: max(0, parameter - 1) & 7))
        }
    }

    /// Nil if the sequence isn't complete; then what it means and where the next thing begins.
    static func read(_ bytes: [UInt8], from start: Int) -> (meaning: Meaning, next: Int)? {
        var position = start
        // The Linux console's F1 to F5: ESC [ [ A.
        if position < bytes.count, bytes[position] == UInt8(ascii: "[") {
            guard position + 1 < bytes.count else { return nil }
            let letter = bytes[position + 1]
            let isKey = (UInt8(ascii: "A")...UInt8(ascii: "E")).contains(letter)
            let key = Key(.function(Int(letter) - 0x40))
            return (isKey ? .key(key) : .nothing, position + (letter == 0x1B ? 1 : 2))
        }
        while position < bytes.count, (0x20...0x3F).contains(bytes[position]) { position += 1 }
        guard position < bytes.count else { return nil }
        let final = bytes[position]
        // Something that can't belong to it: it was cut off, and what follows is new.
        guard (0x40...0x7E).contains(final) else { return (.nothing, position) }
        let sequence = parse(bytes[start..<position], final)
        if final == UInt8(ascii: "M"), position == start {
            guard position + 3 < bytes.count else { return nil }
            return (oldMouse(bytes[position + 1...position + 3]), position + 4)
        }
        return (meaning(of: sequence), position + 1)
    }

    private static func parse(_ bytes: ArraySlice<UInt8>, _ final: UInt8) -> Sequence {
        var sequence = Sequence(final: final)
        var number = -1
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = min(1_000_000, max(0, number) * 10 + Int(byte - UInt8(ascii: "0")))
            case UInt8(ascii: ";"), UInt8(ascii: ":"):
                sequence.parameters.append(number)
                number = -1
            case 0x3C...0x3F: sequence.mark = byte
            default: sequence.intermediate = byte
            }
        }
        if number >= 0 || !sequence.parameters.isEmpty { sequence.parameters.append(number) }
        return sequence
    }

    private static func meaning(of sequence: Sequence) -> Meaning {
        switch sequence.mark {
        case UInt8(ascii: "<"): return mouse(sequence)
        case UInt8(ascii: "?"): return answer(sequence)
        case 0: break
        default: return .nothing
        }
        switch sequence.final {
        case UInt8(ascii: "~"): return numbered(sequence)
        case UInt8(ascii: "u"): return coded(sequence.parameter(0, 0), sequence.modifiers)
        case UInt8(ascii: "I") where sequence.parameters.isEmpty: return .item(.event(.focus(true)))
        case UInt8(ascii: "O") where sequence.parameters.isEmpty: return .item(.event(.focus(false)))
        case UInt8(ascii: "Z"): return .key(.shiftTab)
        case UInt8(ascii: "R") where sequence.parameters.count == 2 && sequence.parameter(0) > 1:
            return .item(.answer(.cursor(row: sequence.parameter(0), column: sequence.parameter(1))))
        case UInt8(ascii: "^"), UInt8(ascii: "@"): return rxvt(sequence)
        default: return lettered(sequence)
        }
    }

    /// CSI A, CSI 1 ; 5 A.
    private static func lettered(_ sequence: Sequence) -> Meaning {
        let code: Key.Code
        var modifiers = sequence.modifiers
        switch sequence.final {
        case UInt8(ascii: "A"): code = .up
        case UInt8(ascii: "B"): code = .down
        case UInt8(ascii: "C"): code = .right
        case UInt8(ascii: "D"): code = .left
        case UInt8(ascii: "H"): code = .home
        case UInt8(ascii: "F"): code = .end
        case UInt8(ascii: "P")...UInt8(ascii: "S"):
            code = .function(Int(sequence.final - UInt8(ascii: "P")) + 1)
        case UInt8(ascii: "a")...UInt8(ascii: "d"):
            code = [.up, .down, .right, .left][Int(sequence.final - UInt8(ascii: "a"))]
            modifiers = .shift
        default: return .nothing
        }
        return .key(Key(code, modifiers))
    }

    /// CSI 5 ~, CSI 3 ; 5 ~.
    private static func numbered(_ sequence: Sequence) -> Meaning {
        switch sequence.parameter(0, 0) {
        case 200: return .pasteStart
        case 27 where sequence.parameters.count >= 3:
            return coded(sequence.parameter(2, 0), sequence.modifiers)
        case let number: return code(numbered: number).map { .key(Key($0, sequence.modifiers)) } ?? .nothing
        }
    }

    private static func code(numbered number: Int) -> Key.Code? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        // The numbers have gaps where a VT220 has other keys.
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...26: .function(number - 12)
        case 28, 29: .function(number - 13)
        case 31...34: .function(number - 14)
        default: nil
        }
    }

    /// rxvt's modified keys: `^` control, `@` with shift.
    private static func rxvt(_ sequence: Sequence) -> Meaning {
        guard let code = code(numbered: sequence.parameter(0, 0)) else { return .nothing }
        return .key(Key(code, sequence.final == UInt8(ascii: "^") ? .control : [.control, .shift]))
    }

    /// Keys sent as their code point with modifiers (modifyOtherKeys, the kitty protocol), if a terminal does so.
    private static func coded(_ code: Int, _ modifiers: Key.Modifiers) -> Meaning {
        let named: Key.Code? =
            switch code {
            case 9: .tab
            case 13: .enter
            case 27: .escape
            case 8, 127: .backspace
            default: nil
            }
        if let named { return .key(Key(named, modifiers)) }
        guard code >= 0x20, let scalar = Unicode.Scalar(UInt32(code)), !(0x7F...0x9F).contains(scalar.value),
            scalar.properties.generalCategory != .privateUse
        else { return .nothing }
        var modifiers = modifiers
        var character = Character(scalar)
        if modifiers.contains(.shift), character != " " {
            character = modifiers.contains(.control) ? character : character.uppercased().first ?? character
            modifiers.remove(.shift)
        }
        if modifiers.contains(.control) { character = character.lowercased().first ?? character }
        return .key(Key(.character(character), modifiers))
    }

    private static func answer(_ sequence: Sequence) -> Meaning {
        switch sequence.final {
        case UInt8(ascii: "c"): return .item(.answer(.deviceAttributes))
        case UInt8(ascii: "y") where sequence.intermediate == UInt8(ascii: "$"):
            return .item(.answer(.mode(sequence.parameter(0, 0), state: sequence.parameter(1, 0))))
        case UInt8(ascii: "n") where sequence.parameter(0) == 997: return .item(.answer(.colorSchemeChanged))
        default: return .nothing
        }
    }
}

/// Mouse reports.
extension ControlSequenceReader {
    /// CSI < button ; x ; y M, with m for a release.
    private static func mouse(_ sequence: Sequence) -> Meaning {
        guard sequence.parameters.count == 3 else { return .nothing }
        let isRelease = sequence.final == UInt8(ascii: "m")
        return mouse(
            max(0, sequence.parameters[0]), x: sequence.parameter(1) - 1, y: sequence.parameter(2) - 1,
            isRelease: isRelease)
    }

    /// CSI M and three bytes, each 32 more than its value: no further than column 223.
    private static func oldMouse(_ bytes: ArraySlice<UInt8>) -> Meaning {
        let values = bytes.map { Int($0) - 32 }
        guard values.allSatisfy({ $0 >= 0 }) else { return .nothing }
        // It doesn't say which button was released.
        let isRelease = values[0] & 3 == 3 && values[0] & 64 == 0
        return mouse(values[0], x: max(0, values[1] - 1), y: max(0, values[2] - 1), isRelease: isRelease)
    }

    private static func mouse(_ code: Int, x: Int, y: Int, isRelease: Bool) -> Meaning {
        var modifiers: Key.Modifiers = []
        if code & 4 != 0 { modifiers.insert(.shift) }
        if code & 8 != 0 { modifiers.insert(.alt) }
        if code & 16 != 0 { modifiers.insert(.control) }
        let action: Mouse.Action
        switch (code & 64 != 0, code & 3) {
        case (true, 0): action = .wheelUp
        case (true, 1): action = .wheelDown
        case (true, 2): action = .wheelLeft
        case (true, _): action = .wheelRight
        case (false, _) where isRelease: action = .release
        // Motion without a button, which nobody asked for.
        case (false, 3): return .nothing
        case (false, let number):
            let button: Mouse.Button = number == 0 ? .left : number == 1 ? .middle : .right
            action = code & 32 != 0 ? .drag(button) : .press(button, clicks: 1)
        }
        return .item(.event(.mouse(Mouse(action, x: x, y: y, modifiers: modifiers))))
    }
}
