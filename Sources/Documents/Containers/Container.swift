import CArchive
import Foundation

/// The parts of a zip container that a reader asked for, unpacked in memory under limits.
///
/// Names are keys, never paths: nothing is written, so no name can lead anywhere.
struct Container {
    private(set) var parts: [String: [UInt8]] = [:]
    /// Parts that couldn't be unpacked to their end.
    private(set) var damaged: [String] = []

    /// - Parameter wanted: whether a part, by its name, is unpacked.
    /// - Throws: `DocumentError`: damaged, encrypted, overLimit, cancelled.
    init(
        _ source: SourceFile, format: String, _ context: ImportContext, wanted: (String) -> Bool
    ) throws(DocumentError) {
        // The bytes stay in place for the whole of the reading.
        let result = source.bytes.withUnsafeBytes { bytes in
            Result<Container, DocumentError> { () throws(DocumentError) in
                try Container(bytes, source, format, context, wanted)
            }
        }
        self = try result.get()
    }

    private init(
        _ bytes: UnsafeRawBufferPointer, _ source: SourceFile, _ format: String, _ context: ImportContext,
        _ wanted: (String) -> Bool
    ) throws(DocumentError) {
        guard let base = bytes.baseAddress, let reader = la_open(base, bytes.count) else {
            throw .damaged(file: source.name, format: format, reason: "the container can't be opened")
        }
        defer { la_close(reader) }
        let limits = context.limits
        var unpacked = 0
        var entries = 0
        while true {
            try context.checkCancellation(source)
            var name: UnsafePointer<CChar>?
            var size: Int64 = 0
            let state = Int(la_next(reader, &name, &size))
            if state == LA_END { break }
            if state == LA_DAMAGED {
                if parts.isEmpty {
                    throw .damaged(
                        file: source.name, format: format, reason: String(cString: la_error(reader)))
                }
                damaged.append("the rest of the container")
                break
            }
            entries += 1
            guard entries <= limits.entries else {
                throw .overLimit(
                    file: source.name, quantity: "the number of entries", value: entries,
                    limit: limits.entries)
            }
            guard let name else { continue }
            let key = String(cString: name)
            guard wanted(key), parts[key] == nil else { continue }
            if state == LA_ENCRYPTED { throw .encrypted(file: source.name, opensWithPassword: false) }
            parts[key] = try read(reader, key, &unpacked, source, context)
        }
        if parts.isEmpty, entries == 0 {
            throw .damaged(file: source.name, format: format, reason: "the container is empty")
        }
    }

    /// One entry; what came before damage stays.
    private mutating func read(
        _ reader: OpaquePointer, _ name: String, _ unpacked: inout Int, _ source: SourceFile,
        _ context: ImportContext
    ) throws(DocumentError) -> [UInt8] {
        let limits = context.limits
        // Honest text shrinks to a twentieth or so; bombs to a thousandth.
        let limit = min(limits.unpackedBytes, (1 << 20) + source.bytes.count * limits.expansion)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            try context.checkCancellation(source)
            let count = la_read(reader, &buffer, buffer.count)
            if count < 0 {
                damaged.append(name)
                return bytes
            }
            if count == 0 { return bytes }
            unpacked += count
            guard unpacked <= limit else {
                throw .overLimit(
                    file: source.name, quantity: "the unpacked size in bytes", value: unpacked, limit: limit)
            }
            bytes += buffer[..<count]
        }
    }

    subscript(_ name: String) -> [UInt8]? { parts[name] }

    /// `reference`, as it stands in the part `base`, as the name of a part: `../` resolved, escapes decoded,
    /// what follows `#` left out.
    static func resolve(_ reference: String, against base: String) -> String {
        let path = reference.prefix { $0 != "#" && $0 != "?" }
        let decoded = String(path).removingPercentEncoding ?? String(path)
        var parts = decoded.hasPrefix("/") ? [] : base.split(separator: "/").dropLast().map(String.init)
        for part in decoded.split(separator: "/") {
            if part == ".." {
                _ = parts.popLast()
            } else if part != "." {
                parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}

/// What a zip file is a container of, told from names in it without unpacking anything.
enum ContainerKind {
    case epub, odt, docx
    /// In words.
    case other(String)

    /// Nil for what is no zip.
    static func of(_ bytes: [UInt8]) -> ContainerKind? {
        guard bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { return nil }
        // The first entry of EPUB and OpenDocument is their type, stored as it is.
        let head = String(decoding: bytes.prefix(200), as: UTF8.self)
        if head.contains("mimetypeapplication/epub+zip") { return .epub }
        if head.contains("opendocument.text") { return .odt }
        if head.contains("opendocument.spreadsheet") { return .other("an OpenDocument spreadsheet") }
        if head.contains("opendocument.presentation") { return .other("an OpenDocument presentation") }
        // Otherwise the list of names tells; it is at the end.
        let names = bytes.suffix(1 << 20)
        func holds(_ name: StaticString) -> Bool { names.holds(name) || bytes.prefix(1 << 16).holds(name) }
        if holds("word/document") || holds("word/_rels/document") { return .docx }
        if holds("xl/workbook") { return .other("a spreadsheet (.xlsx)") }
        if holds("ppt/presentation") { return .other("a presentation (.pptx)") }
        if holds("META-INF/container.xml") { return .epub }
        if holds("content.xml"), holds("META-INF/manifest.xml") { return .odt }
        if holds("[Content_Types].xml") { return .docx }
        return .other("a zip archive")
    }
}

extension ArraySlice<UInt8> {
    /// Whether these bytes occur anywhere.
    func holds(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        return text.withUTF8Buffer { needle in
            withUnsafeBufferPointer { bytes in
                guard length > 0, bytes.count >= length else { return false }
                var index = 0
                while index <= bytes.count - length {
                    if bytes[index] == needle[0], bytes[index..<index + length].elementsEqual(needle) {
                        return true
                    }
                    index += 1
                }
                return false
            }
        }
    }
}
