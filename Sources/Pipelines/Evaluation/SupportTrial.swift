package import Foundation
package import Generation

/// Claims with their evidence, borne out by it or not, as the file says.
package struct SupportTrial: Sendable {
    package struct Claim: Sendable, Hashable {
        package let pair: SupportPair
        package let isSupported: Bool
    }

    package let claims: [Claim]

    private struct Line: Decodable {
        let claim: String
        let evidence: [String]
        let label: String
    }

    /// - Parameter data: JSON Lines of `claim`, `evidence` (texts, read together) and `label`: `SUPPORTS`, or anything
    ///   else where the evidence does not bear the claim out.
    /// - Throws: `EvaluationError` naming the line.
    package init(_ data: Data) throws(EvaluationError) {
        claims = try JSONLines.decode(Line.self, from: data).map { line in
            Claim(
                pair: SupportPair(statement: line.claim, snippet: line.evidence.joined(separator: " ")),
                isSupported: line.label == "SUPPORTS")
        }
        if claims.isEmpty { throw .noQuestions }
    }
}

/// How often support was judged rightly, and whether the probabilities mean what they say.
public struct SupportReport: Sendable, Hashable {
    /// Claims whose calibrated probability of support lies in the same tenth.
    public struct Bin: Sendable, Hashable {
        public var claims = 0
        /// Mean probability, and how many were supported, from 0 to 100.
        public var said = 0.0
        public var supported = 0.0
    }

    public var judge: String
    public var claims: Int
    public var supported: Int
    /// From 0 to 100; a claim counts as supported where full support is likelier than none.
    public var accuracy: Double
    /// What one gets by always giving the commoner verdict.
    public var majority: Double
    /// Mean squared distance of the calibrated probability from what is true; 0.25 is knowing nothing.
    public var brier: Double
    /// Ten, from the least likely to the likeliest.
    public var bins: [Bin]
    public var seconds: Double

    /// - Parameter readings: one a claim, in order.
    package init(
        judge: String, _ claims: [SupportTrial.Claim], _ readings: [SupportReading], seconds: Double
    ) {
        self.judge = judge
        self.claims = claims.count
        self.seconds = seconds
        supported = claims.count(where: \.isSupported)
        bins = Array(repeating: Bin(), count: 10)
        var right = 0
        var squares = 0.0
        for (claim, reading) in zip(claims, readings) {
            let truth = claim.isSupported ? 1.0 : 0
            if (reading.full > reading.none) == claim.isSupported { right += 1 }
            squares += (reading.calibrated - truth) * (reading.calibrated - truth)
            let tenth = min(9, max(0, Int(reading.calibrated * 10)))
            bins[tenth].claims += 1
            bins[tenth].said += reading.calibrated
            bins[tenth].supported += truth
        }
        for index in bins.indices where bins[index].claims > 0 {
            bins[index].said *= 100 / Double(bins[index].claims)
            bins[index].supported *= 100 / Double(bins[index].claims)
        }
        let count = Double(max(1, claims.count))
        accuracy = 100 * Double(right) / count
        majority = 100 * Double(max(supported, claims.count - supported)) / count
        brier = squares / count
    }
}
