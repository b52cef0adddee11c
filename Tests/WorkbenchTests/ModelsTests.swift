import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

struct ModelsTests {
    private static func card(_ name: String, _ change: (inout ModelCard) -> Void) -> ModelCard {
        var card = ModelCard(name: name, path: "/models/\(name).gguf")
        change(&card)
        return card
    }

    /// A loaded model, another, the reader, one that isn't supported, a cut one, a server.
    static let catalog = ModelCatalog(
        cards: [
            card("sample-1b q8") { card in
                card.bytes = 1_650_000_000
                card.shape = .init(
                    layers: 28, heads: 12, kvHeads: 2, hiddenSize: 1536, slidingWindow: nil,
                    cacheBytesPerToken: 28_672)
                (card.isChosen, card.isLoaded) = (true, true)
            },
            card("other-3b") { card in
                card.bytes = 3_100_000_000
                card.shape = .init(
                    layers: 36, heads: 16, kvHeads: 4, hiddenSize: 2048, slidingWindow: 4096,
                    cacheBytesPerToken: 36_864)
            },
            card("lectern-reader-q8_0") { card in
                (card.bytes, card.isBundled, card.role) = (25_000_000, true, .reader)
            },
            card("mamba-2.8b") { card in
                card.bytes = 2_900_000_000
                card.problem = .notSupported(
                    "architecture mamba", hint: "Architectures that run: llama, qwen2.")
            },
            card("cut\u{1B}[31m") { card in
                card.bytes = 1000
                card.problem = .damaged(
                    "cut.gguf: tensor “blk.0.attn_q.weight” needs 4096 bytes at offset 900, but only 100 are left.",
                    hint: "Copy it again.")
            },
            {
                var card = ModelCard(name: "office-server", path: nil)
                card.role = .endpoint
                return card
            }(),
        ], folders: ["/models"], attention: "sample", threads: 2, physicalMemory: 24_000_000_000)

    static func stage(width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode) -> Stage {
        var stage = Stage.reading(width: width, height: height, glyphs: glyphs)
        stage.press("gm")
        stage.send(.models(.listed(catalog)))
        stage.forget()
        return stage
    }

    @Test func openingLooksForModels() {
        var stage = Stage()
        stage.press("<F9>")
        #expect(stage.effects == [.models(.list)])
        #expect(stage.text.contains("looking for models"))
        stage.send(
            .models(
                .listed(
                    ModelCatalog(
                        cards: [], folders: ["/here"], attention: "full", threads: 1, physicalMemory: 1))))
        #expect(stage.text.contains("/here"))
        #expect(stage.text.contains("--endpoint"))
    }

    @Test func memoryIsThatOfTheOpenDocument() {
        let stage = Self.stage()
        // 1.65 GB of weights and 84,112 × 28,672 bytes.
        #expect(stage.text.contains("4.1 GB of 24.0 GB for 84,112 tokens of harbour-1998.pdf"))
        #expect(stage.text.contains("28 layers, 12 heads, 2 KV heads") == false)
        #expect(stage.text.contains("5 local · 1 endpoint"))
    }

    @Test func anotherModelIsTakenForTheNextQuestions() {
        var stage = Self.stage()
        stage.press("j<Enter>")
        #expect(stage.effects == [.models(.use("/models/other-3b.gguf", name: "other-3b"))])
        #expect(stage.text.contains("loading"))
        stage.press("<Enter>")
        #expect(stage.text.contains("other-3b is being opened"))
        var status = ModelStatus.sample
        status.name = "other-3b"
        stage.send(.models(.used(status)))
        #expect(stage.text.contains("other-3b answers the next questions"))
        // Tokens were counted by the model before.
        #expect(stage.state.library.tokens.isEmpty)
        #expect(stage.effects.last == .listDocuments(matching: nil))
    }

    @Test func itIsRefusedWhileAnAnswerIsWritten() {
        var stage = Self.stage()
        stage.press("gri")
        stage.type("Why?")
        stage.press("<Enter>gmj")
        stage.forget()
        stage.press("<Enter>")
        #expect(stage.effects.isEmpty)
        #expect(stage.text.contains("An answer is being written"))
        stage.press("c")
        #expect(stage.effects.isEmpty)
    }

