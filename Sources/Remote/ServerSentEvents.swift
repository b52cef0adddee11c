/// Reads a stream of server-sent events (WHATWG HTML, "Server-sent events") however its bytes are cut.
///
/// Lines end in CR, LF or both; a byte order mark at the start and lines that begin with a colon are skipped; the data
/// lines of an event are joined by line feeds. An event that the end of the stream cuts is never handed out.
struct ServerSentEvents {
    struct Event: Equatable {
        /// Empty where the server names none.
        var name = ""
        var id = ""
        var data: [UInt8] = []
    }

    /// What a server may make us keep or work through.
    struct Limits {
        var lineBytes = 1 << 20
        var eventBytes = 4 << 20
        /// Lines of any kind, comments too.
        var lines = 1 << 20
    }

    enum Excess: Error, Equatable {
        case line(Int)
        case event(Int)
        case lines(Int)
    }

    private let limits: Limits
    private var line: [UInt8] = []
    private var event = Event()
    private var hasData = false
    private var lineCount = 0
    /// The byte before was CR: an LF that follows belongs to it.
    private var isAfterReturn = false

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let colon = UInt8(ascii: ":")
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(_ limits: Limits = Limits()) { self.limits = limits }

    /// The events that these bytes complete.
    mutating func consume(_ bytes: some Sequence<UInt8>) throws(Excess) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            let belongsToReturn = isAfterReturn && byte == Self.lineFeed
            isAfterReturn = byte == Self.carriageReturn
            if belongsToReturn { continue }
            guard byte == Self.lineFeed || byte == Self.carriageReturn else {
                guard line.count < limits.lineBytes else { throw .line(limits.lineBytes) }
                line.append(byte)
                continue
            }
            if let ended = try endLine() { events.append(ended) }
        }
        return events
    }

    private mutating func endLine() throws(Excess) -> Event? {
        lineCount += 1
        guard lineCount <= limits.lines else { throw .lines(limits.lines) }
        var content = line[...]
        if lineCount == 1, content.starts(with: Self.byteOrderMark) { content = content.dropFirst(3) }
        defer { line.removeAll(keepingCapacity: true) }
        guard !content.isEmpty else {
            defer {
                // The id stays until the server sends another.
                event = Event(id: event.id)
                hasData = false
            }
            return hasData ? event : nil
        }
        let name = content.prefix { $0 != Self.colon }
        var value = content.dropFirst(name.count).dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: name, as: UTF8.self) {
        case "data":
            guard event.data.count + value.count < limits.eventBytes else { throw .event(limits.eventBytes) }
            if hasData { event.data.append(Self.lineFeed) }
            event.data += value
            hasData = true
        case "event": event.name = String(decoding: value, as: UTF8.self)
        case "id": event.id = String(decoding: value, as: UTF8.self)
        default: break  // Comments have an empty name; "retry" and unknown fields mean nothing here.
        }
        return nil
    }
}
