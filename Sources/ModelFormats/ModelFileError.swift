import Foundation

/// What is wrong with a model file, and where.
///
/// Cases hold facts; names that come from the file are made safe to show when a sentence is built from them.
package enum ModelFileError: LocalizedError, Equatable {
    case cannotOpen(file: String, reason: String)
    /// A folder, device or pipe.
    case notARegularFile(file: String)
    case empty(file: String)
    /// `found` says what the first bytes look like.
    case notAModel(file: String, found: String)
    case bigEndian(file: String)
    case unsupportedVersion(file: String, version: UInt32)
    /// One of several files that make up a model.
    case splitFile(file: String, parts: Int)
    case truncated(file: String, place: Place, offset: Int, needed: UInt64, available: Int)
    case limitExceeded(
        file: String, place: Place, offset: Int, quantity: String, value: UInt64, limit: UInt64)
    case invalid(file: String, place: Place, offset: Int, problem: Problem)
    case duplicateKey(file: String, key: String)
    case duplicateTensor(file: String, tensor: String)
    case overlappingTensors(file: String, first: String, second: String)
    case missingKey(file: String, key: String)
    case wrongKeyType(file: String, key: String, expected: String, found: String)
    case missingTensor(file: String, tensor: String)
    /// A type that GGUF knows and this program can't compute with.
    case unsupportedTensorType(file: String, tensor: String, type: String)
    case unusableTensor(file: String, tensor: String, reason: String)
    /// Its size is no longer that of the time it was opened.
    case changedWhileOpen(file: String)
    case cannotWrite(file: String, reason: String)

    /// The part of the file that was being read.
    package enum Place: Equatable, Sendable {
        case header
        case key(number: Int)
        case value(key: String)
        case tensorName(number: Int)
        case tensor(String)
        case data
    }

    /// How a value breaks the format.
    package enum Problem: Equatable, Sendable {
        case emptyName
        case notUTF8
        case unknownValueType(Int32)
        case nestedArray
        case badBool(UInt8)
        case badAlignment(UInt64)
        case dimensionCount(UInt32)
        case zeroDimension
        case sizeOverflow
        case unknownTensorType(UInt32)
        case partialBlock(columns: Int, type: String, block: Int)
        case unalignedOffset(UInt64, alignment: Int)
    }
}

extension ModelFileError {
    package var errorDescription: String? {
        switch self {
        case .cannotOpen(let file, let reason):
            "\(shown(file)) could not be opened: \(reason)."
        case .notARegularFile(let file):
            "\(shown(file)) is not a regular file."
        case .empty(let file):
            "\(shown(file)) is empty."
        case .notAModel(let file, let found):
            "\(shown(file)) is not a GGUF file: \(found)."
        case .bigEndian(let file):
            "\(shown(file)) is a big-endian GGUF file."
        case .unsupportedVersion(let file, let version):
            "\(shown(file)) has GGUF version \(version); versions 2 and 3 can be read."
        case .splitFile(let file, let parts):
            "\(shown(file)) is one of \(parts) files that make up a model."
        case .truncated(let file, let place, let offset, let needed, let available):
            "\(shown(file)): \(place.text) needs \(needed) bytes at offset \(offset), "
                + "but only \(available) are left."
        case .limitExceeded(let file, let place, let offset, let quantity, let value, let limit):
            "\(shown(file)): \(place.text) at offset \(offset): "
                + "\(quantity) \(value) is over the limit of \(limit)."
        case .invalid(let file, let place, let offset, let problem):
            "\(shown(file)): \(place.text) at offset \(offset): \(problem.text)."
        case .duplicateKey(let file, let key):
            "\(shown(file)) has the key \(quoted(key)) twice."
        case .duplicateTensor(let file, let tensor):
            "\(shown(file)) has the tensor \(quoted(tensor)) twice."
        case .overlappingTensors(let file, let first, let second):
            "\(shown(file)): the tensors \(quoted(first)) and \(quoted(second)) share bytes."
        case .missingKey(let file, let key):
            "\(shown(file)) lacks the key \(quoted(key))."
        case .wrongKeyType(let file, let key, let expected, let found):
            "\(shown(file)): the key \(quoted(key)) should be \(expected), but is \(found)."
        case .missingTensor(let file, let tensor):
            "\(shown(file)) lacks the tensor \(quoted(tensor))."
        case .unsupportedTensorType(let file, let tensor, let type):
            "\(shown(file)): the tensor \(quoted(tensor)) has the type \(type), which can't be computed with."
        case .unusableTensor(let file, let tensor, let reason):
            "\(shown(file)): the tensor \(quoted(tensor)) can't be used: \(reason)"
        case .changedWhileOpen(let file):
            "\(shown(file)) changed its size while it was open."
        case .cannotWrite(let file, let reason):
            "\(shown(file)) could not be written: \(reason)."
        }
    }

