import GRDB
import Pipelines

/// The turns of a conversation as a tree; what is shown is one path through it.
///
/// A turn that answers a question again, or another question in its place, has the same parent as the one it stands
/// for. At every fork the version that was chosen last is shown.
struct TurnTree {
    struct Node {
        let id: Int64
        let parent: Int64?
        let chosenAt: Double
    }

    private var children: [Int64?: [Node]] = [:]

    /// - Parameter nodes: those that are not removed, oldest first.
    init(_ nodes: [Node]) {
        for node in nodes { children[node.parent, default: []].append(node) }
    }

    init(of conversation: ConversationID, in db: Database) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id, parent, chosenAt FROM turn WHERE conversation = ? AND removedAt IS NULL ORDER BY id
                """, arguments: [conversation.rawValue])
        self.init(rows.map { Node(id: $0["id"], parent: $0["parent"], chosenAt: $0["chosenAt"]) })
    }

    /// The turns that are shown, from the first one on.
    var path: [Int64] {
        var path: [Int64] = []
        var parent: Int64?
        while let next = children[parent]?.max(by: { ($0.chosenAt, $0.id) < ($1.chosenAt, $1.id) }) {
            path.append(next.id)
            parent = next.id
        }
        return path
    }

    /// Turns with the same parent, oldest first.
    func versions(after parent: Int64?) -> [Int64] { children[parent]?.map(\.id) ?? [] }

    /// The turns of a path with all that follow them, in every version.
    func all(after parent: Int64?) -> [Int64] {
        versions(after: parent).flatMap { [$0] + all(after: $0) }
    }
}
