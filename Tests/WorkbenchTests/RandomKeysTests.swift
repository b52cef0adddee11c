import Foundation
import LecternEngine
import LecternTesting
import TerminalUI
import Testing

@testable import Workbench

/// Keys, clicks, pastes and resizes at random: whatever comes, the state stays sound and every screen can be drawn.
struct RandomKeysTests {
    /// 10,000 always; a million with `LECTERN_LONG_TESTS=1`.
    private static let steps =
        ProcessInfo.processInfo.environment["LECTERN_LONG_TESTS"] == "1" ? 1_000_000 : 10_000

    private static let keys: [Key] = {
        var keys = (0x20...0x7E).compactMap { Unicode.Scalar($0).map { Key(Character($0)) } }
        keys += ["é", "中", "👩‍👩‍👧", "ع"].map { Key(Character($0)) }
        keys += (1...12).map { Key(.function($0)) }
        keys += "acdefhjklnpruvwxz".map { Key.control($0) }
        // What people press most comes most often.
        let common: [Key] = [
            .enter, .escape, .tab, .shiftTab, .up, .down, .left, .right, .pageUp, .pageDown, .home, .end,
            .backspace,
            .delete, "j", "k", "g", "]", "[", "q", ":", "?", "i",
        ]
        return keys + common + common + common
    }()

