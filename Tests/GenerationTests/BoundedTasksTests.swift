import Generation
import LecternTesting
import Synchronization
import Testing

struct BoundedTasksTests {
    private struct Failed: Error, Equatable { let item: Int }

    @Test func resultsComeInTheOrderOfTheItems() async throws {
        for limit in [1, 2, 7, 100] {
            var heard: [Int] = []
            try await BoundedTasks.run(Array(0..<50), limit: limit) { item in
                for _ in 0..<(item * 7 % 13) { await Task.yield() }
                return item * item
            } deliver: { item, value in
                #expect(value == item * item)
                heard.append(item)
            }
            #expect(heard == Array(0..<50))
        }
    }

    @Test func noMoreThanTheLimitAreAtWork() async throws {
        let atWork = Mutex((now: 0, most: 0))
        try await BoundedTasks.run(Array(0..<60), limit: 3) { item in
            atWork.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            for _ in 0..<5 { await Task.yield() }
            atWork.withLock { $0.now -= 1 }
        } deliver: { _, _ in
        }
        #expect(atWork.withLock(\.most) <= 3)
    }

    @Test func aFailureComesAfterWhatWasBeforeIt() async throws {
        var heard: [Int] = []
        await #expect(throws: Failed(item: 9)) {
            try await BoundedTasks.run(Array(0..<30), limit: 4) { item in
                if item == 9 { throw Failed(item: item) }
                for _ in 0..<item { await Task.yield() }
                return item
            } deliver: { item, _ in
                heard.append(item)
            }
        }
        #expect(heard == Array(0..<9))
    }

    @Test func aDeliveryThatFailsEndsTheWork() async throws {
        let started = Mutex(0)
        await #expect(throws: Failed(item: 2)) {
            try await BoundedTasks.run(Array(0..<1000), limit: 2) { item in
                started.withLock { $0 += 1 }
                return item
            } deliver: { item, _ in
                if item == 2 { throw Failed(item: item) }
            }
        }
        #expect(started.withLock { $0 } <= 2 + 4 * 2 + 1)
    }

    @Test func nothingIsDoneForNoItems() async throws {
        try await BoundedTasks.run([Int](), limit: 1) {
            $0
        } deliver: { _, _ in
            Issue.record("delivered")
        }
    }
}
