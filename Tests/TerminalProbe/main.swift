import Foundation
import TerminalUI

// A program for tests of the real terminal: shows what arrives, and does what a key asks for.
//
//   TerminalProbe events          writes each event on the screen
//   TerminalProbe random SEED     each n shows another random surface; its text goes to PROBE_LOG
//   TerminalProbe frames          n changes one letter; the bytes that it cost are shown

let environment = ProcessInfo.processInfo.environment
var options = TerminalOptions(environment: environment)
options.color = environment["PROBE_COLOR"].flatMap(ColorDepth.init(name:))
options.cacheDirectory = environment["PROBE_CACHE"].map { URL(filePath: $0) }
options.crashNote = "probe: the report is nowhere\n"

let arguments = CommandLine.arguments.dropFirst()
let waker = Waker()
do {
    let terminal = try NcursesTerminal(options, waker: waker)
    let status: Int32 =
        switch arguments.first ?? "events" {
        case "random": RandomSurfaces(terminal, seed: UInt64(arguments.dropFirst().first ?? "0") ?? 0).run()
        case "frames": FrameCosts(terminal).run()
        default: EventLog(terminal, waker).run()
        }
    terminal.restore()
    print("probe: left with \(status)")
    exit(status)
} catch {
    print("probe: \(error.errorDescription ?? "?")")
    exit(4)
}
