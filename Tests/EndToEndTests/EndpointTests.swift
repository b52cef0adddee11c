import Foundation
import LecternTesting
import Testing

/// `lectern … --endpoint` against a server that does what a test says.
struct EndpointTests {
    private typealias Step = ScriptedServer.Step

    private static let document = Program.example("lighthouse.txt")

    private func run(
        _ program: Program, _ server: ScriptedServer, _ arguments: String..., key: String? = nil
    ) throws -> CommandRunner.Result {
        var runner = program.runner
        runner.environment["LECTERN_API_KEY"] = key
        return try runner.run(arguments + ["--endpoint", server.url, "--endpoint-model", "m"])
    }

    @Test func anAnswerComesFromTheServer() throws {
        let server = try ScriptedServer.chat { _, _ in
            [
                .head(), .delta("<statement>The lamp was lit.<ci"), .delta("te>[3-4]</cite></statement>"),
                .end(),
                .usage(prompt: 5000, completion: 12), .done,
            ]
        }
        let program = try Program()
        let answer = try run(
            program, server, "ask", Self.document, "-q", "When was the lamp lit?", "--json", key: "sk-7"
        ).json()
        let statements = try #require(answer["statements"] as? [[String: Any]])
        #expect(statements.first?["text"] as? String == "The lamp was lit.")
        let citation = try #require((statements.first?["citations"] as? [[String: Any]])?.first)
        #expect(citation["start"] as? Int == 3 && citation["end"] as? Int == 4)
        let model = try #require(answer["model"] as? [String: Any])
        #expect(model["name"] as? String == "m" && model["architecture"] as? String == "endpoint")
        #expect(answer["finish"] as? String == "stop")
        #expect(answer["warnings"] as? [String] == [])
        #expect((answer["timing"] as? [String: Any])?["prefill_tokens_per_s"] is NSNull)
        #expect(server.chats.first?.headers["authorization"] == "Bearer sk-7")
        let body = try #require(server.chats.first?.json["messages"] as? [[String: String]])
        #expect(body.last?["content"]?.contains("<C0>") == true)
    }

    @Test func losingItInTheMiddleKeepsTheTextAndSaysWhatToDo() throws {
        let server = try ScriptedServer.chat { _, _ in
            [.head(), .delta("<statement>The lamp was lit.<cite>[3-4]</cite></statement><statement>Then")]
        }
        let program = try Program()
        let plain = try run(program, server, "ask", Self.document, "-q", "When?")
        #expect(plain.exitCode == 1)
        #expect(plain.text.contains("The lamp was lit. [1]"))
        #expect(plain.text.contains("Then (cut)"))
        #expect(plain.text.contains("(cut: the answer was lost here)"))
        #expect(plain.errorText.contains("ended before the answer did"))
        #expect(plain.errorText.contains("Ask again"))
        let result = try run(program, server, "ask", Self.document, "-q", "When?", "--json")
        #expect(result.exitCode == 1)
        let answer = try result.json()
        #expect(answer["finish"] as? String == "lost")
        #expect((answer["statements"] as? [Any])?.count == 2)
        let error = try #require(answer["error"] as? [String: String])
        #expect(error["kind"] == "lost" && error["hint"]?.isEmpty == false)
    }

    @Test func aServerThatIsNotThereIsAModelThatIsNotThere() throws {
        let server = try ScriptedServer.chat { _, _ in [] }
        server.stop()
        let program = try Program()
        let result = try run(program, server, "ask", Self.document, "-q", "When?", "--json")
        #expect(result.exitCode == 4)
        let error = try #require(try result.json()["error"] as? [String: String])
        #expect(error["kind"] == "model")
        #expect(error["message"]?.contains("can't be reached") == true)
    }

    @Test func optionsThatExcludeEachOtherAreAUsageError() throws {
        let program = try Program()
        let server = "http://localhost:9"
        for arguments in [
            ["--endpoint", server, "--model", "x"], ["--endpoint-model", "x"],
            ["--endpoint", "http://example.org"],
            ["--endpoint", "ftp://localhost"], ["--endpoint-insecure"],
        ] {
            let result = try program.runner.run(["ask", Self.document, "-q", "?"] + arguments)
            #expect(result.exitCode == 2, "\(arguments)")
        }
        var runner = program.runner
        runner.environment["LECTERN_API_KEY"] = "two words"
        let result = try runner.run(["ask", Self.document, "-q", "?", "--endpoint", server])
        #expect(result.exitCode == 2)
        #expect(!result.errorText.contains("two words"))
    }

