import Foundation
import LecternTesting
import ModelFormats
import Testing

@Suite struct SafeTensorsTests {
    static func file(_ header: String, data: Int, length: UInt64? = nil) -> MappedFile {
        var bytes = [UInt8]()
        withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { bytes += $0 }
        bytes += Array(header.utf8)
        bytes += [UInt8](repeating: 0, count: data)
        return MappedFile(copying: bytes, name: "x.safetensors")
    }

    static func entry(_ name: String, _ type: String, _ shape: String, _ offsets: String) -> String {
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
    }

    @Test func tensorsAreFoundWhereTheHeaderSays() throws {
        let header =
            "{\"__metadata__\":{\"format\":\"pt\"}," + Self.entry("a", "F16", "[2,3]", "[4,16]") + ","
            + Self.entry("b", "F32", "[1]", "[0,4]") + "}"
        let tensors = try SafeTensors.readIndex(Self.file(header, data: 16))
        #expect(tensors.map(\.name) == ["b", "a"])
        #expect(tensors[1].shape == [3, 2])
        #expect(tensors[1].rows == 2 && tensors[1].columns == 3)
        #expect(tensors[1].byteRange.count == 12)
    }

    @Test(arguments: [
        "{" + entry("a", "F16", "[2,3]", "[0,10]") + "}",
        "{" + entry("a", "F16", "[2,3]", "[8,20]") + "}",
        "{" + entry("a", "F16", "[2,3]", "[12,0]") + "}",
        "{" + entry("a", "F16", "[2,3]", "[-4,8]") + "}",
        "{" + entry("a", "F16", "[0,3]", "[0,0]") + "}",
        "{" + entry("a", "F16", "[4611686018427387904,4]", "[0,0]") + "}",
        "{" + entry("a", "F9", "[2,3]", "[0,12]") + "}",
        "{" + entry("a", "F16", "[2,3]", "[0]") + "}",
        "{" + entry("a", "F16", "[2]", "[0,4]") + "," + entry("b", "F16", "[2]", "[2,6]") + "}",
        "[]", "{\"a\":3}", "{", "",
    ])
    func headersThatDoNotFitAreRefused(header: String) {
        #expect(throws: ModelFileError.self) { try SafeTensors.readIndex(Self.file(header, data: 16)) }
    }

    @Test func lengthsAreComparedBeforeTheyAreBelieved() {
        for length in [UInt64.max, 1 << 62, 101 << 20, 100] {
            #expect(throws: ModelFileError.self) {
                try SafeTensors.readIndex(Self.file("{}", data: 4, length: length))
            }
        }
        #expect(throws: ModelFileError.self) {
            try SafeTensors.readIndex(MappedFile(copying: [1, 2, 3], name: "x"))
        }
    }

    @Test func aFolderReadsLikeAFile() throws {
        let folder = try ModelFile(opening: Fixture.url("models/llama3-folder"))
        let file = try ModelFile(opening: Fixture.url("models/llama3-f16.gguf"))
        #expect(folder.metadata.architecture == "llama")
        // The divisors are a tensor in GGUF alone.
        #expect(Set(folder.tensors.keys).union(["rope_freqs.weight"]) == Set(file.tensors.keys))
        #expect(folder.metadata.integer("llama.embedding_length") == 64)
        #expect(throws: ModelFileError.self) {
            try ModelFile(opening: Fixture.url("models"))
        }
    }
}
