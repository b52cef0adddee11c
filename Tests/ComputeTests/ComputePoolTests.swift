import Compute
import Synchronization
import Testing

@Suite struct ComputePoolTests {
    @Test(arguments: [1, 2, 3, 8])
    func everyIndexIsVisitedOnce(threads: Int) {
        let pool = ComputePool(threadCount: threads)
        for count in [0, 1, 2, 7, 64, 1000] {
            for grain in [1, 3, 64, 5000] {
                let visits = Mutex([Int](repeating: 0, count: count))
                pool.forEach(in: 10..<10 + count, grain: grain) { chunk in
                    #expect(chunk.count <= max(grain, threads == 1 ? count : grain))
                    visits.withLock { visits in for index in chunk { visits[index - 10] += 1 } }
                }
                #expect(visits.withLock { $0 } == [Int](repeating: 1, count: count))
            }
        }
    }

    @Test func workMayFollowWorkManyTimes() {
        let pool = ComputePool(threadCount: 3)
        let sum = Atomic(0)
        for _ in 0..<2000 { pool.forEach(in: 0..<9, grain: 1) { sum.add($0.count, ordering: .relaxed) } }
        #expect(sum.load(ordering: .relaxed) == 18_000)
    }

    /// A stop leaves out the chunks that haven't begun, and only those of the work it was meant for.
    @Test(arguments: [1, 2, 3])
    func aStopLeavesOutWhatHasNotBegun(threads: Int) {
        let pool = ComputePool(threadCount: threads)
        let token = CancellationToken()
        let stopping = pool.stopping(at: token)
        let count = Atomic(0)
        stopping.forEach(in: 0..<10_000, grain: 1) { _ in
            if count.add(1, ordering: .relaxed).newValue == 5 { token.cancel() }
        }
        #expect((5...5 + threads).contains(count.load(ordering: .relaxed)))
        stopping.forEach(in: 0..<100, grain: 1) { _ in count.add(1, ordering: .relaxed) }
        #expect(count.load(ordering: .relaxed) <= 5 + threads)
        pool.forEach(in: 0..<100, grain: 1) { _ in count.add(1, ordering: .relaxed) }
        #expect(count.load(ordering: .relaxed) >= 105)
    }

    @Test func aCancelledTokenThrows() {
        let token = CancellationToken()
        #expect(throws: Never.self) { try token.check() }
        token.cancel()
        #expect(token.isCancelled)
        #expect(throws: CancellationError.self) { try token.check() }
    }
}
