import CKernels
import Foundation
import Synchronization

/// Splits a range over threads in small chunks, handed out as threads come free.
///
/// What a chunk computes never depends on which thread runs it or how many there are. A delayed thread holds up
/// one chunk only: the caller works too and takes what nobody else has taken. Workers that wait spin for some
/// twenty microseconds and then sleep, so a busy neighbour gets its core.
package final class ComputePool: Sendable {
    package let threadCount: Int
    /// Which kernels the work on this pool uses.
    package let level: KernelLevel
    /// How products with block types take their activations.
    package let precision: Precision
    /// Chunks that haven't begun when it is cancelled are left out.
    private let cancellation: CancellationToken?
    private let crew: Crew
    /// The pool whose threads these are; nil: they are its own.
    private let owner: ComputePool?

    package enum Precision: Sendable {
        /// In signed bytes with a scale for 32: what llama.cpp does too, and fast.
        case bytes
        /// In floats: several times slower, for comparison with a reference.
        case floats
    }

    /// Work on a part of the range, with scratch memory that is this thread's own.
    package typealias Body = @Sendable (_ chunk: Range<Int>, _ scratch: UnsafeMutableRawPointer) -> Void

    /// - Parameters:
    ///   - threadCount: 0 takes one thread a core.
    ///   - level: the best one where this processor doesn't run it.
    package init(threadCount: Int = 0, level: KernelLevel = .best, precision: Precision = .bytes) {
        self.precision = precision
        self.level = KernelLevel.available.contains(level) ? level : .best
        self.threadCount =
            threadCount > 0 ? threadCount : max(1, ProcessInfo.processInfo.activeProcessorCount)
        crew = Crew(workerCount: self.threadCount - 1)
        cancellation = nil
        owner = nil
    }

    private init(_ owner: ComputePool, cancellation: CancellationToken) {
        (threadCount, level, precision, crew) = (owner.threadCount, owner.level, owner.precision, owner.crew)
        self.cancellation = cancellation
        self.owner = owner
    }

    deinit { if owner == nil { crew.stop() } }

    /// The same threads for work that ends soon after `cancellation`: chunks that haven't begun by then are left out,
    /// and whoever asked looks at the token before it uses a result.
    package func stopping(at cancellation: CancellationToken) -> ComputePool {
        ComputePool(self, cancellation: cancellation)
    }

    /// Calls `body` with disjoint sub-ranges of at most `grain` that together are `range`; returns when all are done.
    package func forEach(in range: Range<Int>, grain: Int, _ body: @escaping @Sendable (Range<Int>) -> Void) {
        forEach(in: range, grain: grain, scratchBytes: 0) { chunk, _ in body(chunk) }
    }

    /// The same with scratch memory: `scratchBytes`, 64-byte aligned, of any content.
    package func forEach(
        in range: Range<Int>, grain: Int, scratchBytes: Int, _ body: @escaping Body
    ) {
        guard !range.isEmpty else { return }
        crew.run(
            Job(
                range: range, grain: max(1, grain), scratchBytes: scratchBytes, cancellation: cancellation,
                body: body))
    }
}

private struct Job {
    let range: Range<Int>
    let grain: Int
    let scratchBytes: Int
    let cancellation: CancellationToken?
    let body: ComputePool.Body

    var chunkCount: Int { (range.count + grain - 1) / grain }

    func run(_ chunk: Int, _ scratch: UnsafeMutableRawPointer) {
        if let cancellation, cancellation.isCancelled { return }
        let start = range.lowerBound + chunk * grain
        body(start..<min(start + grain, range.upperBound), scratch)
    }
}

/// The threads behind a pool, and the one job they may be working on.
///
/// A ticket is the job's generation and the next chunk nobody has taken; taking one is a compare-and-exchange, so a
/// thread that comes late can't touch a job that is over.
// Sound because: `job` is written only while the ticket is closed, and read only after a chunk was taken by an
// exchange that fails if the ticket changed; `callerScratch` is used by the caller that holds `isBusy`.
private final class Crew: @unchecked Sendable {
    private let workerCount: Int
    private let ticket = Atomic<UInt64>(Crew.closed)
    private let chunkCount = Atomic(0)
    private let doneCount = Atomic(0)
    private let isBusy = Atomic(false)
    private let isStopped = Atomic(false)
    private let sleeperCount = Atomic(0)
    private let alarm = NSCondition()
    private var job: Job?
    private var generation: UInt64 = 0
    private var isStarted = false
    private let callerScratch = Scratch()

