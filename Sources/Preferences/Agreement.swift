import Foundation

/// How far two or more judgements of the same things agree beyond chance.
public struct KappaEstimate: Sendable, Hashable {
    /// Things that were judged by all.
    public let n: Int
    /// Share of equal judgements: of pairs of raters, where there are more than two. Nil without any.
    public let raw: Double?
    /// Nil where chance alone would agree always: every judgement is the same.
    public let kappa: Double?
    /// Ends of the 95 % interval; nil where it can't be told.
    public let low: Double?
    public let high: Double?
    /// Rows: the first rater's categories; columns: the second's. Empty for more than two raters.
    public let table: [[Int]]

    /// Under this many things kappa says little; a screen then shows no figure.
    public static let leastCount = 30
}

/// A share with its interval.
public struct ShareEstimate: Sendable, Hashable {
    public let count: Int
    public let n: Int
    /// Ends of the 95 % interval after Wilson (1927); nil for n = 0.
    public let low: Double?
    public let high: Double?

    public var share: Double? { n > 0 ? Double(count) / Double(n) : nil }

    public init(_ count: Int, of n: Int) {
        self.count = count
        self.n = n
        guard n > 0 else {
            (low, high) = (nil, nil)
            return
        }
        let (total, p, z) = (Double(n), Double(count) / Double(n), Agreement.normalQuantile)
        let middle = (p + z * z / (2 * total)) / (1 + z * z / total)
        let half = z / (1 + z * z / total) * (p * (1 - p) / total + z * z / (4 * total * total)).squareRoot()
        low = max(0, middle - half)
        high = min(1, middle + half)
    }
}

/// Statistics of agreement.
public enum Agreement {
    /// 97.5 % of the normal distribution lie below.
    static let normalQuantile = 1.959963984540054

    /// Cohen's kappa of two raters (Cohen 1960), with the asymptotic standard error of Fleiss, Cohen and
    /// Everitt (1969).
    ///
    /// - Parameter pairs: categories 0 ..< `categories`, one pair for each thing judged.
    public static func cohen(_ pairs: [(Int, Int)], categories: Int) -> KappaEstimate {
        var table = Array(repeating: Array(repeating: 0, count: categories), count: categories)
        for (first, second) in pairs { table[first][second] += 1 }
        guard !pairs.isEmpty else {
            return KappaEstimate(n: 0, raw: nil, kappa: nil, low: nil, high: nil, table: table)
        }
        let n = Double(pairs.count)
        let range = 0..<categories
        let p = table.map { row in row.map { Double($0) / n } }
        let rows = range.map { i in p[i].reduce(0, +) }
        let columns = range.map { j in range.reduce(0) { $0 + p[$1][j] } }
        let observed = range.reduce(0) { $0 + p[$1][$1] }
        let expected = range.reduce(0) { $0 + rows[$1] * columns[$1] }
        guard expected < 1 - 1e-12 else {
            return KappaEstimate(n: pairs.count, raw: observed, kappa: nil, low: nil, high: nil, table: table)
        }
        let kappa = (observed - expected) / (1 - expected)
        var variance = 0.0
        for i in range {
            for j in range {
                let weight =
                    i == j
                    ? 1 - (rows[i] + columns[i]) * (1 - kappa)
                    : (columns[i] + rows[j]) * (1 - kappa)
                variance += p[i][j] * weight * weight
            }
        }
        let middle = kappa - expected * (1 - kappa)
        variance = (variance - middle * middle) / ((1 - expected) * (1 - expected) * n)
        let half = normalQuantile * max(0, variance).squareRoot()
        return KappaEstimate(
            n: pairs.count, raw: observed, kappa: kappa, low: kappa - half, high: kappa + half, table: table)
    }

    /// Fleiss' kappa of a fixed number of raters (Fleiss 1971). The interval is the jackknife's: each thing
    /// is left out once.
    ///
    /// - Parameter counts: for each thing judged, how many raters chose each category; all rows have the same
    ///   sum ≥ 2.
    public static func fleiss(_ counts: [[Int]]) -> KappaEstimate {
        guard let raters = counts.first?.reduce(0, +), raters >= 2 else {
            return KappaEstimate(n: counts.count, raw: nil, kappa: nil, low: nil, high: nil, table: [])
        }
        let sums = FleissSums(counts, raters: raters)
        let n = Double(counts.count)
        guard let kappa = sums.kappa, counts.count > 1 else {
            return KappaEstimate(
                n: counts.count, raw: sums.raw, kappa: sums.kappa, low: nil, high: nil, table: [])
        }
        let left = counts.compactMap { sums.without($0).kappa }
        guard left.count == counts.count else {
            return KappaEstimate(n: counts.count, raw: sums.raw, kappa: kappa, low: nil, high: nil, table: [])
        }
        let mean = left.reduce(0, +) / n
        let variance = (n - 1) / n * left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let half = normalQuantile * variance.squareRoot()
        return KappaEstimate(
            n: counts.count, raw: sums.raw, kappa: kappa, low: kappa - half, high: kappa + half, table: [])
    }
}

/// What Fleiss' kappa needs of a table, so that leaving a row out is quick.
private struct FleissSums {
    private let raters: Int
    private var things: Int
    private var categories: [Int]
    /// Sum over things of agreeing ordered pairs of raters.
    private var agreeing: Int

    init(_ counts: [[Int]], raters: Int) {
        self.raters = raters
        things = counts.count
        categories = Array(repeating: 0, count: counts.first?.count ?? 0)
        agreeing = 0
        for row in counts {
            for (category, count) in row.enumerated() { categories[category] += count }
            agreeing += Self.agreeing(row)
        }
    }

    private static func agreeing(_ row: [Int]) -> Int { row.reduce(0) { $0 + $1 * ($1 - 1) } }

    func without(_ row: [Int]) -> FleissSums {
        var rest = self
        rest.things -= 1
        rest.agreeing -= Self.agreeing(row)
        for (category, count) in row.enumerated() { rest.categories[category] -= count }
        return rest
    }

    var raw: Double { Double(agreeing) / Double(things * raters * (raters - 1)) }

    var kappa: Double? {
        guard things > 0 else { return nil }
        let total = Double(things * raters)
        let expected = categories.reduce(0.0) { $0 + Double($1) / total * (Double($1) / total) }
        return expected < 1 - 1e-12 ? (raw - expected) / (1 - expected) : nil
    }
}
