import TerminalUI
import Testing

@testable import Workbench

struct KeyMapTests {
    @Test(arguments: ScreenID.allCases)
    func noTwoCommandsShareAKey(screen: ScreenID) {
        let map = KeyBindings.standard.map(for: screen)
        #expect(map.conflicts.isEmpty, "\(map.conflicts)")
    }

    @Test func everyKeyNameIsAKey() {
        for command in ScreenID.allCases.flatMap(\.allCommands) {
            for name in command.keys { #expect(Key.sequence(name) != nil, "\(command.id): \(name)") }
            #expect(!command.help.isEmpty, "\(command.id)")
        }
    }

    @Test func commandNamesAreUnique() {
        for screen in ScreenID.allCases {
            let ids = screen.allCommands.map(\.id)
            #expect(Set(ids).count == ids.count)
        }
    }

    @Test func aPrefixWaitsAndAnUnknownEnds() {
        let map = KeyMap([("top", [["g", "g"]]), ("end", [["G"]])])
        #expect(map.match(["g"]) == .prefix)
        #expect(map.match(["g", "g"]) == .command("top"))
        #expect(map.match(["g", "x"]) == .none)
        #expect(map.continuations(of: ["g"]).map(\.id) == ["top"])
    }

    @Test func aSequenceBehindAShorterOneIsAConflict() {
        let map = KeyMap([("short", [["g"]]), ("long", [["g", "g"]])])
        #expect(map.conflicts == [KeyMap.Conflict(sequence: "gg", first: "short", second: "long")])
    }
}
