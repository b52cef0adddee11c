public import Foundation

/// What can go wrong with an evaluation's file.
public enum EvaluationError: LocalizedError, Equatable {
    case unreadable(line: Int, reason: String)
    case noQuestions

    public var errorDescription: String? {
        switch self {
        case .unreadable(let line, let reason): "Line \(line) of the file can't be read: \(reason)."
        case .noQuestions: "The file holds no questions."
        }
    }

    public var recoverySuggestion: String? {
        "“lectern help eval”, with the name of the benchmark, says which files it reads."
    }
}

/// One JSON object a line; empty lines are passed over.
enum JSONLines {
    /// - Throws: `EvaluationError.unreadable` naming the line and what is wrong with it.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from data: Data
    ) throws(EvaluationError) -> [Value] {
        try numbered(type, from: data).map(\.value)
    }

    /// With the number of each line, from 1.
    static func numbered<Value: Decodable>(
        _ type: Value.Type, from data: Data
    ) throws(EvaluationError) -> [(line: Int, value: Value)] {
        let decoder = JSONDecoder()
        var values: [(Int, Value)] = []
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            do {
                values.append((number + 1, try decoder.decode(type, from: Data(line))))
            } catch {
                throw .unreadable(line: number + 1, reason: reason(error))
            }
        }
        return values
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "“\(key.stringValue)” is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” is of another kind"
        default: "it is no JSON object"
        }
    }
}
