import Foundation
import LecternTesting
import Testing

/// `lectern ask` with the bundled model, as a script would call it.
struct AskTests {
    private static let question = "What is it about?"

    @Test(arguments: Program.examples)
    func everyExampleIsAnsweredWithCitationsThatExist(name: String) throws {
        let program = try Program()
        let answer = try program.json("ask", Program.example(name), "-q", Self.question)
        #expect(answer["schema"] as? Int == 1)
        #expect(answer["question"] as? String == Self.question)
        #expect(answer["finish"] as? String == "stop")
        let context = try #require(answer["context"] as? [String: Any])
        #expect(["whole", "retrieved", "head"].contains(context["mode"] as? String))
        let total = try #require(context["document_sentences"] as? Int)
        #expect(context["tokens"] as? Int ?? 0 > 0)
        let model = try #require(answer["model"] as? [String: Any])
        #expect(model["architecture"] as? String == "llama")
        #expect(model["quantization"] as? String == "Q8_0")
        let attention = try #require(answer["attention"] as? [String: Any])
        #expect(attention["mode"] as? String == "full")
        #expect(attention["density"] as? Double == 1)
        for key in ["load_s", "ttft_s", "prefill_tokens_per_s", "decode_tokens_per_s", "total_s"] {
            #expect((answer["timing"] as? [String: Any])?[key] is Double, "\(key)")
        }
        let statements = try #require(answer["statements"] as? [[String: Any]])
        let citations = statements.flatMap { $0["citations"] as? [[String: Any]] ?? [] }
        for citation in citations {
            let start = try #require(citation["start"] as? Int)
            let end = try #require(citation["end"] as? Int)
            #expect(start >= 0 && start <= end && end < total)
            #expect((citation["text"] as? String)?.isEmpty == false)
            #expect(["ok", "clipped"].contains(citation["anchor"] as? String))
        }
        // Nothing was cited without being in the raw text; search is apart.
        if (answer["raw"] as? String)?.contains("[") != true { #expect(citations.isEmpty) }
        #expect(statements.allSatisfy { $0["quoted"] is Bool && $0["support"] as? String == "unchecked" })
    }

    @Test func theCitedTextIsThatOfTheSentences() throws {
        let program = try Program()
        let path = Program.example("lighthouse.txt")
        let answer = try program.json("ask", path, "-q", "When was the lamp lit for the first time?")
        let lines = try program.run("docs", "sentences", path, "--json").text.split(separator: "\n")
        let sentences = try lines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        let statements = try #require(answer["statements"] as? [[String: Any]])
        let citations = statements.flatMap { $0["citations"] as? [[String: Any]] ?? [] }
        #expect(!citations.isEmpty)
        for citation in citations {
            let start = try #require(citation["start"] as? Int)
            let text = try #require(citation["text"] as? String)
            #expect(text.hasPrefix(try #require(sentences[start]["text"] as? String)))
        }
    }

    @Test func theSameQuestionGivesTheSameAnswerForAnyNumberOfThreads() throws {
        let program = try Program()
        let path = Program.example("lighthouse.txt")
        func key(_ arguments: [String]) throws -> String {
            let answer = try program.runner.run(
                ["ask", path, "-q", "Who kept the light?", "--json"] + arguments
            ).json()
            let parts: [String: Any] = [
                "raw": answer["raw"] ?? "", "statements": answer["statements"] ?? [],
                "finish": answer["finish"] ?? "",
            ]
            return String(
                decoding: try JSONSerialization.data(withJSONObject: parts, options: .sortedKeys),
                as: UTF8.self)
        }
        let first = try key([])
        #expect(try key([]) == first)
        #expect(try key(["--threads", "1"]) == first)
        #expect(try key(["--threads", "2"]) == first)
        #expect(try key(["--no-keep"]) == first)
        let sampled = try key(["--temperature", "1.5", "--seed", "7"])
        #expect(try key(["--temperature", "1.5", "--seed", "7"]) == sampled)
    }

    @Test func aPipedTextIsAnsweredAndNothingIsKept() throws {
        let program = try Program()
        let text = try Data(contentsOf: URL(filePath: Program.example("lighthouse.txt")))
        for arguments in [
            ["ask", "-", "-q", "Who?", "--no-keep", "--json"], ["ask", "-q", "Who?", "--no-keep", "--json"],
        ] {
            let answer = try program.runner.run(arguments, input: text).json()
            #expect(answer["finish"] as? String == "stop")
        }
        #expect(
            !FileManager.default.fileExists(atPath: program.home.appending(path: "data/library.sqlite").path))
    }

    @Test func plainOutputNamesItsEvidenceAndHoldsNoMarkup() throws {
        let program = try Program()
        let result = try program.run("ask", Program.example("lighthouse.txt"), "-q", "When was the lamp lit?")
        #expect(result.exitCode == 0)
        #expect(result.text.contains("[1]"))
        #expect(result.text.contains("lighthouse.txt, sentence"))
        #expect(result.text.contains("quoted"))
        #expect(!result.text.contains("<cite>"))
        // Standard error is no terminal here, so progress stays away; how the text was chosen is said.
        #expect(!result.errorText.contains("█"))
        #expect(result.errorText.contains("chosen by search"))
    }

    @Test func aShortDocumentIsReadWholeWhenAsked() throws {
        let program = try Program()
        let answer = try program.json(
            "ask", Program.example("lighthouse.txt"), "-q", "Who?", "--fit", "whole")
        let context = try #require(answer["context"] as? [String: Any])
        #expect(context["mode"] as? String == "whole")
        #expect(context["sentences"] as? Int == context["document_sentences"] as? Int)
        for (fit, mode) in [("head", "head"), ("middle-out", "middle-out")] {
            let answer = try program.json(
                "ask", Program.example("lighthouse.txt"), "-q", "Who?", "--fit", fit)
            #expect((answer["context"] as? [String: Any])?["mode"] as? String == mode)
        }
    }

    @Test func whatIsTooLongFailsWithBothNumbers() throws {
        let program = try Program()
        let result = try program.run(
            "ask", Program.example("rfc2616.txt"), "-q", "What?", "--fit", "fail", "--json")
        #expect(result.exitCode == 5)
        let error = try #require(try result.json()["error"] as? [String: Any])
        #expect(error["kind"] as? String == "too_long")
        let numbers = (error["message"] as? String ?? "").split { !$0.isNumber }
        #expect(numbers.count == 2)
        #expect(result.errorText.contains("lectern: "))
    }

    @Test func severalDocumentsAreAskedTogether() throws {
        let program = try Program()
        let first = try program.file(
            "one.txt", Data("The bridge was built in 1901. It is made of iron.".utf8))
        let second = try program.file("two.txt", Data("The tunnel was dug in 1950. It is very long.".utf8))
        let answer = try program.json("ask", first, second, "-q", "When was the tunnel dug?")
        #expect((answer["context"] as? [String: Any])?["document_sentences"] as? Int == 4)
    }

    @Test func aQuestionCanStandInAFile() throws {
        let program = try Program()
        let question = try program.file("q.txt", Data("Who kept the light?\n".utf8))
        let answer = try program.json("ask", Program.example("lighthouse.txt"), "-q", "@\(question)")
        #expect(answer["question"] as? String == "Who kept the light?")
    }
}
