import Foundation
import LecternTesting
import Testing

/// The models screen in a real terminal: another model answers, a cut file is named, nothing crashes.
struct ModelsTests {
    @Test func modelsAreChosenCheckedAndTried() throws {
        let program = try Program()
        let folder = program.home.appending(path: "data/models")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let small = folder.appending(path: "small.gguf")
        #expect(try program.run("model", "random", small.path, "--shape", "tiny").exitCode == 0)
        let whole = try Data(contentsOf: small)
        try whole.prefix(whole.count / 2).write(to: folder.appending(path: "cut.gguf"))
        let info = try program.json("model", "info", small.path)
        let path = Program.example("lighthouse.txt")

        let driver = try TerminalDriver(
            "\(program.runner.program.path) \(path); echo ended $?; sleep 600", width: 120, height: 40,
            environment: program.runner.environment)
        try driver.wait(forText: "Merrow Point Lighthouse stands")
        try driver.press("g", "m")
        let screen = try driver.wait(for: "the models") {
            $0.contains("lectern-nano") && $0.contains("loaded")
        }
        #expect(screen.contains("damaged"))
        #expect(screen.contains("reader"))

        // The cut file says which part is missing; it isn't loaded.
        try driver.press("g", "g")
        let cut = try driver.wait(for: "the cut file") { $0.contains("─ cut ─") }
        #expect(cut.contains("bytes at offset"))
        try driver.press("V")
        try driver.wait(forText: "checked: something is wrong")
        try driver.press("Enter")
        try driver.wait(forText: "cut.gguf")

        // Another model: checked, taken, tried.
        try driver.press("j")
        let chosen = try driver.wait(for: "the small model") { $0.contains("─ small ─") }
        #expect(chosen.contains("2 layers, 4 heads, 2 KV heads"))
        let context = try #require(info["context_length"] as? Int)
        #expect(chosen.contains("trained on \(context / 1000),\(String(format: "%03d", context % 1000))"))
        #expect(chosen.contains("by prompt and parser only"))
        try driver.press("V")
        let checked = try driver.wait(forText: "checked: good")
        #expect(checked.contains("a known sentence"))
        #expect(checked.contains("SHA-256"))
        try driver.press("Enter")
        try driver.wait(forText: "small answers the next questions")
        try driver.press("t")
        let tried = try driver.wait(forText: "tried: ")
        #expect(tried.contains("tok/s"))

        // The next question goes to it.
        try driver.press("g", "r", "i")
        try driver.wait(forText: "INSERT")
        try driver.type("Who was the first principal keeper?")
        try driver.press("Enter")
        try driver.wait(for: "its answer", seconds: 120) {
            $0.contains("small") && $0.contains("idle") && $0.contains("TTFT")
        }
        try driver.press("g", "m", "c")
        try driver.wait(forText: "small is unloaded")

        // What was read is listed by document, and goes.
        try driver.press("K")
        try driver.wait(forText: "Kept by all models")
        try driver.press("Enter")
        try driver.wait(forText: "It is read anew then")
        try driver.press("y")
        try driver.wait(forText: "removed ")
        try driver.press("Q")
        try driver.wait(forText: "ended 0")
    }
}
