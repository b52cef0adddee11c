import CArchive

/// The labels that pages are printed with (`iv`, `A-3`), which poppler's tools don't tell.
///
/// A small reader of the document's catalog: it finds the dictionary of labels in the file or in its
/// compressed object streams. Where anything is out of the ordinary (encryption, a damaged file) there are no
/// labels, and pages go by their numbers.
struct PDFPageLabels {
    private let file: [UInt8]
    /// Objects inside object streams: number, contents, and where the object starts in them.
    private var packed: [Int: (contents: [UInt8], start: Int)] = [:]
    private static let maximumUnpacked = 64 << 20

    /// One label a page; empty where the document sets none.
    static func labels(of file: [UInt8], pageCount: Int) -> [String] {
        guard file.lastPlace(of: "/Encrypt") == nil else { return [] }
        var reader = PDFPageLabels(file: file)
        guard let root = reader.labelTree() else { return [] }
        var ranges: [(first: Int, label: PDFObject)] = []
        var visited: Set<Int> = []
        reader.collect(root, into: &ranges, visited: &visited, depth: 0)
        return labels(from: ranges, pageCount: pageCount)
    }

    private init(file: [UInt8]) { self.file = file }

    /// The value of the catalog's `/PageLabels`.
    private mutating func labelTree() -> PDFObject? {
        let key: StaticString = "/PageLabels"
        if let place = file.lastPlace(of: key) {
            var parser = PDFObjectParser(file, at: place + key.utf8CodeUnitCount)
            if let value = parser.value() {
                if case .reference = value { unpackObjectStreams() }
                return value
            }
        }
        unpackObjectStreams()
        for (contents, start) in packed.values {
            var parser = PDFObjectParser(contents, at: start)
            if let object = parser.value(), object["Type"] == .name("Catalog") { return object["PageLabels"] }
        }
        return nil
    }

    private func resolved(_ object: PDFObject?) -> PDFObject? {
        guard case .reference(let number) = object else { return object }
        if let (contents, start) = packed[number] {
            var parser = PDFObjectParser(contents, at: start)
            return parser.value()
        }
        // The last definition counts: a file may be appended to.
        guard let place = file.lastPlace(ofObject: number) else { return nil }
        var parser = PDFObjectParser(file, at: place)
        return parser.value()
    }

    private mutating func collect(
        _ node: PDFObject?, into ranges: inout [(first: Int, label: PDFObject)], visited: inout Set<Int>,
        depth: Int
    ) {
        if case .reference(let number) = node, !visited.insert(number).inserted { return }
        guard depth < 16, ranges.count < 100_000, let node = resolved(node) else { return }
        if case .array(let numbers) = resolved(node["Nums"]) {
            for index in stride(from: 0, to: numbers.count - 1, by: 2) {
                guard let first = numbers[index].integer, first >= 0, let label = resolved(numbers[index + 1])
                else {
                    continue
                }
                ranges.append((first, label))
            }
        }
        if case .array(let kids) = resolved(node["Kids"]) {
            for kid in kids { collect(kid, into: &ranges, visited: &visited, depth: depth + 1) }
        }
    }

    private static func labels(from ranges: [(first: Int, label: PDFObject)], pageCount: Int) -> [String] {
        let ranges = ranges.sorted { $0.first < $1.first }
        guard !ranges.isEmpty else { return [] }
        var labels: [String] = []
        var current = -1
        for page in 0..<pageCount {
            while current + 1 < ranges.count, ranges[current + 1].first <= page { current += 1 }
            guard current >= 0 else {
                labels.append("\(page + 1)")
                continue
            }
            let (first, label) = ranges[current]
            let number = (label["St"]?.integer ?? 1) &+ (page - first)
            var text = ""
            if case .string(let bytes) = label["P"] { text = String(PDFText.string(bytes).prefix(40)) }
            if case .name(let style) = label["S"] {
                text += ListNumbering.text(number, as: ListNumbering.Style(pdf: style))
            }
            labels.append(text.isEmpty ? "\(page + 1)" : text)
        }
        return labels
    }

    // MARK: Object streams