    private static let closed: UInt64 = 0xFFFF_FFFF
    /// About twenty microseconds.
    private static let spinCount = 1500

    init(workerCount: Int) { self.workerCount = workerCount }

    func run(_ job: Job) {
        let chunks = job.chunkCount
        guard isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            // Two callers at once: the second does its work alone.
            let scratch = Scratch()
            for chunk in 0..<chunks { job.run(chunk, scratch.memory(job.scratchBytes)) }
            return
        }
        defer { isBusy.store(false, ordering: .releasing) }
        let memory = callerScratch.memory(job.scratchBytes)
        guard chunks > 1, workerCount > 0 else {
            for chunk in 0..<chunks { job.run(chunk, memory) }
            return
        }
        publish(job, chunks: chunks)
        while let chunk = take(generation) {
            job.run(chunk, memory)
            doneCount.add(1, ordering: .releasing)
        }
        waitForOthers(chunks)
        close()
        self.job = nil
    }

    private func publish(_ job: Job, chunks: Int) {
        if !isStarted { start() }
        close()
        self.job = job
        chunkCount.store(chunks, ordering: .relaxed)
        doneCount.store(0, ordering: .relaxed)
        generation += 1
        ticket.store(generation << 32, ordering: .sequentiallyConsistent)
        if sleeperCount.load(ordering: .sequentiallyConsistent) > 0 {
            alarm.lock()
            alarm.broadcast()
            alarm.unlock()
        }
    }

    private func close() { ticket.store(generation << 32 | Self.closed, ordering: .sequentiallyConsistent) }

    /// The next chunk of this generation's job; nil when all are taken or the job is over.
    private func take(_ generation: UInt64) -> Int? {
        while true {
            let seen = ticket.load(ordering: .acquiring)
            let next = Int(seen & Self.closed)
            guard seen >> 32 == generation, next < chunkCount.load(ordering: .relaxed) else { return nil }
            if ticket.compareExchange(expected: seen, desired: seen + 1, ordering: .acquiring).exchanged {
                return next
            }
        }
    }

    /// Chunks that others still work on. A worker may have lost its core in the middle of one: then this thread
    /// gives its own away.
    private func waitForOthers(_ chunks: Int) {
        var rounds = 0
        while doneCount.load(ordering: .acquiring) < chunks {
            rounds += 1
            if rounds < Self.spinCount {
                lk_pause()
            } else if rounds < Self.spinCount + 100 {
                sched_yield()
            } else {
                usleep(50)
            }
        }
    }

    // MARK: Workers

    private func start() {
        isStarted = true
        for number in 0..<workerCount {
            let thread = Thread { [self] in work() }
            thread.name = "lectern.pool.\(number)"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    func stop() {
        isStopped.store(true, ordering: .sequentiallyConsistent)
        alarm.lock()
        alarm.broadcast()
        alarm.unlock()
    }

    private func work() {
        let scratch = Scratch()
        var known: UInt64 = 0
        while let generation = waitForWork(after: known) {
            known = generation
            while let chunk = take(generation) {
                guard let job else { break }
                job.run(chunk, scratch.memory(job.scratchBytes))
                doneCount.add(1, ordering: .releasing)
            }
        }
    }

    /// The generation of a job that this worker hasn't seen; nil when the pool is gone.
    private func waitForWork(after known: UInt64) -> UInt64? {
        func news() -> UInt64? {
            let seen = ticket.load(ordering: .sequentiallyConsistent)
            return seen >> 32 != known && seen & Self.closed != Self.closed ? seen >> 32 : nil
        }
        for _ in 0..<Self.spinCount {
            if let generation = news() { return generation }
            lk_pause()
        }
        alarm.lock()
        defer { alarm.unlock() }
        sleeperCount.add(1, ordering: .sequentiallyConsistent)
        defer { sleeperCount.subtract(1, ordering: .sequentiallyConsistent) }
        while true {
            if isStopped.load(ordering: .sequentiallyConsistent) { return nil }
            if let generation = news() { return generation }
            alarm.wait()
        }
    }
}

/// Memory that grows when asked for more and is kept.
private final class Scratch {
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 64)

    func memory(_ byteCount: Int) -> UnsafeMutableRawPointer {
        if byteCount > buffer.count {
            buffer.deallocate()
            buffer = .allocate(byteCount: byteCount, alignment: 64)
        }
        guard let base = buffer.baseAddress else { preconditionFailure("an allocation has an address") }
        return base
    }

    deinit { buffer.deallocate() }
}
