import LecternEngine
import LecternTesting
import TerminalUI
import Testing

@testable import Workbench

/// Whole screens as text; the files under `Snapshots` were read by a person.
struct ScreenTests {
    static let sizes = [(40, 10), (80, 24), (120, 40), (200, 60)]

    @Test(arguments: sizes)
    func library(width: Int, height: Int) throws {
        var stage = Stage(width: width, height: height)
        stage.send(.modelStatus(.sample))
        stage.send(.documentsListed([.harbour]))
        stage.send(.tokensCounted(Document.harbour.id, 184_112))
        try expectScreen(stage, matches: "library-\(width)x\(height)")
    }

    @Test(arguments: sizes)
    func reader(width: Int, height: Int) throws {
        var stage = Stage.reading(width: width, height: height)
        stage.press("<Tab>]]")
        try expectScreen(stage, matches: "reader-\(width)x\(height)")
    }

    @Test func readerInASCII() throws {
        var stage = Stage.reading(glyphs: .ascii)
        stage.press("<Tab>]")
        #expect(
            stage.screen().surface.text().unicodeScalars.filter { $0.value > 0x7F }.allSatisfy {
                "£’“”保险公司于十二月同意支付修理费用。–".unicodeScalars.contains($0)
            })
        try expectScreen(stage, matches: "reader-ascii")
    }

    @Test func reading() throws {
        var stage = Stage.reading(answered: false)
        stage.press("i")
        stage.type("Who paid for the repair of the lock?")
        stage.press("<Enter>")
        stage.send(
            .answer(JobID(number: 1), .reading(ReadingProgress(done: 32_149, total: 84_112, cached: 0))))
        stage.send(
            .answer(JobID(number: 1), .reading(ReadingProgress(done: 52_149, total: 84_112, cached: 0))),
            after: .seconds(100))
        try expectScreen(stage, matches: "reading-80x24")
    }

    @Test func help() throws {
        var stage = Stage.reading()
        stage.press("?")
        try expectScreen(stage, matches: "help-80x24")
    }

    @Test func outline() throws {
        var stage = Stage.reading()
        stage.press("t")
        try expectScreen(stage, matches: "outline-80x24")
    }

    @Test func everySizeDrawsWithoutTrouble() throws {
        var stage = Stage.reading()
        stage.press("<Tab>]")
        for width in stride(from: 1, through: 210, by: 7) {
            for height in stride(from: 1, through: 61, by: 4) {
                stage.send(.resize(width: width, height: height))
                let surface = stage.screen().surface
                #expect(surface.width == width && surface.height == height)
            }
        }
        stage.send(.resize(width: 20, height: 5))
        #expect(stage.text.contains("40×10 needed"))
    }

    @Test func randomKeysNeverBreakAnything() throws {
        let keys = [
            "j", "k", "h", "l", "g", "G", "[", "]", "<Enter>", "<BS>", "<Tab>", "<S-Tab>", "i", "<Esc>", "/",
            "n", "N",
            "z", "&", "t", "x", "F", "Z", "?", "q", "r", "J", "K", "(", ")", "{", "}", "<PgDn>", "<PgUp>",
            "<C-d>",
            "<C-u>", "y", "Y", "1", "9", "u", "d", "a", "s", "L", "H", "<F2>", "<F3>", "<Space>", "<C-c>",
        ].compactMap(Key.sequence).flatMap { $0 }
        try forEverySeed(0..<20) { random in
            var stage = Stage.reading()
            stage.send(.documentsListed([.harbour]))
            for _ in 0..<200 {
                switch Int.random(in: 0..<20, using: &random) {
                case 0:
                    let size = (
                        Int.random(in: 1...210, using: &random), Int.random(in: 1...61, using: &random)
                    )
                    stage.send(.resize(width: size.0, height: size.1))
                case 1: stage.send(.paste("pasted\ntext"))
                case 2:
                    if let job = stage.state.reader.job {
                        stage.send(.answer(job.id, .finished(ConversationTurn.freight.answer)))
                    }
                case 3:
                    let mouse = Mouse(
                        .press(.left, clicks: 1), x: Int.random(in: 0..<80, using: &random),
                        y: Int.random(in: 0..<24, using: &random))
                    stage.send(.mouse(mouse, stage.screen().target(at: (mouse.x, mouse.y))))
                default:
                    if let key = keys.randomElement(using: &random) { stage.send(.key(key)) }
                }
                _ = stage.screen()
            }
        }
    }
}
