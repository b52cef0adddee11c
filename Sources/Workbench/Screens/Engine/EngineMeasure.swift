import LecternEngine
import TerminalUI

/// What the cells of the heat map say of a head.
enum EngineMeasure: Int, Sendable, CaseIterable {
    case density, coverage, leastCoverage, columns

    var title: String {
        switch self {
        case .density: "Density by head"
        case .coverage: "CRA by head"
        case .leastCoverage: "Least CRA"
        case .columns: "Columns by head"
        }
    }

    /// What a digit means.
    func legend(_ map: AttentionMap) -> String {
        switch self {
        case .density: "0-9 = 0.0-0.9"
        case .coverage, .leastCoverage: "0-9 = 0.90-0.99"
        case .columns: "9 = \(Figures.count(Self.mostColumns(map)))"
        }
    }

    /// From 0 to 9; nil where nothing was measured.
    func digit(of head: AttentionMap.Head, in map: AttentionMap) -> Int? {
        switch self {
        case .density: head.density.map { Self.digit($0 * 10) }
        // Kept mass lies close under 1: hundredths over 0.9 tell heads apart.
        case .coverage: head.heldOutMass.map { Self.digit(($0 - 0.9) * 100) }
        case .leastCoverage: head.sampledMinimum.map { Self.digit(($0 - 0.9) * 100) }
        case .columns:
            head.profile.isEmpty
                ? nil : Self.digit(Double(head.columnCount) / Double(max(1, Self.mostColumns(map))) * 9)
        }
    }

    private static func digit(_ value: Double) -> Int { max(0, min(9, Int(value + 1e-9))) }

    private static func mostColumns(_ map: AttentionMap) -> Int { map.heads.map(\.columnCount).max() ?? 0 }
}

extension Figures {
    /// `0.327`; a share of 0 to 1.
    static func share(_ value: Double?, _ glyphs: GlyphSet) -> String {
        guard let value, value.isFinite else { return glyphs.nothing }
        let thousandths = Int((value * 1000).rounded())
        let rest = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    /// `1.6 GB`, `310 MB`, `12 kB`
    static func bytes(_ count: Int) -> String {
        switch count {
        case 1_000_000_000...: "\(tenths(Double(count) / 1e9)) GB"
        case 10_000_000...: "\(count / 1_000_000) MB"
        case 1_000_000...: "\(tenths(Double(count) / 1e6)) MB"
        default: "\((count + 999) / 1000) kB"
        }
    }
}
