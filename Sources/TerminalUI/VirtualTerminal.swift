/// A terminal for tests: plays a script of events and keeps what was presented.
package final class VirtualTerminal: Terminal {
    package enum Step {
        case events([TerminalEvent])
        /// Waits, woken by the waker, until the last surface satisfies this.
        case until(String, (Surface) -> Bool)
    }

    package private(set) var size: (width: Int, height: Int)
    package var facts: TerminalFacts
    /// The last surface, and how often one was presented.
    package private(set) var screen: Surface?
    package private(set) var presentCount = 0
    /// Cells that the last `present` changed.
    package private(set) var changedCellCount = 0
    package private(set) var title: SafeText = .empty
    package private(set) var clipboard: String?
    package private(set) var mouseIsOn = true
    package private(set) var suspendCount = 0
    package private(set) var isRestored = false
    /// What a step waited for and did not get: the script stopped there.
    package private(set) var missed: String?

    private let waker: Waker
    private var script: [Step]
    private var next = 0
    private let patience: Duration

    /// - Parameters:
    ///   - patience: how long an `until` step waits before the script ends with `.quit`: a net, not a measure.
    package init(
        width: Int, height: Int, script: [Step] = [], waker: Waker = Waker(),
        patience: Duration = .seconds(60)
    ) {
        size = (width, height)
        facts = TerminalFacts(
            name: "virtual", color: ColorDepth.Choice(depth: .direct, reason: "a virtual terminal"))
        self.script = script
        self.waker = waker
        self.patience = patience
    }

    /// Adds to the script, for tests that decide as they go.
    package func send(_ events: TerminalEvent...) { script.append(.events(events)) }

    /// At the end of the script: waits for the waker, as a terminal does where nobody types.
    package func wait(upTo timeout: Duration?) -> [TerminalEvent] {
        guard next < script.count else { return waker.wait(upTo: timeout) ? [.wake] : [] }
        switch script[next] {
        case .events(let events):
            next += 1
            for case .resize(let width, let height) in events { size = (width, height) }
            return waker.take() ? events + [.wake] : events
        case .until(let what, let holds):
            if let screen, holds(screen) {
                next += 1
                return []
            }
            let limit = timeout.map { min($0, patience) } ?? patience
            if waker.wait(upTo: limit) { return [.wake] }
            if limit == patience {
                missed = what
                next = script.count
                return [.quit(signal: 15)]
            }
            return []
        }
    }

    package func present(_ surface: Surface) {
        changedCellCount = surface.runs(differingFrom: screen).reduce(0) { $0 + $1.columns.count }
        screen = surface
        presentCount += 1
    }

    package func invalidate() { screen = nil }

    package func restore() { isRestored = true }

    package func suspend() { suspendCount += 1 }

    package func suspended<Result>(_ body: () throws -> Result) rethrows -> Result {
        suspendCount += 1
        return try body()
    }

    package func setTitle(_ title: SafeText) { self.title = title }

    package func setMouse(_ isOn: Bool) { mouseIsOn = isOn }

    package func copyToClipboard(_ text: String) -> Bool {
        guard text.utf8.count <= TerminalFacts.clipboardLimit else { return false }
        clipboard = text
        return true
    }
}
