import LecternEngine
import TerminalUI

/// The whole state of the workbench. Events change it and return what is to be done; it does nothing itself.
struct AppState: Sendable {
    var size: (width: Int, height: Int)
    var screen = ScreenID.library
    var library = LibraryScreen()
    var reader = ReaderScreen()
    var cite = CiteScreen()
    var reward = RewardScreen()
    var label = LabelScreen()
    var engine = EngineScreen()
    var models = ModelsScreen()
    var settingsScreen = SettingsScreen()
    var settings = Settings()
    /// What lies over the screen; it gets the keys first.
    var overlay: Overlay?
    var message: Message?
    /// Everything that was said, the latest last.
    private(set) var messages: [LoggedMessage] = []
    /// Marks and typed commands, kept between starts.
    var session = Session()
    /// The next key names a mark.
    var markRequest: MarkRequest?
    /// Where to go in a document that is being opened.
    var placeToOpen: Session.Mark?
    /// Keys of a sequence that isn't complete, and the count before it.
    var pending: [Key] = []
    var count: Int?
    /// Since when a sequence waits for its next key.
    var pendingSince: Moment?
    var model: ModelStatus?
    /// Shapes that are drawn with: the terminal's, or those that theme or settings ask for.
    var glyphs: GlyphSet
    var terminalGlyphs: GlyphSet
    var themeUsesASCII = false
    var bindings = KeyBindings.standard
    /// Seconds since 1970, for ages in lists.
    var clock = 0.0
    var now: Moment = .zero
    /// When Ctrl-c was pressed last, with nothing left for it to do.
    var interruptedAt: Moment?
    private var lastJob = 0

    init(width: Int, height: Int, glyphs: GlyphSet = .unicode) {
        size = (width, height)
        self.glyphs = glyphs
        terminalGlyphs = glyphs
        layOut()
    }

    var layoutClass: LayoutClass { LayoutClass(width: size.width, height: size.height) }

    mutating func newJob() -> JobID {
        lastJob += 1
        return JobID(number: lastJob)
    }

    /// Takes one event.
    ///
    /// - Parameter now: time since the workbench began.
    mutating func update(_ event: AppEvent, now: Moment) -> [Effect] {
        self.now = now
        if let message, let end = message.end, now >= end { self.message = nil }
        let effects = handle(event)
        if pending.isEmpty { pendingSince = nil } else if pendingSince == nil { pendingSince = now }
        layOut()
        return effects
    }

    private mutating func handle(_ event: AppEvent) -> [Effect] {
        switch event {
        case .key(let key): return press(key)
        case .paste(let text): return paste(text)
        case .mouse(let mouse, let target): return click(mouse, target)
        case .resize(let width, let height):
            size = (width, height)
            return []
        case .resumed, .tick: return []
        case .quit(let signal): return [.quit(128 + signal)]
        default: return hear(event)
        }
    }

    /// Gives every pane its place for the current size.
    mutating func layOut() {
        library.layOut(in: body, layoutClass)
        reader.layOut(in: body, layoutClass, glyphs: glyphs)
        cite.layOut(in: body, layoutClass)
        if screen == .cite { refreshCite() }
        reward.layOut(in: body, layoutClass, source: reader.opened?.index, glyphs: glyphs)
        label.layOut(in: body, layoutClass)
        engine.layOut(in: body, layoutClass)
        if screen == .models { models.layOut(in: body, layoutClass, document: memoryDocument, glyphs) }
        settingsScreen.layOut(in: body, layoutClass)
        switch overlay {
        case .text(var text):
            text.layOut(in: body)
            overlay = .text(text)
        case .palette(var palette):
            palette.list.height = max(1, Palette.place(in: body).height - 3)
            overlay = .palette(palette)
        case .jobs(var list):
            let jobs = jobs
            list.count = jobs.count
            list.height = max(1, JobsView.place(in: body, rows: jobs.count).height - 2)
            overlay = .jobs(list)
        case .chooser, .confirm, .prompt, nil: break
        }
    }

    /// The screen without top bar, status row and hint row.
    var body: Rect {
        let area = Rect(width: size.width, height: size.height)
        guard size.height >= 4 else { return area }
        return Rect(x: 0, y: 1, width: size.width, height: size.height - 3)
    }

    /// When the screen changes without an event: a message goes, a bar moves on.
    var deadline: Moment? {
        [message?.end, showsNextKeys ? nil : pendingSince.map { $0 + Self.nextKeysDelay }].compactMap(\.self)
            .min()
    }

    /// How long a sequence waits before the keys that go on with it are listed. The sequence itself never ends by time.
    static let nextKeysDelay = Moment.milliseconds(300)

