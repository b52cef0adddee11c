import Foundation
import LecternEngine

/// What the workbench remembers between starts: marks and typed commands. Holds no text of documents.
struct Session: Sendable, Hashable, Codable {
    struct Mark: Sendable, Hashable, Codable {
        let document: DocumentID
        let sentence: Int
    }

    /// By their letter.
    var marks: [String: Mark] = [:]
    /// How panes share the room, by the size of the screen.
    var splits: [String: PaneSplit]
    /// Typed commands, the newest last.
    private(set) var history: [String] = []

    init() { splits = [:] }

    /// What an older file doesn't hold has its default.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        marks = try values.decodeIfPresent([String: Mark].self, forKey: .marks) ?? [:]
        splits = try values.decodeIfPresent([String: PaneSplit].self, forKey: .splits) ?? [:]
        history = try values.decodeIfPresent([String].self, forKey: .history) ?? []
    }

    mutating func remember(_ command: String) {
        history.removeAll { $0 == command }
        history.append(command)
        if history.count > 200 { history.removeFirst(history.count - 200) }
    }
}

/// The file that a session is kept in.
struct SessionFile: Sendable {
    private let url: URL

    init(in folder: URL) { url = folder.appending(path: "session.json") }

    /// False: the workbench was never used here.
    var exists: Bool { FileManager.default.fileExists(atPath: url.path) }

    /// An unreadable file is a new session; it holds nothing that can't be made again.
    func load() -> Session {
        (try? Data(contentsOf: url)).flatMap { try? JSONDecoder().decode(Session.self, from: $0) }
            ?? Session()
    }

    func save(_ session: Session) throws {
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try encoder.encode(session).write(to: url, options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
    }
}
