import Foundation
import LecternTesting
import Testing

/// `lectern ask --quick` and `lectern eval squad-cite` with the bundled reader. What it answers is its own affair and
/// changes with the file; what an answer is made of does not.
struct QuickTests {
    @Test(arguments: Program.examples)
    func everyExampleIsQuotedOrRefused(name: String) throws {
        let program = try Program()
        let answer = try program.json("ask", Program.example(name), "-q", "When was it opened?", "--quick")
        let model = try #require(answer["model"] as? [String: Any])
        #expect(model["architecture"] as? String == "bert")
        #expect((model["name"] as? String)?.hasPrefix("lectern-reader") == true)
        #expect(
            ["whole", "retrieved", "head"].contains((answer["context"] as? [String: Any])?["mode"] as? String)
        )
        let statements = try #require(answer["statements"] as? [[String: Any]])
        if answer["refused"] as? Bool == true {
            #expect(statements.isEmpty)
            #expect((answer["found"] as? [[String: Any]])?.isEmpty == false)
            return
        }
        let statement = try #require(statements.first)
        #expect(statements.count == 1 && statement["quoted"] as? Bool == true)
        let text = try #require(statement["text"] as? String)
        let citation = try #require((statement["citations"] as? [[String: Any]])?.first)
        #expect(citation["text"] as? String == text)
        #expect(citation["start"] as? Int == citation["end"] as? Int)
        let range = try #require(statement["answer_range"] as? [String: Int])
        let words = Array(text.utf8)[try #require(range["start"])..<#require(range["end"])]
        #expect(String(decoding: words, as: UTF8.self) == answer["raw"] as? String)
    }

    @Test func aQuotedAnswerIsTheSameForAnyNumberOfThreads() throws {
        let program = try Program()
        func answer(_ threads: String) throws -> String {
            try program.run(
                "ask", Program.example("lighthouse.txt"), "-q", "Who kept the light?", "--quick", "--no-keep",
                "--threads", threads
            ).text
        }
        #expect(try answer("1") == answer("3"))
    }

    @Test(arguments: ["harbour.json", "harbour.jsonl"])
    func theBenchmarkReportsAllOfItsFigures(name: String) throws {
        let program = try Program()
        let file = Fixture.url("squad/\(name)").path
        let report = try program.json("eval", "squad-cite", file, "--quick", "--context", "8")
        #expect(report["questions"] as? Int == 11)
        #expect(report["context"] as? String == "8")
        let keys = [
            "exact_match", "f1", "citation_recall", "citation_precision", "citation_f1",
            "refused_unanswerable",
            "false_refusals",
        ]
        for key in keys {
            let value = try #require(report[key] as? Double, "\(key)")
            #expect((0...100).contains(value), "\(key)")
        }
        let baseline = try #require(report["baseline"] as? [String: Any])
        #expect(baseline["name"] as? String == "bm25-sentence")
        #expect(baseline["citation_f1"] is Double)
    }

    @Test func theDefaultPipelineIsMeasuredToo() throws {
        let program = try Program()
        let file = Fixture.url("squad/harbour.json").path
        let report = try program.json("eval", "squad-cite", file, "--context", "article", "--limit", "4")
        #expect(report["questions"] as? Int == 4)
        #expect(report["context"] as? String == "article")
        #expect((report["search"] as? [Any])?.count == 4)
        let table = try program.run("eval", "squad-cite", file, "--quick", "--limit", "4").text
        #expect(table.contains("citation F1, bm25-sentence"))
    }

    @Test func supportIsMeasuredOnClaims() throws {
        let program = try Program()
        let file = try program.file(
            "claims.jsonl",
            Data(
                """
                {"claim":"The lamp was lit in 1874.","evidence":["In 1874 the lamp was lit."],"label":"SUPPORTS"}
                {"claim":"The lamp was lit in 1901.","evidence":["In 1874 the lamp was lit."],"label":"REFUTES"}
                """.utf8))
        let report = try program.json("eval", "support", file)
        #expect(report["claims"] as? Int == 2 && report["supported"] as? Int == 1)
        #expect(report["majority"] as? Double == 50)
        #expect((report["calibration"] as? [Any])?.count == 10)
    }

    @Test func whatIsNoBenchmarkIsAnInputError() throws {
        let program = try Program()
        let result = try program.run("eval", "squad-cite", Fixture.url("squad/README.md").path, "--quick")
        #expect(result.exitCode == 3)
        #expect(try program.run("eval", "squad-cite", "x", "--context", "none").exitCode == 2)
    }
}
