import Foundation

/// What numbers can be wrong about.
package enum ComputeError: LocalizedError, Equatable {
    case columnsNotWholeBlocks(columns: Int, type: String, block: Int)
    case byteCountMismatch(expected: Int, found: Int)
    case shapeMismatch(operation: String, expected: String, found: String)
    case outOfMemory(bytes: Int)
    /// A weight is not a finite number.
    case notFinite(matrix: String)

    package var errorDescription: String? {
        switch self {
        case .columnsNotWholeBlocks(let columns, let type, let block):
            "A row of \(columns) weights can't be \(type): that type holds them in blocks of \(block)."
        case .byteCountMismatch(let expected, let found):
            "A weight matrix needs \(expected) bytes, but \(found) were given."
        case .shapeMismatch(let operation, let expected, let found):
            "\(operation): expected \(expected), found \(found)."
        case .outOfMemory(let bytes):
            "\(bytes) bytes of memory could not be had."
        case .notFinite(let matrix):
            "\(matrix) holds a value that is not a finite number."
        }
    }

    package var recoverySuggestion: String? {
        switch self {
        case .columnsNotWholeBlocks, .byteCountMismatch, .shapeMismatch, .notFinite:
            "The model file is damaged or of an unknown layout. Copy it again, or use another file."
        case .outOfMemory:
            "Close other programs, or use a smaller model or a shorter --context."
        }
    }
}