    private mutating func unpackObjectStreams() {
        guard packed.isEmpty else { return }
        var unpacked = 0
        var place = 0
        while let found = file.place(of: "/ObjStm", from: place), unpacked < Self.maximumUnpacked {
            place = found + 7
            guard let start = file.lastPlace(of: "obj", before: found) else { continue }
            var parser = PDFObjectParser(file, at: start + 3)
            guard let header = parser.value(), let count = header["N"]?.integer,
                let first = header["First"]?.integer,
                count > 0, first > 0, let data = file.place(of: "stream", from: parser.index)
            else { continue }
            var body = data + 6
            if body < file.count, file[body] == 0x0D { body += 1 }
            if body < file.count, file[body] == 0x0A { body += 1 }
            guard let end = file.place(of: "endstream", from: body), body < end else { continue }
            place = end
            let contents = header["Filter"] == nil ? Array(file[body..<end]) : Self.inflated(file[body..<end])
            unpacked += contents.count
            index(contents, count: count, first: first)
        }
    }

    private static func inflated(_ data: ArraySlice<UInt8>) -> [UInt8] {
        let capacity = min(maximumUnpacked, max(1 << 16, data.count * 64))
        return data.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return [] }
            return [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
                guard let place = target.baseAddress else { return }
                count = max(0, la_inflate(base, source.count, place, capacity))
            }
        }
    }

    /// The stream starts with pairs of object number and offset.
    private mutating func index(_ contents: [UInt8], count: Int, first: Int) {
        guard first < contents.count else { return }
        var parser = PDFObjectParser(contents, at: 0, end: first)
        for _ in 0..<min(count, 100_000) {
            guard let number = parser.value()?.integer, let offset = parser.value()?.integer, offset >= 0,
                offset < contents.count - first
            else { return }
            packed[number] = (contents, first + offset)
        }
    }
}

extension ListNumbering.Style {
    fileprivate init(pdf name: String) {
        switch name {
        case "D": self = .decimal
        case "r": self = .lowerRoman
        case "R": self = .upperRoman
        case "a": self = .lowerLetter
        case "A": self = .upperLetter
        default: self = .none
        }
    }
}

extension PDFText {
    /// A text string: UTF-16 or UTF-8 with its mark, Latin otherwise.
    static func string(_ bytes: [UInt8]) -> String {
        let text: String
        if bytes.starts(with: [0xFE, 0xFF]) {
            let units = stride(from: 2, to: bytes.count - 1, by: 2).map {
                UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
            }
            text = String(decoding: units, as: UTF16.self)
        } else if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
        } else {
            text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        }
        return cleaned(text)
    }
}

extension [UInt8] {
    /// The first place of these bytes at or after `start`.
    fileprivate func place(of text: StaticString, from start: Int) -> Int? {
        let length = text.utf8CodeUnitCount
        return text.withUTF8Buffer { needle in
            withUnsafeBufferPointer { bytes in
                var index = start
                while index <= bytes.count - length {
                    if bytes[index] == needle[0], bytes[index..<index + length].elementsEqual(needle) {
                        return index
                    }
                    index += 1
                }
                return nil
            }
        }
    }

    /// The last place of these bytes that ends at or before `end`.
    fileprivate func lastPlace(of text: StaticString, before end: Int? = nil) -> Int? {
        let length = text.utf8CodeUnitCount
        return text.withUTF8Buffer { needle in
            withUnsafeBufferPointer { bytes in
                var index = (end ?? bytes.count) - length
                while index >= 0 {
                    if bytes[index] == needle[0], bytes[index..<index + length].elementsEqual(needle) {
                        return index
                    }
                    index -= 1
                }
                return nil
            }
        }
    }

    /// Where the value of the last `N G obj` starts.
    fileprivate func lastPlace(ofObject number: Int) -> Int? {
        let digits = Array("\(number)".utf8)
        var end = count
        while let place = lastPlace(of: "obj", before: end) {
            end = place
            // Backwards: spaces, the generation, spaces, the number, no digit before it.
            var index = place - 1
            while index >= 0, self[index] <= 0x20 { index -= 1 }
            let generationEnd = index
            while index >= 0, self[index].isASCIIDigit { index -= 1 }
            guard index < generationEnd else { continue }
            let spaceEnd = index
            while index >= 0, self[index] <= 0x20 { index -= 1 }
            guard index < spaceEnd, index + 1 >= digits.count else { continue }
            let start = index + 1 - digits.count
            if self[start...index].elementsEqual(digits), start == 0 || !self[start - 1].isASCIIDigit {
                return place + 3
            }
        }
        return nil
    }
}
