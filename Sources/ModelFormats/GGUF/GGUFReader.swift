import Compute

/// The GGUF container, versions 2 and 3, little-endian.
///
/// magic, version, counts | keys and values | tensor names, shapes, types, offsets | padding | data
package enum GGUF {
    /// What no honest file exceeds. Each is compared before anything is allocated.
    package enum Limits {
        package static let keyCount: UInt64 = 65_536
        package static let tensorCount: UInt64 = 65_536
        package static let keyBytes = 65_535
        package static let stringBytes = 64 << 20
        package static let arrayCount: UInt64 = 1 << 24
        package static let dimensions: UInt32 = 4
        package static let nameBytes = 63
        package static let alignment: ClosedRange<UInt64> = 8...65_536
    }

    package static let magic: [UInt8] = Array("GGUF".utf8)
    package static let defaultAlignment = 32

    /// Reads everything but the weights.
    ///
    /// - Returns: the metadata, and the tensors in file order; their spans lie inside the file, are aligned
    ///   and share no byte.
    package static func readIndex(
        _ file: MappedFile
    ) throws(ModelFileError) -> (metadata: ModelMetadata, tensors: [TensorInfo]) {
        var reader = GGUFIndexReader(file)
        return try reader.readIndex()
    }
}

private struct GGUFIndexReader {
    private let file: MappedFile
    private var reader: BoundedReader

    init(_ file: MappedFile) {
        self.file = file
        reader = BoundedReader(file.bytes, file: file.name)
    }

    mutating func readIndex() throws(ModelFileError) -> (metadata: ModelMetadata, tensors: [TensorInfo]) {
        try checkMagic()
        try checkVersion()
        let tensorCount = try readCount("tensor count", limit: GGUF.Limits.tensorCount)
        let keyCount = try readCount("key count", limit: GGUF.Limits.keyCount)
        let metadata = try readMetadata(count: keyCount)
        if let parts = metadata.integer("split.count"), parts > 1 {
            throw .splitFile(file: file.name, parts: parts)
        }
        _ = try metadata.requiredString("general.architecture")
        let tensors = try readTensors(count: tensorCount, alignment: alignment(in: metadata))
        return (metadata, tensors)
    }

    // MARK: Header

    private mutating func checkMagic() throws(ModelFileError) {
        let start = file.bytes.prefix(4)
        guard start.count == 4 else {
            throw start.elementsEqual(GGUF.magic.prefix(start.count)) && !start.isEmpty
                ? .truncated(file: file.name, place: .header, offset: 0, needed: 4, available: start.count)
                : .notAModel(file: file.name, found: "it has only \(start.count) bytes")
        }
        guard start.elementsEqual(GGUF.magic) else {
            throw .notAModel(file: file.name, found: FileKind.describe(file.bytes))
        }
        try reader.skip(4, .header)
    }

    private mutating func checkVersion() throws(ModelFileError) {
        let version = try reader.read(UInt32.self, .header)
        // A big-endian 2 or 3 read the wrong way round has its low half empty.
        if version & 0xFFFF == 0, version != 0 { throw .bigEndian(file: file.name) }
        guard version == 2 || version == 3 else {
            throw .unsupportedVersion(file: file.name, version: version)
        }
    }

    private mutating func readCount(_ quantity: String, limit: UInt64) throws(ModelFileError) -> Int {
        let offset = reader.offset
        let count = try reader.read(UInt64.self, .header)
        guard count <= limit else {
            throw .limitExceeded(
                file: file.name, place: .header, offset: offset, quantity: "a \(quantity) of", value: count,
                limit: limit)
        }
        return Int(count)
    }

    // MARK: Metadata

    private mutating func readMetadata(count: Int) throws(ModelFileError) -> ModelMetadata {
        var entries: [(key: String, value: GGUFValue)] = []
        var seen: Set<String> = []
        for number in 0..<count {
            let key = try readName(limit: GGUF.Limits.keyBytes, .key(number: number))
            guard seen.insert(key).inserted else { throw .duplicateKey(file: file.name, key: key) }
            let offset = reader.offset
            let kind = try readKind(.value(key: key), offset: offset)
            entries.append((key, try readValue(kind, .value(key: key))))
        }
        return ModelMetadata(file: file.name, entries)
    }

    private mutating func readName(
        limit: Int, _ place: ModelFileError.Place
    ) throws(ModelFileError) -> String {
        let offset = reader.offset
        let range = try reader.readString(limit: limit, place)
        guard !range.isEmpty else {
            throw .invalid(file: file.name, place: place, offset: offset, problem: .emptyName)
        }
        guard let name = String(validating: reader.slice(range), as: UTF8.self) else {
            throw .invalid(file: file.name, place: place, offset: range.lowerBound, problem: .notUTF8)
        }
        return name
    }

