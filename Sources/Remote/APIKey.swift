/// A key that can be sent, and not printed by accident: it describes itself as dots, in dumps and mirrors too.
public struct APIKey: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let value: String

    /// - Throws: `RemoteError.badKey` for anything but visible ASCII, which could end the header it stands in.
    public init(_ value: String) throws(RemoteError) {
        guard !value.isEmpty, value.utf8.count <= 4096, value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .badKey }
        self.value = value
    }

    public var description: String { "••••" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