    @Test func nothingBreaksTheWorkbench() throws {
        var random = SeededGenerator(seed: 7)
        var stage = Stage.reading()
        var frame = stage.screen()
        let terminal = VirtualTerminal(width: 80, height: 24)
        var memory = 0
        for step in 0..<Self.steps {
            let event: AppEvent
            switch Int.random(in: 0..<100, using: &random) {
            case 0:
                event = .resize(
                    width: Int.random(in: 1...220, using: &random),
                    height: Int.random(in: 1...70, using: &random))
            case 1: event = .paste("two\nlines \u{1B}]52;c;eA==\u{07} and more")
            case 2...4:
                let place = (Int.random(in: 0..<220, using: &random), Int.random(in: 0..<70, using: &random))
                let action: Mouse.Action =
                    [.press(.left, clicks: 1), .press(.left, clicks: 2), .wheelUp, .wheelDown]
                    .randomElement(using: &random) ?? .wheelUp
                event = .mouse(Mouse(action, x: place.0, y: place.1), frame.target(at: place))
            default: event = .key(Self.keys.randomElement(using: &random) ?? .enter)
            }
            stage.send(event, after: .milliseconds(Int.random(in: 0...900, using: &random)))
            answer(&stage, &random)
            check(stage.state, step)
            // Drawing is what takes the time: of a million steps every fifth is seen.
            if Self.steps <= 100_000 || step % 5 == 0 {
                frame = stage.screen()
                terminal.present(frame.surface)
                #expect(
                    frame.surface.width == stage.state.size.width
                        && frame.surface.height == stage.state.size.height)
                if let cursor = frame.surface.cursor {
                    #expect(cursor.x >= 0 && cursor.x < frame.surface.width, "step \(step)")
                    #expect(cursor.y >= 0 && cursor.y < frame.surface.height, "step \(step)")
                }
            }
            // What is kept is bounded, so after the first part of the way it grows no more.
            if step == Self.steps / 4 { memory = Self.residentBytes }
        }
        // In a short run other tests share the process, and their memory would be counted.
        guard Self.steps > 100_000 else { return }
        let grown = Self.residentBytes - memory
        #expect(grown < 64_000_000, "\(grown) bytes more than after a quarter of the keys")
    }

    /// Does what the engine would do, so that every part of the program is reached.
    private func answer(_ stage: inout Stage, _ random: inout SeededGenerator) {
        let effects = stage.effects
        stage.forget()
        for effect in effects {
            switch effect {
            case .openDocument(let id) where id == Document.harbour.id:
                stage.send(
                    .opened(
                        OpenedDocument(
                            document: .harbour, summary: .harbour, conversation: ConversationID(rawValue: 1),
                            turns: [.freight])))
            case .listDocuments: stage.send(.documentsListed([.harbour]))
            case .removeDocument(let summary): stage.send(.removed(summary))
            case .undo: stage.send(.undone(Bool.random(using: &random) ? "removing" : nil))
            case .ask(_, _, _, let job), .answerNow(_, _, _, let job), .askInstead(_, _, _, let job),
                .askWithin(_, _, _, _, let job), .answerNowWithin(_, _, _, _, let job):
                stage.send(.answer(job, .kept(AnswerID(rawValue: Int64.random(in: 2...9, using: &random)))))
                stage.send(
                    Bool.random(using: &random)
                        ? .answer(job, .finished(ConversationTurn.freight.answer))
                        : .answerFailed(job, Failure(message: "The model is gone.", hint: "Ask again.")))
            case .verify(_, _, _, _, _, _, let job): stage.send(.verificationFailed(job, nil))
            case .score(_, _, _, _, let job), .sample(_, _, _, let job): stage.send(.rewarding(job, .ended))
            case .importFiles(_, let job, _):
                stage.send(.importEnded(job))
            case .newConversation: stage.send(.conversation(nil, []))
            case .openConversation(let id, _, _), .readTurns(let id), .chooseAnswer(_, let id),
                .cutConversation(_, let id):
                let turns = Bool.random(using: &random) ? [ConversationTurn.freight] : []
                let change: TurnChange =
                    [.cut(2), .undone, .chosen(AnswerID(rawValue: 1))]
                    .randomElement(using: &random) ?? .undone
                stage.send(.turnsChanged(id, turns, change))
            case .listConversations(let document):
                stage.send(
                    .conversationsListed(
                        (1...3).map {
                            ConversationSummary(
                                id: ConversationID(rawValue: $0), title: "Number \($0)",
                                documents: [document], turnCount: 1, updatedAt: 0)
                        }))
            case .removeConversation(let id, let title, _):
                stage.send(.conversationRemoved(id, title: title))
                stage.send(.conversationsListed([]))
            case .searchConversations(let words):
                stage.send(.conversationsFound(words, [.sample]))
                // The one that is found is about two documents.
                stage.send(
                    .opened(
                        OpenedDocument(
                            document: .harbour, summary: .harbour, conversation: ConversationID(rawValue: 2),
                            turns: [SeveralDocumentsTests.turn],
                            others: [
                                .init(
                                    document: SeveralDocumentsTests.lease,
                                    summary: SeveralDocumentsTests.summaries[1])
                            ])))
            case .listThemes:
                stage.send(.themesListed(["auto", "terminal", "mono", "nord"], paths: [("a", "/b")]))
            case .saveSetting(let setting, let value):
                stage.send(.settingSaved(setting, value, path: "/config.toml"))
            case .editText(let text): stage.send(.edited(text + "\nmore"))
            case .page(let text): stage.send(.showText(title: "Text", text))
            case .completePath(let text): stage.send(.pathsCompleted(prefix: text, ["/a", "/ab"]))
            default: break
            }
        }
        // A long conversation is not what is tested.
        if stage.state.reader.turns.count > 40 {
            stage.send(.conversation(ConversationID(rawValue: 1), [.freight]))
        }
        stage.forget()
    }

    private func check(_ state: AppState, _ step: Int) {
        let lists = [
            state.library.list, state.cite.list, state.settingsScreen.rows, state.settingsScreen.pages,
            state.reward.bars,
        ]
        for list in lists { #expect(list.cursor >= 0 && list.cursor < max(1, list.count), "step \(step)") }
        if let opened = state.reader.opened {
            #expect(
                state.reader.cursor >= 0 && state.reader.cursor < max(1, opened.index.sentenceCount),
                "step \(step)")
            if let selected = state.reader.selected {
                #expect(selected.turn < state.reader.turns.count, "step \(step)")
            }
        }
        if let job = state.reader.job {
            #expect(state.reader.turns.indices.contains(job.turn), "step \(step)")
        }
        #expect(state.messages.count <= LoggedMessage.limit)
        #expect(state.count ?? 0 < 1_000_000)
    }

    private static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4096
    }
}
