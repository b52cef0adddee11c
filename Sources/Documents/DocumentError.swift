public import Foundation

/// Why a file can't be read as a document.
///
/// Cases hold facts. `file` is the name as it was given; it is made safe to show where sentences are built.
public enum DocumentError: LocalizedError, Hashable, Sendable {
    case notFound(file: String)
    case cannotRead(file: String, reason: String)
    /// A folder, pipe, socket or device.
    case notARegularFile(file: String, kind: String)
    case notAFolder(file: String)
    case empty(file: String)
    /// Text was found nowhere in it.
    case noText(file: String)
    /// `looksLike` says what the first bytes look like, if that is known.
    case binary(file: String, looksLike: String?)
    /// A document of a kind that can't be read.
    case unsupported(file: String, kind: String)
    /// Only a PDF opens with its password.
    case encrypted(file: String, opensWithPassword: Bool)
    case wrongPassword(file: String)
    case damaged(file: String, format: String, reason: String)
    /// Pages that hold images only, by their numbers from 1.
    case noTextLayer(file: String, pages: [Int])
    case overLimit(file: String, quantity: String, value: Int, limit: Int)
    case toolMissing(file: String, tool: String, package: String)
    case timedOut(file: String, doing: String, seconds: Int)
    case cancelled(file: String)
}

extension DocumentError {
    public var errorDescription: String? {
        switch self {
        case .notFound(let file): "\(shown(file)) was not found."
        case .cannotRead(let file, let reason): "\(shown(file)) could not be read: \(shown(reason))."
        case .notARegularFile(let file, let kind):
            "\(shown(file)) is \(kind), not a file."
        case .notAFolder(let file): "\(shown(file)) is not a folder."
        case .empty(let file): "\(shown(file)) is empty."
        case .noText(let file): "\(shown(file)) holds no text."
        case .binary(let file, let looksLike):
            "\(shown(file)) is not text" + (looksLike.map { ": it looks like \($0)." } ?? ".")
        case .unsupported(let file, let kind): "\(shown(file)) is \(shown(kind)), which can't be read."
        case .encrypted(let file, let opens):
            opens
                ? "\(shown(file)) is encrypted and needs a password."
                : "\(shown(file)) is encrypted."
        case .wrongPassword(let file): "The password for \(shown(file)) is not right."
        case .damaged(let file, let format, let reason):
            "\(shown(file)) is a damaged \(format) file: \(shown(reason))."
        case .noTextLayer(let file, let pages):
            pages.count == 1
                ? "\(shown(file)) has no text layer: its only page is an image."
                : "\(shown(file)) has no text layer: \(pages.count) image pages (\(Self.spans(of: pages)))."
        case .overLimit(let file, let quantity, let value, let limit):
            "\(shown(file)): \(quantity) \(value) is over the limit of \(limit)."
        case .toolMissing(let file, let tool, _):
            "\(shown(file)) can't be read without the program \(tool), which is not installed."
        case .timedOut(let file, let doing, let seconds):
            "\(shown(file)): \(doing) was stopped after \(seconds) s."
        case .cancelled(let file): "Reading \(shown(file)) was cancelled."
        }
    }

    public var recoverySuggestion: String? {
        switch self {
        case .notFound, .cannotRead: "Check the path and that you may read it."
        case .notARegularFile(_, let kind):
            kind == "a folder"
                ? "Give the files in it."
                : "Copy what it holds into a file, or give “-” to read standard input."
        case .notAFolder: "Add it as a file."
        case .empty, .noText: "Check that it is the file you mean."
        case .binary: "Give a text file, or a document in one of the formats \(DocumentFormat.knownNames)."
        case .unsupported: "Save it in one of the formats \(DocumentFormat.knownNames)."
        case .encrypted(_, let opens):
            opens
                ? "Lectern asks for it on a terminal; “lectern docs add --password-stdin” reads it from a pipe."
                : "Save a copy without a password from its own program."
        case .wrongPassword: "Try again; capital letters count."
        case .damaged:
            "Get the file again from where it came from, or open it in its own program and save a copy."
        case .noTextLayer:
            "“lectern docs add --ocr” reads it by text recognition, which needs the program ocrmypdf."
        case .overLimit: "Split it into smaller files."
        case .toolMissing(_, _, let package): "Install the package \(package)."
        case .timedOut: "Save a simpler copy of it from its own program, or split it."
        case .cancelled: "Add it again when you like."
        }
    }

    /// `1–3, 7`: runs of numbers, at most eight of them.
    static func spans(of numbers: [Int]) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        let shown = runs.prefix(8).map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
        }
        return shown.joined(separator: ", ") + (runs.count > 8 ? ", …" : "")
    }
}

/// Text from outside without control characters, so that it can't steer a terminal; at most 120 characters.
func shown(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for (number, scalar) in text.unicodeScalars.enumerated() {
        if number == 120 {
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
