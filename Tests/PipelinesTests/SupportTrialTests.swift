import Foundation
import Generation
import Testing

@testable import Pipelines

struct SupportTrialTests {
    private static let lines = """
        {"claim":"A.","evidence":["x","y"],"label":"SUPPORTS"}

        {"claim":"B.","evidence":[],"label":"REFUTES"}
        {"claim":"C.","evidence":["z"],"label":"NOT_SUPPORTED"}
        {"claim":"D.","evidence":["z"],"label":"SUPPORTS"}
        """

    @Test func claimsAreReadWithTheirEvidenceJoined() throws {
        let claims = try SupportTrial(Data(Self.lines.utf8)).claims
        #expect(claims.map(\.isSupported) == [true, false, false, true])
        #expect(claims[0].pair == SupportPair(statement: "A.", snippet: "x y"))
        #expect(throws: EvaluationError.unreadable(line: 6, reason: "“claim” is missing")) {
            try SupportTrial(Data((Self.lines + "\n{}").utf8))
        }
        #expect(throws: EvaluationError.noQuestions) { try SupportTrial(Data("\n".utf8)) }
    }

    @Test func figuresAreThoseByHand() throws {
        let claims = try SupportTrial(Data(Self.lines.utf8)).claims
        let readings = [
            SupportReading(full: 0.8, partial: 0, none: 0.2, calibrated: 0.9),
            SupportReading(full: 0.6, partial: 0, none: 0.4, calibrated: 0.6),
            SupportReading(full: 0.1, partial: 0, none: 0.9, calibrated: 0.1),
            SupportReading(full: 0.9, partial: 0.1, none: 0, calibrated: 1),
        ]
        let report = SupportReport(judge: "j", claims, readings, seconds: 1)
        #expect(report.accuracy == 75 && report.majority == 50 && report.supported == 2)
        #expect(abs(report.brier - (0.01 + 0.36 + 0.01 + 0) / 4) < 1e-12)
        #expect(report.bins.map(\.claims) == [0, 1, 0, 0, 0, 0, 1, 0, 0, 2])
        #expect(report.bins[9].said == 95 && report.bins[9].supported == 100)
        #expect(report.bins[6].supported == 0)
    }
}
