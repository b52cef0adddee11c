import LecternEngine
import Synchronization
import TerminalUI

/// Events waiting for the loop. Any thread puts one in; the loop is woken once for all of them.
///
/// An answer's drafts and progress join one another here, so that a slow screen never makes the queue grow.
final class Inbox: Sendable {
    private let events = Mutex<[AppEvent]>([])
    private let waker: Waker

    init(waker: Waker) { self.waker = waker }

    func put(_ event: AppEvent) {
        events.withLock { events in
            if case .answer(let job, let new) = event, case .answer(let last, var old)? = events.last,
                job == last,
                old.absorb(new)
            {
                events[events.count - 1] = .answer(job, old)
            } else {
                events.append(event)
            }
        }
        waker.wake()
    }

    func takeAll() -> [AppEvent] {
        events.withLock { events in
            defer { events = [] }
            return events
        }
    }
}
