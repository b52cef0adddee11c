import CXML

/// A piece of HTML or XML.
enum MarkupEvent {
    case start(MarkupElement)
    /// Local name of the element that ends.
    case end(String, namespace: String)
    case text(String)
}

struct MarkupElement {
    /// Local name; lower case in HTML.
    let name: String
    /// URI; empty in HTML.
    let namespace: String
    /// Local names and values in their order.
    let attributes: [(name: String, value: String)]

    subscript(_ attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }
}

/// Why markup can't be read to its end; the events before that were delivered.
enum MarkupError: Error {
    case tooDeep(limit: Int)
    case broken(reason: String, line: Int)
    case noMemory
    case cancelled
}

/// Reads markup as events, slice by slice, so that a file needs no memory beyond its own and can be left at
/// any time.
enum MarkupReader {
    enum Kind { case html, xml }

    private static let sliceSize = 1 << 16

    /// Calls `handle` with each event in order.
    ///
    /// - Parameter bytes: UTF-8 for HTML; XML says its encoding.
    static func read(
        _ bytes: some Sequence<UInt8>, as kind: Kind, maximumDepth: Int, _ handle: (MarkupEvent) -> Void
    ) throws(MarkupError) {
        let depth = UInt32(clamping: maximumDepth)
        guard let reader = kind == .html ? lx_open_html(depth) : lx_open_xml(depth) else { throw .noMemory }
        defer { lx_close(reader) }
        var decoder = EventDecoder()
        let bytes = Array(bytes)
        var start = 0
        repeat {
            if Task.isCancelled { throw .cancelled }
            let end = min(start + sliceSize, bytes.count)
            let state = bytes[start..<end].withUnsafeBytes { slice in
                // An empty slice has no address.
                withUnsafePointer(to: CChar(0)) { nothing in
                    lx_feed(
                        reader, slice.assumingMemoryBound(to: CChar.self).baseAddress ?? nothing,
                        Int32(slice.count),
                        end == bytes.count ? 1 : 0)
                }
            }
            var count = 0
            if let events = lx_events(reader, &count) {
                decoder.decode(UnsafeRawBufferPointer(start: events, count: count), handle)
            }
            lx_clear(reader)
            switch Int(state) {
            case LX_OK: break
            case LX_TOO_DEEP: throw .tooDeep(limit: maximumDepth)
            case LX_BROKEN:
                throw .broken(reason: String(cString: lx_error(reader)), line: Int(lx_error_line(reader)))
            default: throw .noMemory
            }
            start = end
        } while start < bytes.count
    }
}

/// Reads the event list of `lectern_xml.h`.
private struct EventDecoder {
    private var lastNamespace = ""

    mutating func decode(_ events: UnsafeRawBufferPointer, _ handle: (MarkupEvent) -> Void) {
        var index = 0
        while index + 5 <= events.count {
            let kind = events[index]
            let size = Int(events.loadUnaligned(fromByteOffset: index + 1, as: UInt32.self))
            index += 5
            guard size <= events.count - index else { return }
            let body = UnsafeRawBufferPointer(rebasing: events[index..<index + size])
            index += size
            switch kind {
            case UInt8(ascii: "T"): handle(.text(String(decoding: body, as: UTF8.self)))
            case UInt8(ascii: "S"): handle(.start(element(body)))
            default:
                var rest = body[...]
                let namespace = namespace(&rest)
                handle(.end(string(&rest), namespace: namespace))
            }
        }
    }

    private mutating func element(_ body: UnsafeRawBufferPointer) -> MarkupElement {
        var rest = body[...]
        let namespace = namespace(&rest)
        let name = string(&rest)
        var attributes: [(name: String, value: String)] = []
        while !rest.isEmpty { attributes.append((string(&rest), string(&rest))) }
        return MarkupElement(name: name, namespace: namespace, attributes: attributes)
    }

    /// Elements in a row mostly share it; building the string once is enough.
    private mutating func namespace(_ rest: inout Slice<UnsafeRawBufferPointer>) -> String {
        let bytes = field(&rest)
        if !lastNamespace.utf8.elementsEqual(bytes) { lastNamespace = String(decoding: bytes, as: UTF8.self) }
        return lastNamespace
    }

    private func string(_ rest: inout Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: field(&rest), as: UTF8.self)
    }

    private func field(_ rest: inout Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        let end = rest.firstIndex(of: 0) ?? rest.endIndex
        defer { rest = rest[min(end + 1, rest.endIndex)...] }
        return rest[..<end]
    }
}