    private mutating func readKind(
        _ place: ModelFileError.Place, offset: Int
    ) throws(ModelFileError) -> GGUFValue.Kind {
        let id = try reader.read(Int32.self, place)
        guard let kind = GGUFValue.Kind(rawValue: id) else {
            throw .invalid(file: file.name, place: place, offset: offset, problem: .unknownValueType(id))
        }
        return kind
    }

    private mutating func readValue(
        _ kind: GGUFValue.Kind, _ place: ModelFileError.Place
    ) throws(ModelFileError) -> GGUFValue {
        switch kind {
        case .uint8: .uint8(try reader.read(UInt8.self, place))
        case .int8: .int8(try reader.read(Int8.self, place))
        case .uint16: .uint16(try reader.read(UInt16.self, place))
        case .int16: .int16(try reader.read(Int16.self, place))
        case .uint32: .uint32(try reader.read(UInt32.self, place))
        case .int32: .int32(try reader.read(Int32.self, place))
        case .uint64: .uint64(try reader.read(UInt64.self, place))
        case .int64: .int64(try reader.read(Int64.self, place))
        case .float32: .float32(Float(bitPattern: try reader.read(UInt32.self, place)))
        case .float64: .float64(Double(bitPattern: try reader.read(UInt64.self, place)))
        case .bool: .bool(try readBool(place))
        case .string:
            .string(
                String(
                    decoding: reader.slice(try reader.readString(limit: GGUF.Limits.stringBytes, place)),
                    as: UTF8.self))
        case .array: .array(try readArray(place))
        }
    }

    private mutating func readBool(_ place: ModelFileError.Place) throws(ModelFileError) -> Bool {
        let offset = reader.offset
        let byte = try reader.read(UInt8.self, place)
        guard byte <= 1 else {
            throw .invalid(file: file.name, place: place, offset: offset, problem: .badBool(byte))
        }
        return byte == 1
    }

    /// Checks every element and keeps where they are.
    private mutating func readArray(_ place: ModelFileError.Place) throws(ModelFileError) -> GGUFArray {
        let offset = reader.offset
        let kind = try readKind(place, offset: offset)
        guard kind != .array else {
            throw .invalid(file: file.name, place: place, offset: offset, problem: .nestedArray)
        }
        let count = try reader.read(UInt64.self, place)
        guard count <= GGUF.Limits.arrayCount else {
            throw .limitExceeded(
                file: file.name, place: place, offset: offset, quantity: "a list of", value: count,
                limit: GGUF.Limits.arrayCount)
        }
        // Both factors are small now (2²⁴ and 8), so the product can't overflow.
        let least = Int(count) * kind.minimumSize
        guard least <= reader.remaining else {
            throw .truncated(
                file: file.name, place: place, offset: reader.offset, needed: UInt64(least),
                available: reader.remaining)
        }
        let start = reader.offset
        switch kind {
        case .string:
            for _ in 0..<Int(count) { _ = try reader.readString(limit: GGUF.Limits.stringBytes, place) }
        case .bool:
            for _ in 0..<Int(count) { _ = try readBool(place) }
        default:
            try reader.skip(least, place)
        }
        return GGUFArray(elementKind: kind, count: Int(count), owner: file, range: start..<reader.offset)
    }

    private func alignment(in metadata: ModelMetadata) throws(ModelFileError) -> Int {
        let key = "general.alignment"
        guard metadata[key] != nil else { return GGUF.defaultAlignment }
        let value = UInt64(clamping: try metadata.requiredInteger(key))
        guard GGUF.Limits.alignment.contains(value), value.nonzeroBitCount == 1 else {
            throw .invalid(
                file: file.name, place: .value(key: key), offset: 0, problem: .badAlignment(value))
        }
        return Int(value)
    }

    // MARK: Tensors

    private struct Entry {
        let name: String
        let shape: [Int]
        let type: TensorType
        let byteCount: Int
        let dataOffset: UInt64
        let entryOffset: Int
    }

    private mutating func readTensors(count: Int, alignment: Int) throws(ModelFileError) -> [TensorInfo] {
        var entries: [Entry] = []
        var seen: Set<String> = []
        for number in 0..<count {
            let entry = try readEntry(number: number)
            guard seen.insert(entry.name).inserted else {
                throw .duplicateTensor(file: file.name, tensor: entry.name)
            }
            entries.append(entry)
        }
        guard !entries.isEmpty else { return [] }
        let padding = (alignment - reader.offset % alignment) % alignment
        try reader.skip(padding, .data)
        let dataStart = reader.offset
        var tensors: [TensorInfo] = []
        for entry in entries {
            tensors.append(try place(entry, dataStart: dataStart, alignment: alignment))
        }
        try checkDisjoint(tensors)
        return tensors
    }

