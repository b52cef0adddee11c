import TerminalUI

/// What `tmux capture-pane -e` says of each cell, read from its escape sequences.
struct StyledScreen {
    struct Place: Hashable {
        var x: Int
        var y: Int
    }

    struct Cell: Equatable {
        /// Palette numbers; −1 is the terminal's own.
        var foreground = -1
        var background = -1
        /// The bits of `Style.Attributes`.
        var attributes = 0
    }

    private(set) var cells: [Place: Cell] = [:]

    init(_ text: String) {
        var current = Cell()
        var place = Place(x: 0, y: 0)
        // By scalars: a mark at the start of a cell would join the end of the sequence before it.
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.first {
            scalars = scalars.dropFirst()
            if scalar == "\n" {
                place = Place(x: 0, y: place.y + 1)
            } else if scalar == "\u{1b}" {
                guard let end = scalars.firstIndex(of: "m") else { return }
                let codes = String(scalars[..<end].dropFirst()).split(
                    separator: ";", omittingEmptySubsequences: false)
                current.apply(codes.map { Int($0) ?? 0 })
                scalars = scalars[scalars.index(after: end)...]
            } else if CellWidth.of(scalar) > 0 {
                cells[place] = current
                place.x += CellWidth.of(scalar)
            }
        }
    }
}

extension StyledScreen.Cell {
    mutating func apply(_ codes: [Int]) {
        var index = 0
        while index < codes.count {
            let code = codes[index]
            switch code {
            case 0: self = StyledScreen.Cell()
            case 1: attributes |= 1
            case 2: attributes |= 2
            case 3: attributes |= 4
            case 4: attributes |= 8
            case 7: attributes |= 16
            case 9: attributes |= 32
            case 30...37: foreground = code - 30
            case 90...97: foreground = code - 82
            case 40...47: background = code - 40
            case 100...107: background = code - 92
            case 39: foreground = -1
            case 49: background = -1
            case 38, 48:
                guard index + 2 < codes.count, codes[index + 1] == 5 else { return }
                if code == 38 { foreground = codes[index + 2] } else { background = codes[index + 2] }
                index += 2
            default: break
            }
            index += 1
        }
    }
}
