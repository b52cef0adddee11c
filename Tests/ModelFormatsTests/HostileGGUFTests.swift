import Compute
import Foundation
import LecternTesting
import ModelFormats
import Testing

/// Files made to break a reader. Each is refused with the error that says why; none may crash or allocate by
/// a length that the file can't hold.
@Suite struct HostileGGUFTests {
    private let file = "test.gguf"

    private func expect(
        _ expected: ModelFileError, _ bytes: GGUFBytes, _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: expected, sourceLocation: location) { try bytes.read() }
    }

    private func expectProblem(
        _ problem: ModelFileError.Problem, _ bytes: GGUFBytes, _ location: SourceLocation = #_sourceLocation
    ) {
        do {
            _ = try bytes.read()
            Issue.record("was read", sourceLocation: location)
        } catch ModelFileError.invalid(_, _, _, let found) {
            #expect(found == problem, sourceLocation: location)
        } catch {
            Issue.record("\(error)", sourceLocation: location)
        }
    }

    private func expectLimit(
        _ value: UInt64, _ limit: UInt64, _ bytes: GGUFBytes, _ location: SourceLocation = #_sourceLocation
    ) {
        do {
            _ = try bytes.read()
            Issue.record("was read", sourceLocation: location)
        } catch ModelFileError.limitExceeded(_, _, _, _, let foundValue, let foundLimit) {
            #expect((foundValue, foundLimit) == (value, limit), sourceLocation: location)
        } catch {
            Issue.record("\(error)", sourceLocation: location)
        }
    }

    private func expectTruncated(_ bytes: GGUFBytes, _ location: SourceLocation = #_sourceLocation) {
        do {
            _ = try bytes.read()
            Issue.record("was read", sourceLocation: location)
        } catch ModelFileError.truncated {
        } catch {
            Issue.record("\(error)", sourceLocation: location)
        }
    }

    // MARK: Header

    @Test func otherFilesAreToldByTheirBeginning() {
        let cases: [(start: [UInt8], found: String)] = [
            (Array("PK\u{3}\u{4}".utf8), "it is a zip archive (perhaps PyTorch weights)"),
            (Array("%PDF-1.7".utf8), "it is a PDF file"),
            (Array("lmgg1234".utf8), "it is a model in the GGML format that came before GGUF"),
            ([16, 0, 0, 0, 0, 0, 0, 0] + Array("{\"a\":1}".utf8), "it seems to be a safetensors file"),
            (Array("version https://git-lfs".utf8), "it is the pointer to a file kept elsewhere (Git LFS)"),
            (Array("hello".utf8), "its first bytes are not “GGUF”"),
            (Array("he".utf8), "it has only 2 bytes"),
        ]
        for (start, found) in cases { expect(.notAModel(file: file, found: found), GGUFBytes(bytes: start)) }
    }

    @Test func otherVersionsAndByteOrdersAreNamed() {
        let magic = GGUFBytes().raw(Array("GGUF".utf8))
        expect(.unsupportedVersion(file: file, version: 1), magic.number(UInt32(1)))
        expect(.unsupportedVersion(file: file, version: 0), magic.number(UInt32(0)))
        expect(.unsupportedVersion(file: file, version: 4), magic.number(UInt32(4)))
        expect(.bigEndian(file: file), magic.number(UInt32(3).byteSwapped))
    }

    @Test func hugeCountsAreOverTheLimit() {
        let start = GGUFBytes().raw(Array("GGUF".utf8)).number(UInt32(3))
        for count in [65_537, 1 << 31, 1 << 62, UInt64(bitPattern: -1)] {
            expectLimit(count, 65_536, start.number(count).number(UInt64(0)))
            expectLimit(count, 65_536, start.number(UInt64(0)).number(count))
        }
        expectTruncated(start.number(UInt64(65_536)).number(UInt64(65_536)))
    }

    @Test func aFileThatIsOneOfSeveralSaysSo() {
        expect(
            .splitFile(file: file, parts: 3),
            GGUFBytes.header(keys: 1).key("split.count", type: 2).number(UInt16(3)))
    }

    @Test func aFileWithoutArchitectureIsNoModel() {
        let none = GGUFBytes().raw(Array("GGUF".utf8)).number(UInt32(3)).number(UInt64(0)).number(UInt64(0))
        expect(.missingKey(file: file, key: "general.architecture"), none)
    }

    // MARK: Metadata

    @Test func keysAreNotEmptyLongDoubleOrBroken() {
        let start = GGUFBytes.header(keys: 1)
        expectProblem(.emptyName, start.key("", type: 0).number(UInt8(1)))
        expectLimit(65_536, 65_535, start.number(UInt64(65_536)))
        expectLimit(.max, 65_535, start.number(UInt64.max))
        expectProblem(.notUTF8, start.number(UInt64(1)).raw([0xFF]).number(Int32(0)).number(UInt8(0)))
        expect(
            .duplicateKey(file: file, key: "general.architecture"),
            start.key("general.architecture", type: 8).string("x"))
    }

    @Test func valueTypesAreKnown() {
        for type in [13, -1, Int32.max, Int32.min] {
            expectProblem(.unknownValueType(type), GGUFBytes.header(keys: 1).key("k", type: type))
        }
        expectProblem(.badBool(2), GGUFBytes.header(keys: 1).key("k", type: 7).number(UInt8(2)))
        expectProblem(
            .badBool(255), GGUFBytes.header(keys: 1).key("k", type: 9).array(of: 7, count: 2).raw([1, 255]))
    }

    @Test func stringsEndWithinTheFile() {
        let start = GGUFBytes.header(keys: 1).key("k", type: 8)
        expectLimit(.max, 64 << 20, start.number(UInt64.max))
        expectLimit(1 << 63, 64 << 20, start.number(UInt64(1) << 63))
        expectTruncated(start.number(UInt64(64 << 20)))
        expectTruncated(start.number(UInt64(4)).raw([1, 2, 3]))
    }

    @Test func listsFitIntoWhatIsLeft() {
        let start = GGUFBytes.header(keys: 1).key("k", type: 9)
        expectLimit(.max, 1 << 24, start.array(of: 0, count: .max))
        expectLimit(1 << 61, 1 << 24, start.array(of: 10, count: 1 << 61))
        for type in [Int32(0), 4, 8, 10, 12] { expectTruncated(start.array(of: type, count: 1 << 24)) }
        expectTruncated(start.array(of: 8, count: 2).string("a").number(UInt64(9)))
        expectProblem(.nestedArray, start.array(of: 9, count: 1).array(of: 0, count: 0))
        expectProblem(.unknownValueType(99), start.array(of: 99, count: 0))
    }

    @Test func alignmentIsAPowerOfTwoInBounds() {
        for value in [0, 1, 4, 12, 33, 131_072, 1 << 31] as [UInt32] {
            expectProblem(
                .badAlignment(UInt64(value)),
                GGUFBytes.header(keys: 1).key("general.alignment", type: 4).number(value))
        }
        expect(
            .wrongKeyType(
                file: file, key: "general.alignment", expected: "a whole number", found: "string"),
            GGUFBytes.header(keys: 1).key("general.alignment", type: 8).string("32"))
    }

    // MARK: Tensors

    @Test func tensorNamesAreNotEmptyLongOrDouble() {
        expectProblem(.emptyName, GGUFBytes.header(tensors: 1).tensor("", [1]))
        expectLimit(64, 63, GGUFBytes.header(tensors: 1).tensor(String(repeating: "x", count: 64), [1]))
        let twice = GGUFBytes.header(tensors: 2).tensor("a", [1]).tensor("a", [1], offset: 32)
        expect(.duplicateTensor(file: file, tensor: "a"), twice.padded().raw(Array(repeating: 0, count: 64)))
    }

    @Test func dimensionsAreOneToFourAndNotZero() {
        for count in [0, 5, 1 << 31, UInt32.max] {
            let start = GGUFBytes.header(tensors: 1).string("a").number(count)
            expectProblem(.dimensionCount(count), start)
        }
        expectProblem(.zeroDimension, GGUFBytes.header(tensors: 1).tensor("a", [0]))
        expectProblem(.zeroDimension, GGUFBytes.header(tensors: 1).tensor("a", [4, 0]))
    }

    @Test func sizesThatOverflowAreRefused() {
        for shape: [UInt64] in [
            [1 << 62], [1 << 63], [.max], [1 << 32, 1 << 32], [1 << 16, 1 << 16, 1 << 16, 1 << 16],
            [UInt64(Int64.max)], [3, UInt64(Int64.max) / 2],
        ] {
            expectProblem(.sizeOverflow, GGUFBytes.header(tensors: 1).tensor("a", shape))
        }
        // The element count still fits, the byte count of a larger block does not.
        expectProblem(.sizeOverflow, GGUFBytes.header(tensors: 1).tensor("a", [1 << 61, 2], type: 27))
    }

    @Test func rowsAreWholeBlocks() {
        expectProblem(
            .partialBlock(columns: 33, type: "Q8_0", block: 32),
            GGUFBytes.header(tensors: 1).tensor("a", [33], type: 8))
        expectProblem(
            .partialBlock(columns: 32, type: "Q4_K", block: 256),
            GGUFBytes.header(tensors: 1).tensor("a", [32, 8], type: 12))
    }

    @Test(arguments: [4, 5, 31, 36, 38, 99, UInt32.max])
    func tensorTypesAreKnown(type: UInt32) {
        expectProblem(.unknownTensorType(type), GGUFBytes.header(tensors: 1).tensor("a", [256], type: type))
    }

    @Test func tensorsLieInsideTheFile() {
        let data = Array(repeating: UInt8(0), count: 64)
        for offset in [64, 96, 1 << 40, 1 << 62, UInt64.max - 31] {
            expectTruncated(GGUFBytes.header(tensors: 1).tensor("a", [1], offset: offset).padded().raw(data))
        }
        expectTruncated(GGUFBytes.header(tensors: 1).tensor("a", [17]).padded().raw(data))
        expectTruncated(GGUFBytes.header(tensors: 1).tensor("a", [1 << 40]).padded().raw(data))
        expectTruncated(GGUFBytes.header(tensors: 1).tensor("a", [1]))
    }

    @Test func offsetsAreAligned() {
        expectProblem(
            .unalignedOffset(4, alignment: 32),
            GGUFBytes.header(tensors: 1).tensor("a", [1], offset: 4).padded().raw(
                Array(repeating: 0, count: 64)))
    }

    @Test func tensorsShareNoByte() {
        let two = GGUFBytes.header(tensors: 2).tensor("a", [16]).tensor("b", [1], offset: 32)
        expect(
            .overlappingTensors(file: file, first: "a", second: "b"),
            two.padded().raw(Array(repeating: 0, count: 64)))
        let same = GGUFBytes.header(tensors: 2).tensor("a", [1]).tensor("b", [1])
        expect(
            .overlappingTensors(file: file, first: "a", second: "b"),
            same.padded().raw(Array(repeating: 0, count: 64)))
    }

    // MARK: Damage

    /// A file with one key of each kind and two tensors, of about a kilobyte.
    private static let valid: [UInt8] = {
        let tensors = [
            GGUF.OutgoingTensor(name: "a.weight", shape: [4, 2], type: .f32, bytes: Data(count: 32)),
            GGUF.OutgoingTensor(name: "b.weight", shape: [32], type: .q8_0, bytes: Data(count: 34)),
        ]
        return Array(
            GGUF.write(
                metadata: [
                    ("general.architecture", .string("llama")), ("general.alignment", .uint32(32)),
                    ("u8", .uint8(1)), ("i8", .int8(-1)), ("u16", .uint16(2)), ("i16", .int16(-2)),
                    ("i32", .int32(-3)),
                    ("f32", .float32(0.5)), ("yes", .bool(true)), ("u64", .uint64(4)), ("i64", .int64(-4)),
                    ("f64", .float64(0.25)), ("strings", .array(GGUFArray(["a", "bc", ""]))),
                    ("numbers", .array(GGUFArray([Int32(1), 2, 3]))),
                    ("floats", .array(GGUFArray([Float(1), 2]))),
                ], tensors: tensors))
    }()

    /// Uses everything that an index gives, so that a wrong range would show.
    private static func readAll(_ bytes: some Collection<UInt8>) throws(ModelFileError) {
        let file = MappedFile(copying: bytes, name: "test.gguf")
        let (metadata, tensors) = try GGUF.readIndex(file)
        for key in metadata.keys {
            _ = metadata.integer(key)
            _ = metadata.float(key)
            _ = metadata.strings(key)
            _ = metadata.integers(key)
            _ = metadata.floats(key)
        }
        for tensor in tensors {
            precondition(tensor.byteRange.upperBound <= file.bytes.count)
            precondition(tensor.rows * tensor.columns == tensor.elementCount)
        }
    }

    @Test func aFileCutAtAnyByteIsRefused() throws {
        let bytes = Self.valid
        try Self.readAll(bytes)
        // The last tensor ends 30 bytes of padding before the file does; up to there every byte is needed.
        for length in 0..<bytes.count - 30 {
            #expect(throws: ModelFileError.self, "cut at \(length)") { try Self.readAll(bytes[..<length]) }
        }
    }

    @Test func aDamagedFileIsReadOrRefusedButNeverCrashes() throws {
        let bytes = Self.valid
        let extremes: [UInt8] = [0, 1, 7, 8, 9, 0x7F, 0x80, 0xFE, 0xFF]
        var refused = 0
        try forEverySeed(0..<20_000) { random in
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: damaged[index] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: damaged[index] = extremes.randomElement(using: &random)!
                case 3:
                    let end = min(damaged.count, index + 8)
                    for place in index..<end { damaged[place] = 0xFF }
                case 4: damaged.remove(at: index)
                default: damaged.insert(UInt8.random(in: 0...255, using: &random), at: index)
                }
            }
            do throws(ModelFileError) {
                try Self.readAll(damaged)
            } catch {
                refused += 1
                precondition(error.errorDescription?.isEmpty == false)
            }
        }
        #expect(refused > 5_000)
    }
}
