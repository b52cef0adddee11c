/// Brings a colour down to what a terminal can show.
///
/// Themes give their own values for 16 colours and for none; this is for what they leave open, and for 256.
package enum ColorReduction {
    /// - Parameter isBackground: text avoids bright black, which common palettes use as their background.
    package static func reduce(_ color: Color, to depth: ColorDepth, isBackground: Bool) -> Color {
        guard depth > .mono else { return .terminal }
        switch color.kind {
        case .clear, .terminal: return .terminal
        case .palette(let index):
            switch depth {
            case .direct, .indexed256: return color
            case .ansi16: return index < 16 ? color : nearestANSI(paletteValues[Int(index)], 16, isBackground)
            default:
                // Without bright colours, the dark one of the same name.
                return index < 16
                    ? .palette(index & 7) : nearestANSI(paletteValues[Int(index)], 8, isBackground)
            }
        case .exact(let value):
            switch depth {
            case .direct: return color
            case .indexed256: return .palette(nearestFixed(value))
            case .ansi16: return nearestANSI(value, 16, isBackground)
            default: return nearestANSI(value, 8, isBackground)
            }
        }
    }

    /// The nearest of the 240 colours that are the same everywhere; 0–15 belong to the person.
    static func nearestFixed(_ color: RGB) -> UInt8 {
        UInt8(nearest(color, among: 16..<256))
    }

    private static func nearestANSI(_ color: RGB, _ count: Int, _ isBackground: Bool) -> Color {
        .palette(UInt8(nearest(color, among: 0..<count, except: isBackground ? -1 : 8)))
    }

    private static func nearest(_ color: RGB, among indices: Range<Int>, except: Int = -1) -> Int {
        let wanted = Oklab(color)
        var best = indices.lowerBound
        var bestDistance = Double.infinity
        for index in indices where index != except {
            let distance = paletteOklab[index].squaredDistance(to: wanted)
            if distance < bestDistance { (best, bestDistance) = (index, distance) }
        }
        return best
    }

    /// What each palette index looks like: xterm's values for 0–15, a guess at what the person has; a cube of six
    /// levels and a ramp of 24 greys after them.
    static let paletteValues: [RGB] = {
        var values: [RGB] = [
            (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
            (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
            (255, 0, 255), (0, 255, 255), (255, 255, 255),
        ].map { RGB(red: $0.0, green: $0.1, blue: $0.2) }
        let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
        for red in levels {
            for green in levels {
                for blue in levels { values.append(RGB(red: red, green: green, blue: blue)) }
            }
        }
        for step in 0..<24 {
            let grey = UInt8(8 + 10 * step)
            values.append(RGB(red: grey, green: grey, blue: grey))
        }
        return values
    }()

    private static let paletteOklab = paletteValues.map(Oklab.init)
}
