/// How far an import is.
public struct ImportProgress: Sendable, Hashable {
    public enum Stage: String, Sendable, Hashable {
        case read, recognize, extract, split
    }

    public let stage: Stage
    /// Pages or bytes, as `unit` says.
    public let done: Int
    public let total: Int
    public let unit: Unit

    public enum Unit: String, Sendable, Hashable {
        case bytes, pages
    }

    public init(stage: Stage, done: Int, total: Int, unit: Unit) {
        self.stage = stage
        self.done = done
        self.total = total
        self.unit = unit
    }
}
