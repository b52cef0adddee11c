import Foundation
import LecternTesting
import Testing

@testable import Preferences

/// Statistics against scikit-learn and statsmodels (`Tests/Fixtures/preferences`).
struct AgreementTests {
    private struct Cases: Decodable {
        struct Cohen: Decodable {
            let first: [Int]
            let second: [Int]
            let table: [[Int]]
            let raw: Double
            let kappa: Double?
            let low: Double?
            let high: Double?
        }

        struct Fleiss: Decodable {
            let counts: [[Int]]
            let raw: Double
            let kappa: Double?
            let low: Double?
            let high: Double?
        }

        struct Wilson: Decodable {
            let count: Int
            let n: Int
            let low: Double
            let high: Double
        }

        let cohen: [Cohen]
        let fleiss: [Fleiss]
        let wilson: [Wilson]
    }

    /// Sums are taken in another order than numpy takes them.
    private static let tolerance = 1e-9

    private static func cases() throws -> Cases {
        try JSONDecoder().decode(Cases.self, from: Fixture.data("preferences/agreement.json"))
    }

    private func expectEqual(_ ours: Double?, _ theirs: Double?, _ what: String) {
        switch (ours, theirs) {
        case (nil, nil): break
        case (let ours?, let theirs?):
            #expect(abs(ours - theirs) < Self.tolerance, "\(what): \(ours), not \(theirs)")
        default: Issue.record("\(what): \(String(describing: ours)), not \(String(describing: theirs))")
        }
    }

    @Test func cohensKappaIsThatOfScikitLearnAndStatsmodels() throws {
        let cases = try Self.cases().cohen
        #expect(cases.count >= 7)
        for one in cases {
            let ours = Agreement.cohen(Array(zip(one.first, one.second)), categories: 3)
            #expect(ours.table == one.table)
            #expect(ours.n == one.first.count)
            expectEqual(ours.raw, one.raw, "raw")
            expectEqual(ours.kappa, one.kappa, "kappa")
            expectEqual(ours.low, one.low, "low")
            expectEqual(ours.high, one.high, "high")
        }
    }

    @Test func fleissKappaIsThatOfStatsmodels() throws {
        for one in try Self.cases().fleiss {
            let ours = Agreement.fleiss(one.counts)
            #expect(ours.n == one.counts.count)
            expectEqual(ours.raw, one.raw, "raw")
            expectEqual(ours.kappa, one.kappa, "kappa")
            expectEqual(ours.low, one.low, "low")
            expectEqual(ours.high, one.high, "high")
        }
    }

    @Test func wilsonsIntervalIsThatOfStatsmodels() throws {
        for one in try Self.cases().wilson {
            let ours = ShareEstimate(one.count, of: one.n)
            expectEqual(ours.low, one.low, "low")
            expectEqual(ours.high, one.high, "high")
        }
    }

    @Test func nothingJudgedHasNoFigures() {
        let none = Agreement.cohen([], categories: 3)
        #expect(none.n == 0 && none.raw == nil && none.kappa == nil)
        #expect(Agreement.fleiss([]).kappa == nil)
        #expect(ShareEstimate(0, of: 0).share == nil)
    }
}
