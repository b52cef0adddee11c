import Compute
import Foundation
import LecternTesting
import ModelFormats
import Testing

@Suite struct ModelFileTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test func whatIsNoReadableFileIsRefused() throws {
        try withFolder { folder in
            #expect(throws: ModelFileError.cannotOpen(file: "none.gguf", reason: "No such file or directory"))
            {
                try ModelFile(opening: folder.appending(path: "none.gguf"))
            }
            #expect(throws: ModelFileError.notARegularFile(file: folder.lastPathComponent)) {
                try ModelFile(opening: folder)
            }
            let empty = folder.appending(path: "empty.gguf")
            try Data().write(to: empty)
            #expect(throws: ModelFileError.empty(file: "empty.gguf")) { try ModelFile(opening: empty) }
            // Opening a pipe that nobody writes to must not wait.
            let pipe = folder.appending(path: "pipe")
            #expect(mkfifo(pipe.path(percentEncoded: false), 0o600) == 0)
            #expect(throws: ModelFileError.notARegularFile(file: "pipe")) { try ModelFile(opening: pipe) }
        }
    }

    @Test func namesWithSpacesAndOtherScriptsAreOpened() throws {
        try withFolder { folder in
            let url = folder.appending(path: "модель 1%20.gguf")
            try GGUF.write(metadata: [("general.architecture", .string("llama"))], tensors: [], to: url)
            #expect(try ModelFile(opening: url).metadata.architecture == "llama")
        }
    }

    @Test func aFileThatWasCutShortWhileOpenGivesNoMoreWeights() throws {
        try withFolder { folder in
            let url = folder.appending(path: "model.gguf")
            let tensor = GGUF.OutgoingTensor(name: "a", shape: [8], type: .f32, bytes: Data(count: 32))
            try GGUF.write(metadata: [("general.architecture", .string("x"))], tensors: [tensor], to: url)
            let file = try ModelFile(opening: url)
            _ = try file.weights(named: "a")
            #expect(truncate(url.path(percentEncoded: false), 64) == 0)
            #expect(throws: ModelFileError.changedWhileOpen(file: "model.gguf")) {
                try file.weights(named: "a")
            }
        }
    }

    @Test func aFolderThatCannotBeWrittenIsNamed() {
        #expect {
            try GGUF.write(metadata: [], tensors: [], to: URL(filePath: "/nowhere/at/all/x.gguf"))
        } throws: { error in
            if case ModelFileError.cannotWrite(let file, _) = error { file == "x.gguf" } else { false }
        }
    }

    @Test func weightsOutliveTheModelFile() throws {
        try withFolder { folder in
            let url = folder.appending(path: "model.gguf")
            let bytes = Data((0..<32).map { UInt8($0) })
            let tensor = GGUF.OutgoingTensor(name: "a", shape: [8], type: .f32, bytes: bytes)
            try GGUF.write(metadata: [("general.architecture", .string("x"))], tensors: [tensor], to: url)
            let weights = try ModelFile(opening: url).weights(named: "a")
            #expect(weights.bytes.elementsEqual(bytes))
        }
    }

    @Test func sentencesNameTheFileAndTheWayOutWithoutControlCharacters() {
        let file = "bad\u{1B}[2J.gguf"
        let errors: [ModelFileError] = [
            .cannotOpen(file: file, reason: "x"), .notARegularFile(file: file), .empty(file: file),
            .notAModel(file: file, found: "x"), .bigEndian(file: file),
            .unsupportedVersion(file: file, version: 1),
            .splitFile(file: file, parts: 2),
            .truncated(file: file, place: .tensor("a\nb"), offset: 1, needed: 2, available: 1),
            .limitExceeded(
                file: file, place: .key(number: 1), offset: 1, quantity: "a count of", value: 2, limit: 1),
            .invalid(file: file, place: .value(key: "\u{202E}k"), offset: 1, problem: .nestedArray),
            .duplicateKey(file: file, key: "k"), .duplicateTensor(file: file, tensor: "t"),
            .overlappingTensors(file: file, first: "a", second: "b"), .missingKey(file: file, key: "k"),
            .wrongKeyType(file: file, key: "k", expected: "x", found: "y"),
            .missingTensor(file: file, tensor: "t"),
            .unsupportedTensorType(file: file, tensor: "t", type: "Q4_K"),
            .unusableTensor(file: file, tensor: "t", reason: "x."), .changedWhileOpen(file: file),
            .cannotWrite(file: file, reason: "x"),
        ]
        for error in errors {
            let description = error.errorDescription ?? ""
            #expect(description.contains("bad\u{FFFD}[2J.gguf"))
            for sentence in [description, error.recoverySuggestion ?? ""] {
                #expect(!sentence.isEmpty)
                #expect(
                    sentence.unicodeScalars.allSatisfy {
                        ![.control, .format].contains($0.properties.generalCategory)
                    })
            }
        }
    }
}
