/// The line-editing keys.
extension TextField {
    mutating func edit(_ key: Key) -> Outcome? {
        switch key {
        case .left, .control("b"): return move(to: cursor - 1)
        case .right, .control("f"): return move(to: cursor + 1)
        case .home, .control("a"): return move(to: lineStart)
        case .end, .control("e"): return move(to: lineEnd)
        case Key(.home, .control): return move(to: 0)
        case Key(.end, .control): return move(to: characters.count)
        case .alt("b"), Key(.left, .control), Key(.left, .alt): return move(to: wordStart)
        case .alt("f"), Key(.right, .control), Key(.right, .alt): return move(to: wordEnd)
        case .backspace, .control("h"): return remove(cursor - 1..<cursor)
        case .delete, .control("d"): return remove(cursor..<cursor + 1)
        case .control("w"), Key(.backspace, .alt): return kill(wordStart..<cursor)
        case .alt("d"): return kill(cursor..<wordEnd)
        case .control("u"): return kill(lineStart..<cursor)
        case .control("k"):
            // At the end of a line its newline goes, so that repeating the key goes on.
            return kill(cursor..<(lineEnd == cursor ? min(cursor + 1, characters.count) : lineEnd))
        case .control("y"):
            guard !killed.isEmpty else { return .moved }
            remember()
            insert(killed)
            return .changed
        default: return nil
        }
    }

    private mutating func move(to place: Int) -> Outcome {
        cursor = max(0, min(place, characters.count))
        return .moved
    }

    private mutating func remove(_ range: Range<Int>) -> Outcome {
        guard range.lowerBound >= 0, range.upperBound <= characters.count, !range.isEmpty else {
            return .moved
        }
        remember()
        characters.removeSubrange(range)
        cursor = range.lowerBound
        return .changed
    }

    private mutating func kill(_ range: Range<Int>) -> Outcome {
        guard !range.isEmpty else { return .moved }
        killed = Array(characters[range])
        return remove(range)
    }

    private var lineStart: Int { (characters[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }
    private var lineEnd: Int { characters[cursor...].firstIndex(of: "\n") ?? characters.count }

    private var wordStart: Int {
        var place = cursor
        while place > 0, !Self.isWord(characters[place - 1]) { place -= 1 }
        while place > 0, Self.isWord(characters[place - 1]) { place -= 1 }
        return place
    }

    private var wordEnd: Int {
        var place = cursor
        while place < characters.count, !Self.isWord(characters[place]) { place += 1 }
        while place < characters.count, Self.isWord(characters[place]) { place += 1 }
        return place
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}
