import Compute
import Foundation
import LecternTesting
import ModelFormats
import Testing

@Suite struct GGUFReaderTests {
    @Test func everyValueTypeReadsAsTheReferenceLibraryWroteIt() throws {
        let file = try ModelFile(opening: Fixture.url("gguf/values.gguf"))
        let metadata = file.metadata
        #expect(metadata.architecture == "test")
        #expect(metadata.integer("u8") == 200)
        #expect(metadata.integer("i8") == -100)
        #expect(metadata.integer("u16") == 60_000)
        #expect(metadata.integer("i16") == -30_000)
        #expect(metadata.integer("u32") == 4_000_000_000)
        #expect(metadata.integer("i32") == -2_000_000_000)
        #expect(metadata.integer("u64") == 1 << 60)
        #expect(metadata.integer("i64") == -(1 << 60))
        #expect(metadata.integer("u64.high") == nil)
        #expect(metadata["u64.high"] == .uint64(UInt64.max))
        #expect(metadata.float("f32") == 1.5)
        #expect(metadata.float("f64") == 2.25)
        #expect(metadata.bool("yes") == true)
        #expect(metadata.bool("no") == false)
        #expect(metadata.string("text") == "Größe 港口 👍")
        #expect(metadata.strings("strings") == ["a", "", "é"])
        #expect(metadata.integers("numbers") == [-1, 0, 7])
        #expect(metadata.floats("floats") == [0.5, -2])
    }

    @Test func aKeyIsReadOnlyAsItsOwnType() throws {
        let metadata = try ModelFile(opening: Fixture.url("gguf/values.gguf")).metadata
        #expect(metadata.integer("f32") == nil)
        #expect(metadata.integer("yes") == nil)
        #expect(metadata.float("u8") == nil)
        #expect(metadata.string("u8") == nil)
        #expect(metadata.strings("numbers") == nil)
        #expect(metadata.floats("numbers") == nil)
        #expect(metadata.integers("floats") == nil)
        #expect(
            throws: ModelFileError.wrongKeyType(
                file: "values.gguf", key: "text", expected: "a whole number", found: "string")
        ) { try metadata.requiredInteger("text") }
        #expect(throws: ModelFileError.missingKey(file: "values.gguf", key: "none")) {
            try metadata.requiredString("none")
        }
    }

    @Test func tensorsHaveTheShapesAndBytesTheReferenceLibraryWrote() throws {
        let file = try ModelFile(opening: Fixture.url("gguf/values.gguf"))
        let matrix = try file.weights(named: "matrix")
        #expect((matrix.rows, matrix.columns, matrix.type) == (3, 4, .f32))
        let numbers = (0..<12).map { matrix.bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        #expect(numbers == (0..<12).map { Float($0) / 8 })
        let vector = try file.weights(named: "vector")
        #expect((vector.rows, vector.columns, vector.type) == (1, 5, .f16))
        let cube = try file.tensor(named: "cube")
        #expect((cube.shape, cube.rows, cube.columns) == ([2, 3, 4], 12, 2))
        #expect(try file.weights(named: "q8").bytes.count == 2 * 34)
    }

    @Test func aTensorOfATypeThatCannotBeComputedIsListedAndNamedWhenAskedFor() throws {
        let file = try ModelFile(opening: Fixture.url("gguf/values.gguf"))
        let info = try file.tensor(named: "rare")
        #expect(info.type.name == "I32")
        #expect(info.type.elementType == nil)
        #expect(
            throws: ModelFileError.unsupportedTensorType(file: "values.gguf", tensor: "rare", type: "I32")
        ) { try file.weights(named: "rare") }
        #expect(throws: ModelFileError.missingTensor(file: "values.gguf", tensor: "absent")) {
            try file.weights(named: "absent")
        }
    }

    @Test(arguments: ElementType.allCases)
    func everyTypeThatIsComputedHasTheGeometryOfTheFormat(type: ElementType) throws {
        let known = try #require(TensorType(id: type.rawValue))
        #expect(known == TensorType(type))
        #expect(known.elementType == type)
    }

    @Test func valuesDescribeThemselves() throws {
        let metadata = try ModelFile(opening: Fixture.url("gguf/values.gguf")).metadata
        let described = ["u8", "i64", "u64.high", "f32", "yes", "strings", "floats"].map {
            metadata[$0]?.description
        }
        let expected = [
            "200", "-1152921504606846976", "18446744073709551615", "1.5", "true", "3 × string", "2 × f32",
        ]
        #expect(described == expected)
    }

    @Test func whatIsWrittenReadsBackTheSame() throws {
        let original = try ModelFile(opening: Fixture.url("gguf/values.gguf"))
        let entries = original.metadata.keys.map { (key: $0, value: original.metadata[$0]!) }
        let tensors = try original.tensors.values.filter { $0.type.elementType != nil }.map { info in
            GGUF.OutgoingTensor(
                name: info.name, shape: info.shape, type: info.type,
                bytes: Data(try original.weights(named: info.name).bytes))
        }
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        for alignment in [nil, 8, 64, 4096] as [UInt32?] {
            let url = folder.appending(path: "copy.gguf")
            let extra = alignment.map { [(key: "general.alignment", value: GGUFValue.uint32($0))] } ?? []
            try GGUF.write(metadata: entries + extra, tensors: tensors, to: url)
            let copy = try ModelFile(opening: url)
            for (key, value) in entries { #expect(copy.metadata[key] == value) }
            #expect(copy.metadata.keys == entries.map(\.key) + extra.map(\.key))
            #expect(copy.tensors.count == tensors.count)
            for tensor in tensors {
                let weights = try copy.weights(named: tensor.name)
                #expect(weights.bytes.elementsEqual(tensor.bytes))
                #expect(try copy.tensor(named: tensor.name).shape == tensor.shape)
                #expect(try copy.tensor(named: tensor.name).byteRange.lowerBound % Int(alignment ?? 32) == 0)
            }
        }
    }

    @Test func version2IsReadToo() throws {
        #expect(try GGUFBytes.header(version: 2).read().metadata.architecture == "llama")
    }

    @Test func aFileWithoutTensorsNeedsNoPadding() throws {
        #expect(try GGUFBytes.header().read().tensors.isEmpty)
    }

    @Test func theLastTensorNeedsNoPaddingBehindIt() throws {
        let file = GGUFBytes.header(tensors: 1).tensor("a", [3]).padded().raw(Array(repeating: 1, count: 12))
        #expect(try file.read().tensors[0].byteRange.upperBound == file.bytes.count)
    }
}
