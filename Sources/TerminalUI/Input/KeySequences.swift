/// The byte sequences of a terminal's keys as its terminfo entry has them. What xterm and its kin send is known
/// without it (`InputDecoder`).
package struct KeySequences: Sendable, Hashable {
    private(set) var keys: [[UInt8]: Key] = [:]
    /// The backspace key sends U+0008, which Ctrl-h sends elsewhere.
    package private(set) var backspaceIsControlH = false
    private(set) var longest = 0

    package init() {}

    /// - Parameter capability: the value of a terminfo string capability, nil if there is none.
    package init(capability: (String) -> [UInt8]?) {
        for (name, key) in Self.capabilities {
            // Single control characters are what they are: some entries name them as keys.
            guard let bytes = capability(name), bytes.count > 1, bytes[0] == 0x1B else { continue }
            keys[bytes] = key
            longest = max(longest, bytes.count)
        }
        backspaceIsControlH = capability("kbs") == [0x08]
    }

    private static let capabilities: [(String, Key)] =
        [
            ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("khome", .home),
            ("kend", .end), ("kpp", .pageUp), ("knp", .pageDown), ("kich1", Key(.insert)), ("kdch1", .delete),
            ("kcbt", .shiftTab), ("kent", .enter), ("kri", Key(.up, .shift)), ("kind", Key(.down, .shift)),
            ("kLFT", Key(.left, .shift)), ("kRIT", Key(.right, .shift)), ("kHOM", Key(.home, .shift)),
            ("kEND", Key(.end, .shift)), ("kPRV", Key(.pageUp, .shift)), ("kNXT", Key(.pageDown, .shift)),
            ("kDC", Key(.delete, .shift)), ("kIC", Key(.insert, .shift)),
        ] + (1...12).map { ("kf\($0)", Key(.function($0))) }

    /// The longest key that the bytes begin with, and how many bytes it has.
    func match(_ bytes: ArraySlice<UInt8>) -> (key: Key, count: Int)? {
        var count = min(longest, bytes.count)
        while count > 1 {
            if let key = keys[Array(bytes.prefix(count))] { return (key, count) }
            count -= 1
        }
        return nil
    }
}