    package var recoverySuggestion: String? {
        switch self {
        case .cannotOpen, .notARegularFile:
            "Check the path and that you may read it."
        case .empty, .truncated:
            "The file was probably cut short while it was copied. Copy it again."
        case .notAModel:
            "Give a model in GGUF format (its name usually ends in .gguf)."
        case .bigEndian, .unsupportedVersion:
            "Convert the model anew, or get a little-endian file of GGUF version 3."
        case .splitFile:
            "Join the parts into one file (llama-gguf-split --merge), then open that."
        case .limitExceeded, .invalid, .duplicateKey, .duplicateTensor, .overlappingTensors:
            "The file is damaged or was not made by a known program. Get it again from where it came from."
        case .missingKey, .wrongKeyType, .missingTensor, .unusableTensor:
            "The file is damaged or not a model of the kind it says. Use another file."
        case .unsupportedTensorType:
            "Use a file of the model in one of the types \(ElementTypeNames.all)."
        case .changedWhileOpen:
            "Wait until the program that writes it is done, then open it again."
        case .cannotWrite:
            "Check that the folder exists, may be written, and has room."
        }
    }
}

extension ModelFileError.Place {
    var text: String {
        switch self {
        case .header: "the header"
        case .key(let number): "metadata key \(number)"
        case .value(let key): "the value of \(quoted(key))"
        case .tensorName(let number): "the name of tensor \(number)"
        case .tensor(let name): "tensor \(quoted(name))"
        case .data: "the tensor data"
        }
    }
}

extension ModelFileError.Problem {
    var text: String {
        switch self {
        case .emptyName: "an empty name"
        case .notUTF8: "a name that is not UTF-8"
        case .unknownValueType(let id): "unknown value type \(id)"
        case .nestedArray: "an array of arrays"
        case .badBool(let byte): "a truth value of \(byte)"
        case .badAlignment(let value): "an alignment of \(value), which is not a power of two from 8 to 65536"
        case .dimensionCount(let count): "\(count) dimensions instead of 1 to 4"
        case .zeroDimension: "a dimension of 0"
        case .sizeOverflow: "a size beyond every file"
        case .unknownTensorType(let id): "unknown tensor type \(id)"
        case .partialBlock(let columns, let type, let block):
            "\(columns) columns of \(type), which comes in blocks of \(block)"
        case .unalignedOffset(let offset, let alignment):
            "data offset \(offset), which is not a multiple of \(alignment)"
        }
    }
}

/// A name from a file in quotation marks: at most 80 scalars, control characters made visible.
func quoted(_ text: String) -> String { "“\(shown(text))”" }

/// Text from outside without control characters, so that it can't steer a terminal.
func shown(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for (number, scalar) in text.unicodeScalars.enumerated() {
        if number == 80 {
            result.append("…")
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator:
            result.append("\u{FFFD}")
        default:
            result.append(scalar)
        }
    }
    return String(result)
}
