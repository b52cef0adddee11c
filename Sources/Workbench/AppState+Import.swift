import LecternEngine
import TerminalUI

/// What a person must answer before a file can be read.
struct ImportQuestion: Sendable, Hashable {
    enum Subject: Sendable, Hashable {
        case password
        /// Pages that hold images only.
        case textRecognition(pageCount: Int)
    }

    let subject: Subject
    let path: String
    let name: String
    /// What was answered for this file before.
    var options: ImportOptions
    /// A password was given and was not right.
    var isRepeated = false

    /// Nil when no answer would help: another kind of error, a text without a file, no program that recognises text.
    init?(_ error: EngineError, path: String?, name: String, options: ImportOptions, canRecognizeText: Bool) {
        guard let path, let problem = error.underlying as? DocumentError else { return nil }
        switch problem {
        case .encrypted(_, opensWithPassword: true): subject = .password
        case .wrongPassword:
            subject = .password
            isRepeated = true
        case .noTextLayer(_, let pages) where canRecognizeText && !options.recognizesText:
            subject = .textRecognition(pageCount: pages.count)
        default: return nil
        }
        self.path = path
        self.name = name
        self.options = options
    }
}

extension AppState {
    /// Begins to read files into the library.
    mutating func importFiles(_ paths: [String], _ options: ImportOptions = ImportOptions()) -> [Effect] {
        let job = newJob()
        library.importing = LibraryScreen.Importing(
            job: job, name: paths.first ?? "", startedAt: now, options: options)
        return [.importFiles(paths, job, options)]
    }

    /// Puts the first question that is open, unless the person is at something else.
    mutating func askAboutFiles() {
        guard overlay == nil, let question = library.openQuestion else { return }
        ask(question)
    }

    mutating func ask(_ question: ImportQuestion) {
        switch question.subject {
        case .password: overlay = .prompt(Prompt(.password(question)))
        case .textRecognition(let count):
            let pages = Figures.plural(count, "image page")
            overlay = .confirm(
                .yesOrNo(
                    "\(untrusted: question.name): \(untrusted: pages), no text. Recognise it? This takes a while."
                ),
                .recognizeText(question))
        }
    }

    /// Reads the file again with what was answered.
    mutating func answer(_ question: ImportQuestion, _ change: (inout ImportOptions) -> Void) -> [Effect] {
        var options = question.options
        change(&options)
        library.problems.removeAll { $0.question == question }
        return importFiles([question.path], options)
    }

    /// Offers the kinds of documents that there are.
    mutating func chooseKind() {
        let all = Chooser.Item(text: "all", detail: Figures.count(library.listed.count), choice: .kind(nil))
        let items = library.kinds.map { kind, count in
            Chooser.Item(text: kind.name, detail: Figures.count(count), choice: .kind(kind))
        }
        let index = library.kinds.firstIndex { $0.kind == library.kind }.map { $0 + 1 } ?? 0
        overlay = .chooser(Chooser(title: "Show", items: [all] + items, at: index))
    }

    /// Puts a question that was left; without one, offers other ways to read the chosen document.
    mutating func chooseReading() {
        if let question = library.problems.last(where: { $0.question != nil })?.question {
            return ask(question)
        }
        guard let current = library.current, let path = current.path else {
            return say("there is nothing to choose here", .info)
        }
        var again = ImportOptions()
        again.readsAgain = true
        var items = [
            Chooser.Item(text: "read the file again", detail: "", choice: .reading(.again(path, again)))
        ]
        if current.metadata["encoding"] != nil {
            items.append(
                Chooser.Item(
                    text: "as another encoding…", detail: current.metadata["encoding"] ?? "",
                    choice: .reading(.encodings(path))))
        }
        if current.format == "pdf" {
            items.append(
                Chooser.Item(text: "only some pages…", detail: "", choice: .reading(.pages(path))))
            if library.canRecognizeText {
                var recognize = ImportOptions()
                recognize.recognizesText = true
                items.append(
                    Chooser.Item(
                        text: "with text recognition of image pages", detail: "slow",
                        choice: .reading(.again(path, recognize))))
            }
        }
        overlay = .chooser(Chooser(title: "Read “\(current.title)”", items: items))
    }

    /// Reads a document of the library in another way.
    mutating func read(_ reading: LibraryScreen.Reading) -> [Effect] {
        switch reading {
        case .again(let path, let options): return importFiles([path], options)
        case .pages(let path): overlay = .prompt(Prompt(.pages(path)))
        case .encodings(let path):
            let items = TextEncoding.all.map { encoding in
                var options = ImportOptions()
                options.encoding = encoding
                return Chooser.Item(
                    text: encoding.name, detail: "", choice: .reading(.again(path, options)))
            }
            overlay = .chooser(Chooser(title: "Read as", items: items))
        }
        return []
    }
}

/// Pages as people write them.
enum PageRange {
    /// `12` or `3-40`, from 1; nil for anything else.
    static func read(_ text: String) -> ClosedRange<Int>? {
        let parts = text.trimmingSpace.split(separator: "-", omittingEmptySubsequences: false)
            .map { Int(String($0).trimmingSpace) }
        guard (1...2).contains(parts.count), let first = parts.first ?? nil, let last = parts.last ?? nil,
            first >= 1, first <= last
        else { return nil }
        return first...last
    }
}
