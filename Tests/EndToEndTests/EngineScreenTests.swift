import Foundation
import LecternTesting
import Testing

/// The engine screen in a real terminal, with a small model whose heads have planted sinks and columns.
struct EngineScreenTests {
    private static let question = "Which ship carried coal?"

    /// Long enough to be read by samples: the model has a token for every byte.
    private static func document() -> Data {
        let lines = (0..<110).map { number in
            "The ship number \(number) left the harbour in \(1700 + number) with a load of \(number % 7 == 0 ? "coal" : "grain")."
        }
        return Data(lines.joined(separator: " ").utf8)
    }

    @Test func theMapShowsWhatTheAnswersFiguresSay() throws {
        let program = try Program()
        let model = program.home.appending(path: "planted.gguf").path
        let made = try program.run(
            "model", "random", model, "--shape", "tiny", "--weights", "planted", "--seed", "3")
        #expect(made.exitCode == 0)
        let document = try program.file("ships.txt", Self.document())

        // What a script is told, with nothing kept that the workbench could find.
        let json = try program.json(
            "ask", document, "-q", Self.question, "--model", model, "--attention", "sample", "--no-keep",
            "--max-tokens", "1024")
        let attention = try #require(json["attention"] as? [String: Any])
        let density = try #require(attention["density"] as? Double)
        let coverage = try #require(attention["cra"] as? Double)
        #expect(density > 0.05 && density < 0.95)

        let driver = try TerminalDriver(
            "\(program.runner.program.path) --model \(model) --attention sample \(document); echo ended; sleep 600",
            width: 120, height: 40, environment: program.runner.environment)
        try driver.wait(forText: "The ship number 0 left")
        try driver.press("g", "e")
        try driver.wait(forText: "ask something; figures appear here")
        try driver.press("g", "r", "i")
        try driver.wait(forText: "INSERT")
        try driver.type(Self.question)
        try driver.press("Enter")
        try driver.press("F7")
        let screen = try driver.wait(for: "the run to end", seconds: 180) {
            $0.contains("[F7 Engine]") && $0.contains("Run 1")
                && ($0.contains("done") || $0.contains("most tokens"))
        }
        #expect(screen.contains("mean \(Self.share(density))"))
        #expect(screen.contains("CRA \(Self.share(coverage))"))
        // Two layers of four heads whose digits differ.
        let cells = screen.split(separator: "\n").filter { line in
            line.contains("┃  0 ") || line.contains("┃  1 ")
        }.flatMap { $0.dropFirst(5).prefix(16).filter(\.isNumber) }
        #expect(cells.count == 8)
        #expect(Set(cells).count > 1)
        #expect(screen.contains("weights"))

        // From a head that was read sparsely to a sentence that its columns fall on, and back.
        var layer = 0
        var shown = screen
        while !shown.contains("▶ C") && layer < 1 {
            try driver.press("j")
            layer += 1
            shown = try driver.wait(forText: "layer \(layer) head 0")
        }
        try driver.press("Enter")
        let list = try driver.wait(for: "the sentences") { $0.contains("▶ C") }
        let row = try #require(list.split(separator: "\n").first { $0.contains("▶ C") })
        let number = try #require(row.split(separator: "▶ C").last?.prefix { $0.isNumber })
        try driver.press("Enter")
        try driver.wait(for: "the sentence in the document") {
            $0.contains("[F3 Read]") && $0.contains("source C\(number)") && $0.contains("▐")
        }
        try driver.press("BSpace")
        try driver.wait(forText: "[F7 Engine]")

        // The figures go into a file, once.
        let file = program.home.appending(path: "run.json").path
        for text in ["wrote", "exists"] {
            try driver.press("X")
            try driver.wait(forText: "write to>")
            try driver.press("C-u")
            try driver.type(file)
            try driver.press("Enter")
            try driver.wait(forText: text)
        }
        let data = try Data(contentsOf: URL(filePath: file))
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let statistics = try #require(object["statistics"] as? [String: Any])
        #expect(abs((statistics["attentionDensity"] as? Double ?? 0) - density) < 1e-9)
        try driver.press("Q")
        try driver.wait(forText: "ended")
    }

    /// As the screen writes it.
    private static func share(_ value: Double) -> String { String(format: "%.3f", value) }
}
