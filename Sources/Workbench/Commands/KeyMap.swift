import TerminalUI

/// Key sequences to commands. A sequence never times out: a prefix waits for its next key.
struct KeyMap: Sendable {
    enum Match: Sendable, Hashable {
        case none
        /// The beginning of these sequences.
        case prefix
        case command(String)
    }

    /// Two commands on one sequence, or a sequence that hides behind a shorter one.
    struct Conflict: Sendable, Hashable {
        let sequence: String
        let first: String
        let second: String
    }

    private var bindings: [[Key]: String] = [:]
    private(set) var conflicts: [Conflict] = []

    /// - Parameter commands: id and key sequences; what comes first wins.
    init(_ commands: [(id: String, keys: [[Key]])]) {
        for (id, sequences) in commands {
            for sequence in sequences where !sequence.isEmpty {
                let clash = bindings.first { bound, _ in
                    bound.starts(with: sequence) || sequence.starts(with: bound)
                }
                if let clash {
                    conflicts.append(
                        Conflict(sequence: Key.name(of: sequence), first: clash.value, second: id))
                } else {
                    bindings[sequence] = id
                }
            }
        }
    }

    func match(_ sequence: [Key]) -> Match {
        if let id = bindings[sequence] { return .command(id) }
        return bindings.keys.contains { $0.starts(with: sequence) } ? .prefix : .none
    }

    /// Sequences that go on after a prefix, with their commands, for the box of next keys.
    func continuations(of prefix: [Key]) -> [(next: [Key], id: String)] {
        bindings.filter { $0.key.count > prefix.count && $0.key.starts(with: prefix) }
            .map { (Array($0.key[prefix.count...]), $0.value) }
            .sorted { Self.order($0.next) < Self.order($1.next) }
    }

    /// Letters first, capitals behind small ones, then everything else.
    private static func order(_ keys: [Key]) -> String {
        let name = Key.name(of: keys)
        return (name.first?.isLetter ?? false ? "a" : "b") + name.lowercased() + name
    }
}
