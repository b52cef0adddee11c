import Foundation

/// One OS thread that runs the actors which name it as their executor, one job after the other, the most urgent first.
///
/// Long forward passes live here, so that they never take a thread of the cooperative pool, and two of them never
/// overlap.
// Sound because: `jobs` is only touched under `condition`.
package final class ComputeLane: SerialExecutor, @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [UnownedJob] = []

    package init(name: String = "lectern.compute") {
        let thread = Thread { [self] in work() }
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.lock()
        jobs.append(job)
        condition.signal()
        condition.unlock()
    }

    /// The earliest of the jobs with the highest priority.
    private var mostUrgent: Int {
        var best = 0
        for index in jobs.indices.dropFirst() where jobs[index].priority > jobs[best].priority {
            best = index
        }
        return best
    }

    /// Runs for the life of the process: a lane is made once.
    private func work() {
        while true {
            condition.lock()
            while jobs.isEmpty { condition.wait() }
            let job = jobs.remove(at: mostUrgent)
            condition.unlock()
            job.runSynchronously(on: asUnownedSerialExecutor())
        }
    }
}