    var showsNextKeys: Bool {
        pendingSince.map { now - $0 >= Self.nextKeysDelay && !pending.isEmpty && overlay == nil } ?? false
    }

    // MARK: Messages

    mutating func say(_ text: String, _ kind: Message.Kind = .info) {
        message = Message(text: text, kind: kind, end: kind == .error ? nil : now + Message.duration)
        messages.append(LoggedMessage(clock: clock, kind: kind, text: text))
        if messages.count > LoggedMessage.limit { messages.removeFirst() }
    }

    mutating func fail(_ failure: Failure) {
        say(failure.hint.isEmpty ? failure.message : "\(failure.message)  \(failure.hint)", .error)
    }
}

/// A line in place of the hints: for 4 s or until a key; errors stay until a key.
struct Message: Sendable, Hashable {
    enum Kind: Sendable { case info, success, warning, error }

    var text: String
    var kind: Kind
    var end: Moment?

    static let duration = Moment.seconds(4)
}

/// What lies over a screen.
enum Overlay: Sendable {
    case text(TextOverlay)
    case palette(Palette)
    case chooser(Chooser)
    /// What runs and what waits.
    case jobs(ListView)
    case confirm(ConfirmBar, Confirmation)
    /// A line at the bottom: a path to add, a text to find.
    case prompt(Prompt)
}

/// What a confirmed question does.
enum Confirmation: Sendable, Hashable {
    case quit
    case remove(DocumentSummary)
    case askPasted(String)
    /// Reads the scanned pages of a file.
    case recognizeText(ImportQuestion)
    /// What models keep of a document.
    case wipeKept(KeptDocument)
}

/// A list to choose one of.
struct Chooser: Sendable {
    enum Choice: Sendable, Hashable {
        case citation(CitationReference)
        case sentence(Int)
        case conversation(ConversationID)
        /// An answer where it stands in its conversation.
        case answer(ConversationID, AnswerID)
        /// By its tab.
        case document(Int)
        case scope(QuestionScope)
        case judge(JudgeChoice)
        case rewardJudge(RewardJudge)
        /// By its place among the groups of the reward inspector.
        case rewardGroup(Int)
        case kind(LibraryScreen.Kind?)
        case reading(LibraryScreen.Reading)
        case labelSet(String)
        case grouping(LabelGrouping)
        case exportFormat(String)
        /// By its place among the runs of the engine screen.
        case run(Int)
        case kept(KeptDocument)
        case setting(Setting, String)
    }

    struct Item: Sendable, Hashable {
        var text: String
        var detail: String
        var choice: Choice
    }

    var title: String
    var items: [Item]
    var list: ListView
    /// Keys that work here, where there are others than in every list.
    var hint: String?

    init(title: String, items: [Item], at index: Int = 0) {
        self.title = title
        self.items = items
        list = ListView(count: items.count)
        list.moveTo(index)
    }
}

/// One line of text asked for in the hint row.
struct Prompt: Sendable {
    enum Purpose: Sendable, Hashable {
        case addFile, filter, find, export
        case password(ImportQuestion)
        /// Which pages of this file are to be read.
        case pages(String)
        case annotator, note
        case labelSetName(LabelGrouping)
        case labelExport(format: String)
        case exportConversation, searchConversations
        case renameConversation(ConversationID)
        case exportRun
        case setting(Setting)
        /// Of a copy of this theme.
        case themeName(from: String)
        case sentenceNumber, pageLabel
    }

    var purpose: Purpose
    var field: TextField
    /// Paths that the last Tab found.
    var completions: [String] = []

    init(_ purpose: Purpose, text: String = "") {
        self.purpose = purpose
        field = TextField(text, isMultiline: false)
        if case .password = purpose { field.isSecret = true }
    }

    var label: SafeText {
        switch purpose {
        case .addFile: "add file> "
        case .filter: "find documents> "
        case .find: "/"
        case .export, .exportRun: "write to> "
        case .password(let question):
            question.isRepeated
                ? "not right; password of \(untrusted: question.name)> "
                : "password of \(untrusted: question.name)> "
        case .pages: "pages, such as 3-40> "
        case .annotator: "your name> "
        case .note: "note> "
        case .labelSetName: "name of the set> "
        case .labelExport: "export to> "
        case .exportConversation: "write the conversation to> "
        case .searchConversations: "find in conversations> "
        case .renameConversation: "name> "
        case .setting(let setting): "\(untrusted: setting.rawValue)> "
        case .themeName: "name of your theme> "
        case .sentenceNumber: "#"
        case .pageLabel: "page "
        }
    }
}
