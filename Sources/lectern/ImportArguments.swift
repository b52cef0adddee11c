import ArgumentParser
import Foundation
import LecternEngine

/// What can be said about files that are added.
struct ImportArguments: ParsableArguments {
    @Flag(help: "Read scanned pages of PDFs by text recognition (needs ocrmypdf and tesseract; slow).")
    var ocr = false

    @Option(
        help: ArgumentHelp(
            "Languages of the scanned pages, as tesseract calls them: eng+chi_sim.", valueName: "languages"))
    var ocrLanguages: String?

    @Option(
        help: ArgumentHelp("The encoding of text files, when it is not found out right.", valueName: "name"))
    var encoding: String?

    @Option(help: ArgumentHelp("Only these pages of a PDF: 12 or 3-40.", valueName: "pages"))
    var pages: String?

    @Flag(
        help: "Read the password of encrypted PDFs from the first line of standard input, instead of asking.")
    var passwordStdin = false

    mutating func validate() throws {
        if let encoding, TextEncoding(named: encoding) == nil {
            let known = TextEncoding.all.map(\.name).joined(separator: ", ")
            throw ValidationError("--encoding takes one of \(known).")
        }
        if pages != nil, pageRange == nil {
            throw ValidationError("--pages takes a number from 1, or two with a dash: 3-40.")
        }
        if let ocrLanguages, !ocr || !TextRecognition.isLanguageList(ocrLanguages) {
            throw ValidationError("--ocr-languages goes with --ocr and takes names such as eng+deu.")
        }
    }

    /// Reads the password, if it comes through standard input.
    func options() throws -> ImportOptions {
        guard !ocr || TextRecognition.isInstalled else {
            throw CommandFailure(
                kind: "failed", code: ExitCode.failed,
                "--ocr needs the programs ocrmypdf and tesseract, which are not installed.",
                hint: "Install the package ocrmypdf.")
        }
        var options = ImportOptions()
        options.recognizesText = ocr
        options.languages = ocrLanguages
        options.encoding = encoding.flatMap(TextEncoding.init(named:))
        options.pages = pageRange
        if passwordStdin { options.password = readLine(strippingNewline: true) ?? "" }
        return options
    }

    private var pageRange: ClosedRange<Int>? {
        guard let parts = pages?.split(separator: "-", omittingEmptySubsequences: false), parts.count <= 2,
            let first = parts.first.flatMap({ Int($0) }), let last = parts.last.flatMap({ Int($0) }),
            first >= 1, first <= last
        else { return nil }
        return first...last
    }
}