    @Test func aKeyIsNeverShown() throws {
        let server = try ScriptedServer.chat { request, _ in
            let sent = request.headers["authorization"] ?? ""
            return Step.document(#"{"error":{"message":"bad key: \#(sent)"}}"#, status: 401)
        }
        let program = try Program()
        for command in [
            ["ask", Self.document, "-q", "?"], ["ask", Self.document, "-q", "?", "--json"], ["doctor"],
        ] {
            var runner = program.runner
            runner.environment["LECTERN_API_KEY"] = "sk-secret-42"
            let result = try runner.run(command + ["--verbose", "--endpoint", server.url])
            #expect(result.exitCode != 0)
            #expect((result.text + result.errorText).contains("rejected the key"))
            #expect(!(result.text + result.errorText).contains("secret"))
        }
        #expect(server.chats.count == 3)
    }

    @Test func doctorLooksAtServerKeyAndModelApart() throws {
        let server = try ScriptedServer.chat { _, _ in [.head(), .delta("Hi"), .end("length"), .done] }
        let program = try Program()
        let report = try run(program, server, "doctor", "--json").json()
        let checks = try #require(report["checks"] as? [[String: String]])
        let found = checks.filter { $0["name"]?.hasPrefix("endpoint") == true }
        #expect(found.map { $0["name"] } == ["endpoint", "endpoint key", "endpoint model"])
        #expect(found.map { $0["status"] } == ["ok", "ok", "ok"])
        #expect(found[2]["value"] == "m, context 8,192")
    }

    @Test func aBatchKeepsSeveralInFlightAndGoesOnAfterALoss() throws {
        /// Answers all three kinds of prompts of `synth`; loses the line once after so many requests.
        func server(losingAfter limit: Int) throws -> ScriptedServer {
            try ScriptedServer.chat { request, number in
                guard number < limit else { return Step.document("{}", status: 401) }
                let prompt = (request.json["messages"] as? [[String: String]])?.last?["content"] ?? ""
                let text =
                    prompt.hasSuffix("[Statements]\n")
                    ? "<statement>The lamp was lit.<cite>[1]</cite></statement>"
                    : prompt.hasSuffix("[Sentences]\n") ? "[0-0]" : "1: When was the lamp lit?"
                // The first three wait for each other.
                return (number < 3 ? [.untilChats(3)] : []) + [.head(), .delta(text), .end(), .done]
            }
        }
        let program = try Program()
        let path = program.home.appending(path: "out.jsonl").path
        func numbers() throws -> [Int] {
            try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return try #require(object?["number"] as? Int)
            }
        }
        let failing = try server(losingAfter: 14)
        let first = try run(
            program, failing, "synth", Self.document, "-n", "8", "--out", path, "--concurrency", "3")
        #expect(first.exitCode == 1)
        #expect(first.errorText.contains("wants a key"))
        let made = try numbers()
        #expect(made == Array(0..<made.count) && made.count < 8)
        #expect(failing.mostAtOnce == 3)
        let whole = try server(losingAfter: .max)
        let second = try run(
            program, whole, "synth", Self.document, "-n", "8", "--out", path, "--concurrency", "3")
        #expect(second.exitCode == 0)
        #expect(try numbers() == Array(0..<8))
    }

    /// Three commands that ask many questions: with N at once the same comes out, and N are at work.
    @Test func manyQuestionsAtOnceGiveTheSameAsOneAfterTheOther() throws {
        func server(waitingFor count: Int) throws -> ScriptedServer {
            try ScriptedServer.chat { request, number in
                // The answer follows from the question and the seed, whenever it comes.
                let prompt = (request.json["messages"] as? [[String: String]])?.last?["content"] ?? ""
                let place = (prompt.utf8.count + (request.json["seed"] as? Int ?? 0)) % 5
                return (number < count ? [.untilChats(count)] : [])
                    + [
                        .head(),
                        .delta("<statement>Answer \(place).<cite>[\(place)-\(place)]</cite></statement>"),
                        .end(), .done,
                    ]
            }
        }
        let squad = """
            {"version":"2.0","data":[{"title":"T","paragraphs":[{"context":"The bridge was built in 1901. It is made of \
            iron. Ada Stone drew it.","qas":[\((0..<9).map { number in
                "{\"id\":\"\(number)\",\"question\":\"Question number \(String(repeating: "x", count: number))?\",\"is_impossible\":false,\"answers\":[{\"text\":\"1901\",\"answer_start\":24}]}"
            }.joined(separator: ","))]}]}]}
            """
        let program = try Program()
        let file = try program.file("squad.json", Data(squad.utf8))
        let commands = [
            [
                "sample", Self.document, "-q", "When was the lamp lit?", "-n", "9", "--no-keep",
                "--temperature", "1",
            ],
            ["eval", "squad-cite", file], ["eval", "squad-cite", file, "--context", "article"],
            ["eval", "needle", Self.document, "-n", "9"],
        ]
        for command in commands {
            func result(_ concurrency: Int) throws -> String {
                let server = try server(waitingFor: concurrency)
                let ran = try program.runner.run(
                    command + [
                        "--json", "--concurrency", "\(concurrency)", "--endpoint", server.url,
                        "--endpoint-model", "m",
                    ])
                #expect(ran.exitCode == 0, "\(ran.errorText)")
                #expect(server.mostAtOnce == concurrency, "\(command) with \(concurrency)")
                #expect(server.chats.count == 9)
                // Times differ.
                return ran.text.replacing(/"(seconds|[a-z_]*_s|[a-z_]*per_s)":[^,}]*/, with: "")
            }
            #expect(try result(1) == result(3), "\(command)")
        }
        for number in ["0", "257", "x"] {
            #expect(
                try program.run("sample", Self.document, "-q", "?", "--concurrency", number).exitCode == 2)
        }
    }
}
