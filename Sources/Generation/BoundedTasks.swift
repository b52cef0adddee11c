/// Runs work for many items, several at a time, and hands the results over in the order of the items.
///
/// So a file that is written from them is the same for any number at a time, and goes on where it stopped.
public enum BoundedTasks {
    /// - Parameters:
    ///   - limit: most items at work at once, from 1.
    ///   - work: for one item; runs beside that for others.
    ///   - deliver: hears each result, in order, one after the other. At most `4 * limit` results wait for it.
    /// - Throws: what `work` or `deliver` threw first. Results of items before the one that failed were delivered; all
    ///   other work is cancelled and waited for.
    public static func run<Item: Sendable, Value: Sendable>(
        _ items: [Item], limit: Int, work: @escaping @Sendable (Item) async throws -> Value,
        deliver: (Item, Value) async throws -> Void
    ) async throws {
        precondition(limit >= 1, "at least one at a time")
        try await withThrowingTaskGroup(of: (Int, Result<Value, any Error>).self) { group in
            var started = 0
            var delivered = 0
            var working = 0
            var finished: [Int: Result<Value, any Error>] = [:]
            while delivered < items.count {
                while started < items.count, working < limit, started - delivered < 4 * limit {
                    let number = started
                    let item = items[number]
                    group.addTask {
                        do { return (number, .success(try await work(item))) } catch {
                            return (number, .failure(error))
                        }
                    }
                    started += 1
                    working += 1
                }
                guard let (number, result) = try await group.next() else { break }
                working -= 1
                finished[number] = result
                while let next = finished.removeValue(forKey: delivered) {
                    do {
                        try await deliver(items[delivered], try next.get())
                    } catch {
                        group.cancelAll()
                        throw error
                    }
                    delivered += 1
                }
            }
        }
    }
}
