import Foundation

/// Does cited text support a statement, by a text measure of our own, without a model?
///
/// Multinomial logistic regression over the features of `MeasuredFeatures`, fitted by
/// `Examples/lectern-models/measured/fit.py` on English claims with evidence (FEVER, FEVER Symmetric, Fool Me Twice);
/// partial support on pairs of them joined, since no set marks it in single sentences. Its README holds accuracy
/// against the majority class and the calibration. Knows words, not meaning: a paraphrase counts as missing, and two
/// texts of the same words as the same. It was not fitted on Chinese, where a character is a word.
package enum MeasuredSupport {
    /// The name under which its verdicts stand.
    package static let judge = "measured"
    /// Changes with the features or the coefficients.
    package static let version = 1

    package struct Measurement: Sendable, Hashable {
        /// The likeliest of the three; `.none` where there is nothing cited.
        package let verdict: Verdict
        /// Of the verdict.
        package let probability: Double
        /// What decides it, in words; the gravest first.
        package let reasons: [String]
        package let full: Double
        package let partial: Double
        package let none: Double
    }

    /// - Parameters:
    ///   - statement: one sentence or a few.
    ///   - cited: the cited sentences, joined.
    package static func verdict(of statement: String, in cited: String) -> Measurement {
        let features = MeasuredFeatures(of: statement, in: cited)
        guard !cited.allSatisfy(\.isWhitespace) else {
            return Measurement(
                verdict: .none, probability: 1, reasons: ["nothing is cited"], full: 0, partial: 0, none: 1)
        }
        let chances = probabilities(features.values)
        let best = chances.indices.max { chances[$0] < chances[$1] } ?? 0
        return Measurement(
            verdict: [Verdict.none, .partial, .full][best], probability: chances[best],
            reasons: features.reasons,
            full: chances[2], partial: chances[1], none: chances[0])
    }

    /// Of no, of partial, of full support.
    static func probabilities(_ features: [Double]) -> [Double] {
        var scores = [0.0, 0, 0]
        for (value, row) in zip(features, MeasuredCoefficients.rows) {
            for support in 0..<3 { scores[support] += value * row[support] }
        }
        let highest = scores.max() ?? 0
        let weights = scores.map { exp($0 - highest) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
}