    @Test func whatCannotBeRunSaysWhy() {
        var stage = Self.stage(width: 120, height: 40)
        stage.press("jjj")
        #expect(stage.text.contains("not supported: architecture mamba"))
        stage.press("<Enter>")
        #expect(stage.effects.isEmpty)
        #expect(stage.state.message?.kind == .error)
        stage.press("j")
        #expect(stage.text.contains("needs 4096 bytes at offset 900"))
        #expect(!stage.text.unicodeScalars.contains("\u{1B}"))
        stage.press("kk<Enter>")
        #expect(stage.text.contains("can't answer questions by itself"))
    }

    @Test func aFileIsCheckedAndTheResultStays() {
        var stage = Self.stage(width: 120, height: 40)
        stage.press("V")
        let job = JobID(number: 1)
        #expect(stage.effects == [.models(.check("/models/sample-1b q8.gguf", job))])
        stage.send(.models(.check(job, .progress(done: 330, total: 1000))))
        #expect(stage.text.contains("checking 33%"))
        stage.press("V")
        #expect(stage.text.contains("Esc stops it"))
        stage.press("<Esc>")
        #expect(stage.effects.last == .stop(job))
        let check = ModelCheck(
            path: "/models/sample-1b q8.gguf",
            steps: [
                .init("index", "31 keys, 290 tensors"),
                .init("tokenizer", "comes back otherwise", isGood: false),
            ],
            sha256: "ab12")
        stage.send(.models(.check(job, .finished(check))))
        #expect(stage.text.contains("checked: something is wrong"))
        #expect(stage.text.contains("ab12"))
    }

    @Test func aShortAnswerShowsTheSpeed() {
        var stage = Self.stage(width: 120, height: 40)
        stage.press("jt")
        #expect(stage.text.contains("⏎ loads it first"))
        stage.press("kt")
        let job = JobID(number: 1)
        #expect(stage.effects == [.models(.test(job))])
        var answer = ConversationTurn.freight.answer
        answer.model.name = "sample-1b q8"
        stage.send(.models(.tested(job, answer)))
        #expect(stage.text.contains("tried: "))
        #expect(stage.text.contains("writing 19.6 tok/s"))
    }

    @Test func whatIsKeptIsListedAndRemovedAfterAQuestion() {
        var stage = Self.stage()
        stage.press("K")
        #expect(stage.effects == [.models(.listKept([Document.harbour.id: "harbour-1998.pdf"]))])
        stage.send(
            .models(
                .kept([KeptDocument(id: Document.harbour.id, title: "harbour-1998.pdf", bytes: 96_000_000)])))
        #expect(stage.text.contains("96 MB"))
        stage.press("<Enter>")
        #expect(stage.text.contains("Remove 96 MB kept of"))
        stage.press("y")
        #expect(stage.effects.last == .models(.wipe(Document.harbour.id, title: "harbour-1998.pdf")))
        stage.send(.models(.wiped(title: "harbour-1998.pdf", bytes: 96_000_000)))
        #expect(stage.text.contains("removed 96 MB"))
    }

    @Test func detailsAreCopied() {
        var stage = Self.stage()
        stage.press("y")
        guard case .copy(let text)? = stage.effects.last else {
            Issue.record("nothing was copied")
            return
        }
        #expect(text.hasPrefix("sample-1b q8\n"))
        #expect(text.contains("memory"))
    }

    @Test(arguments: ScreenTests.sizes)
    func snapshots(width: Int, height: Int) throws {
        try expectScreen(Self.stage(width: width, height: height), matches: "models-\(width)x\(height)")
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)])
    func snapshotsInASCII(width: Int, height: Int) throws {
        var stage = Self.stage(width: width, height: height, glyphs: .ascii)
        stage.press("jjj")
        try expectScreen(stage, matches: "models-ascii-\(width)x\(height)")
    }
}
