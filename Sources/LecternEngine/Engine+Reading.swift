public import Documents
import Foundation
import Inference

extension Engine {
    /// How much is kept of all documents and models.
    @concurrent
    public nonisolated func keptReading() async -> KeptReading { configuration.keptReading }

    /// Bytes that are kept of some documents; of one that isn't listed there are none. What was read of several
    /// together counts for each.
    @concurrent
    public nonisolated func keptReading(of documents: [DocumentID]) async -> [DocumentID: Int] {
        let counts = KVFolder(configuration.readingFolder).byteCounts(of: documents.map(\.rawValue))
        return documents.reduce(into: [:]) { kept, id in kept[id] = counts[id.rawValue] }
    }

    /// Waits until everything that was read is on disk, but not longer than `seconds`. Before the process ends.
    public static func finishWriting(within seconds: Double) { KVFolder.finishWriting(within: seconds) }
}
