import Foundation
import LecternTesting
import Testing

@testable import Pipelines

/// Held against the Python that fitted the measure (`Examples/lectern-models/measured`).
struct MeasuredSupportTests {
    private struct Golden: Decodable {
        struct Case: Decodable {
            let statement: String
            let cited: String
            let features: [Double]
            let probabilities: [Double]
        }

        let names: [String]
        let cases: [Case]
    }

    private static let golden = Result {
        try JSONDecoder().decode(Golden.self, from: Fixture.data("measured/cases.json"))
    }

    @Test func wordsAreReadAsThePythonReadsThem() throws {
        let object = try JSONSerialization.jsonObject(with: Fixture.data("measured/cases.json"))
        let texts = try #require((object as? [String: Any])?["words"] as? [[Any]])
        #expect(texts.count > 30)
        for entry in texts {
            let text = try #require(entry.first as? String)
            let expected = try #require(entry.last as? [[Any]]).map { word in
                word.map { $0 is NSNull ? "–" : "\($0)" }.prefix(3).joined(separator: " ")
            }
            let words = MeasuredWords.words(of: text).map { "\($0.text) \($0.stem) \($0.number ?? "–")" }
            #expect(words == expected, "\(text)")
        }
    }

    @Test func featuresAndProbabilitiesEqualThePythonOnes() throws {
        let golden = try Self.golden.get()
        #expect(golden.names.count == MeasuredCoefficients.rows.count)
        #expect(golden.cases.count > 100)
        for one in golden.cases {
            let features = MeasuredFeatures(of: one.statement, in: one.cited).values
            for (name, (ours, theirs)) in zip(golden.names, zip(features, one.features)) {
                #expect(abs(ours - theirs) < 1e-8, "\(name) of “\(one.statement)” in “\(one.cited)”")
            }
            for (ours, theirs) in zip(MeasuredSupport.probabilities(features), one.probabilities) {
                #expect(abs(ours - theirs) < 1e-7, "“\(one.statement)” in “\(one.cited)”")
            }
        }
    }

    @Test func aStatementInTheWordsOfItsSourceIsSupported() {
        let measured = MeasuredSupport.verdict(
            of: "The lamp was first lit on 3 November 1871.",
            in: "After two years of work the lamp was first lit on 3 November 1871, before a large crowd.")
        #expect(measured.verdict == .full)
        #expect(measured.reasons == ["every content word is there"])
        #expect(abs(measured.full + measured.partial + measured.none - 1) < 1e-9)
    }

    @Test func anotherNationAnotherYearAndADenialAreNoSupport() {
        let cited = "Eleanor Voss (born 1842) was a Scottish engineer and keeper."
        #expect(
            MeasuredSupport.verdict(of: "Eleanor Voss was an American painter.", in: cited).verdict == .none)
        #expect(MeasuredSupport.verdict(of: "Eleanor Voss was not a keeper.", in: cited).verdict == .none)
        #expect(
            MeasuredSupport.verdict(of: "Eleanor Voss was not a keeper.", in: cited).reasons.first
                == "only the statement denies")
    }

    @Test func whereNothingIsCitedNothingIsSupported() {
        let measured = MeasuredSupport.verdict(of: "Freight fell.", in: " \n")
        #expect(measured.verdict == .none && measured.probability == 1)
        #expect(measured.reasons == ["nothing is cited"])
    }
}
