@preconcurrency import Dispatch
import Foundation
import Synchronization

/// Runs an action at the first Ctrl-C or TERM; a second one ends the program at once.
final class Interrupt: Sendable {
    private let sources: [any DispatchSourceSignal]

    init(_ action: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            let presses = Atomic(0)
            source.setEventHandler {
                if presses.add(1, ordering: .relaxed).newValue == 1 { action() } else { exit(128 + number) }
            }
            source.resume()
            return source
        }
    }

    /// Gives the signals their usual meaning back.
    func end() {
        for source in sources { source.cancel() }
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
    }
}
