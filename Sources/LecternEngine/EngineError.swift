public import Foundation

/// What a front end acts on when something fails; the words come from the part that failed.
public struct EngineError: LocalizedError, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// A document, a label file, a question could not be read or understood.
        case input
        /// The model is missing or can't be loaded.
        case model
        /// Longer than the context, and cutting was not allowed.
        case tooLong = "too_long"
        /// The library could not be read or written.
        case store
        /// A result could not be written.
        case output
        case cancelled
        case failed
    }

    public let kind: Kind
    /// What was being done: "opening lease.pdf".
    public let operation: String
    public let underlying: any Error

    public init(_ kind: Kind, _ operation: String, _ underlying: any Error) {
        self.kind = kind
        self.operation = operation
        self.underlying = underlying
    }

    public var errorDescription: String? {
        let reason = (underlying as? any LocalizedError)?.errorDescription ?? "\(underlying)"
        return reason.isEmpty ? operation : reason
    }

    public var recoverySuggestion: String? {
        (underlying as? any LocalizedError)?.recoverySuggestion
    }
}