    private mutating func readEntry(number: Int) throws(ModelFileError) -> Entry {
        let entryOffset = reader.offset
        let name = try readName(limit: GGUF.Limits.nameBytes, .tensorName(number: number))
        let place = ModelFileError.Place.tensor(name)
        func invalid(_ problem: ModelFileError.Problem) -> ModelFileError {
            .invalid(file: file.name, place: place, offset: entryOffset, problem: problem)
        }
        let dimensions = try reader.read(UInt32.self, place)
        guard dimensions >= 1, dimensions <= GGUF.Limits.dimensions else {
            throw invalid(.dimensionCount(dimensions))
        }
        var shape: [Int] = []
        for _ in 0..<dimensions {
            let dimension = try reader.read(UInt64.self, place)
            guard dimension >= 1 else { throw invalid(.zeroDimension) }
            guard let dimension = Int(exactly: dimension) else { throw invalid(.sizeOverflow) }
            shape.append(dimension)
        }
        let typeID = try reader.read(UInt32.self, place)
        guard let type = TensorType(id: typeID) else { throw invalid(.unknownTensorType(typeID)) }
        guard shape[0] % type.elementsPerBlock == 0 else {
            throw invalid(.partialBlock(columns: shape[0], type: type.name, block: type.elementsPerBlock))
        }
        guard let byteCount = Self.byteCount(shape, type) else { throw invalid(.sizeOverflow) }
        let dataOffset = try reader.read(UInt64.self, place)
        return Entry(
            name: name, shape: shape, type: type, byteCount: byteCount, dataOffset: dataOffset,
            entryOffset: entryOffset)
    }

    /// nil when the element count or the byte count is beyond `Int`.
    private static func byteCount(_ shape: [Int], _ type: TensorType) -> Int? {
        var elements = 1
        for dimension in shape {
            let (product, overflow) = elements.multipliedReportingOverflow(by: dimension)
            if overflow { return nil }
            elements = product
        }
        let (bytes, overflow) = (elements / type.elementsPerBlock).multipliedReportingOverflow(
            by: type.bytesPerBlock)
        return overflow ? nil : bytes
    }

    private func place(
        _ entry: Entry, dataStart: Int, alignment: Int
    ) throws(ModelFileError) -> TensorInfo {
        guard entry.dataOffset % UInt64(alignment) == 0 else {
            throw .invalid(
                file: file.name, place: .tensor(entry.name), offset: entry.entryOffset,
                problem: .unalignedOffset(entry.dataOffset, alignment: alignment))
        }
        let dataLength = file.bytes.count - dataStart
        guard entry.dataOffset <= UInt64(dataLength), entry.byteCount <= dataLength - Int(entry.dataOffset)
        else {
            let (offset, overflow) = dataStart.addingReportingOverflow(Int(clamping: entry.dataOffset))
            throw .truncated(
                file: file.name, place: .tensor(entry.name), offset: overflow ? .max : offset,
                needed: UInt64(entry.byteCount),
                available: max(0, overflow ? 0 : file.bytes.count - offset))
        }
        let start = dataStart + Int(entry.dataOffset)
        return TensorInfo(
            name: entry.name, shape: entry.shape, type: entry.type, byteRange: start..<start + entry.byteCount
        )
    }

    private func checkDisjoint(_ tensors: [TensorInfo]) throws(ModelFileError) {
        let sorted = tensors.sorted { $0.byteRange.lowerBound < $1.byteRange.lowerBound }
        for (first, second) in zip(sorted, sorted.dropFirst())
        where first.byteRange.upperBound > second.byteRange.lowerBound {
            throw .overlappingTensors(file: file.name, first: first.name, second: second.name)
        }
    }
}

/// Names what a file that is no GGUF file seems to be.
private enum FileKind {
    static func describe(_ bytes: UnsafeRawBufferPointer) -> String {
        let start = Array(bytes.prefix(16))
        let known: [(prefix: [UInt8], name: String)] = [
            (Array("lmgg".utf8), "it is a model in the GGML format that came before GGUF"),
            (Array("tjgg".utf8), "it is a model in the GGJT format that came before GGUF"),
            (Array("fmgg".utf8), "it is a model in the GGMF format that came before GGUF"),
            (Array("FUGG".utf8), "its bytes are swapped"),
            (Array("PK".utf8), "it is a zip archive (perhaps PyTorch weights)"),
            (Array("%PDF".utf8), "it is a PDF file"),
            ([0x1F, 0x8B], "it is compressed with gzip"),
            ([0x28, 0xB5, 0x2F, 0xFD], "it is compressed with zstd"),
            (Array("version https:/".utf8), "it is the pointer to a file kept elsewhere (Git LFS)"),
        ]
        if let match = known.first(where: { start.starts(with: $0.prefix) }) { return match.name }
        // safetensors: a 64-bit length, then JSON.
        if start.count > 8, start[8] == UInt8(ascii: "{") { return "it seems to be a safetensors file" }
        return "its first bytes are not “GGUF”"
    }
}
