package import Foundation
import GRDB

/// The library: documents and conversations in one SQLite file. Rows and SQL stay in this module.
///
/// Several processes may use one library: readers never wait, writers wait up to 15 s for one another.
package final class Store: Sendable {
    package let path: String
    let pool: DatabasePool
    private static let waitingSeconds = 15.0

    /// Opens or creates the library and brings its schema up to date.
    ///
    /// - Throws: `StoreError`; a file of a newer schema, or that is no database, is left untouched.
    package init(opening url: URL) async throws(StoreError) {
        path = url.path
        do {
            pool = try Self.open(url)
        } catch {
            throw StoreError(error, path: url.path)
        }
    }

    private static func open(_ url: URL) throws -> DatabasePool {
        let folder = url.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError.cannotOpen(
                path: url.path, reason: "its folder can't be made (\(reason(of: error)))")
        }
        return try OpeningLock.held(besides: url, waiting: waitingSeconds) { try openAlone(url) }
    }

    private static func openAlone(_ url: URL) throws -> DatabasePool {
        let isNew = !FileManager.default.fileExists(atPath: url.path)
        if isNew {
            guard
                FileManager.default.createFile(
                    atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
            else {
                throw StoreError.cannotOpen(path: url.path, reason: "its folder can't be written")
            }
        }
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(waitingSeconds)
        configuration.label = "library"
        if !isNew { try refuseNewerSchema(url, configuration) }
        let pool = try DatabasePool(path: url.path, configuration: configuration)
        try Migrations.all.migrate(pool)
        return pool
    }

    /// Looks before anything is written.
    private static func refuseNewerSchema(_ url: URL, _ configuration: Configuration) throws {
        let queue = try DatabaseQueue(path: url.path, configuration: configuration)
        try queue.read { db in
            guard try db.tableExists("grdb_migrations") else { return }
            let known = Set(Migrations.all.migrations)
            let applied = try String.fetchAll(
                db, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid")
            if let newer = applied.first(where: { !known.contains($0) }) {
                throw StoreError.newerSchema(path: url.path, found: newer)
            }
        }
    }

    private static func reason(of error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return underlying?.localizedDescription ?? error.localizedDescription
    }

    // MARK: Access

    func read<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value)
        async throws(StoreError) -> Value
    {
        do { return try await pool.read(body) } catch { throw StoreError(error, path: path) }
    }

    /// One transaction: all of it or nothing.
    func write<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value)
        async throws(StoreError) -> Value
    {
        do { return try await pool.write(body) } catch { throw StoreError(error, path: path) }
    }
}

/// JSON in a column: keys sorted, so that the same value is the same text.
enum StoredJSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
