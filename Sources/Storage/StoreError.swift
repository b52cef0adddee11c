import Foundation
import GRDB

/// What can be wrong with the library's file.
package enum StoreError: LocalizedError, Equatable {
    case cannotOpen(path: String, reason: String)
    case newerSchema(path: String, found: String)
    case notADatabase(path: String)
    case damaged(path: String, reason: String)
    case readOnly(path: String)
    case full(path: String)
    case busy(path: String)
    case ambiguousPrefix(String, count: Int)
    case failed(path: String, reason: String)

    package var errorDescription: String? {
        switch self {
        case .cannotOpen(let path, let reason): "The library \(path) can't be opened: \(reason)."
        case .newerSchema(let path, let found):
            "The library \(path) was written by a newer Lectern (its schema has “\(found)”)."
        case .notADatabase(let path): "\(path) is not a library: it is no SQLite database."
        case .damaged(let path, let reason): "The library \(path) is damaged: \(reason)."
        case .readOnly(let path): "The library \(path) can't be written: it is read-only."
        case .full(let path): "The disk that holds the library \(path) is full. Nothing was changed."
        case .busy(let path):
            "Another program is writing the library \(path) and didn't finish within 5 seconds."
        case .ambiguousPrefix(let prefix, let count): "“\(prefix)” begins the ids of \(count) documents."
        case .failed(let path, let reason): "The library \(path) could not do that: \(reason)."
        }
    }

    package var recoverySuggestion: String? {
        switch self {
        case .cannotOpen, .readOnly:
            "Check the folder's permissions, name another with --data-dir, or ask with --no-keep."
        case .newerSchema: "Install the newer Lectern, or name another folder with --data-dir."
        case .notADatabase: "Move that file away, or name another folder with --data-dir."
        case .damaged: "Restore a copy of the file, or move it away; Lectern then begins a new library."
        case .full: "Free some space and try again."
        case .busy: "Try again once the other program is done."
        case .ambiguousPrefix: "Type more of the id."
        case .failed: "Try again; “lectern doctor” shows where the library is."
        }
    }

    /// The words for what SQLite reports.
    init(_ error: any Error, path: String) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(path: path, reason: error.localizedDescription)
            return
        }
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        self =
            switch error.resultCode {
            case .SQLITE_NOTADB: .notADatabase(path: path)
            case .SQLITE_CORRUPT: .damaged(path: path, reason: reason)
            case .SQLITE_READONLY: .readOnly(path: path)
            case .SQLITE_FULL: .full(path: path)
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
            case .SQLITE_CANTOPEN: .cannotOpen(path: path, reason: reason)
            default: .failed(path: path, reason: reason)
            }
    }
}
