import LecternEngine
import TerminalUI

/// Names a piece of work that was started; its events carry the same number.
struct JobID: Hashable, Sendable {
    let number: Int
}

/// Everything that can happen to the workbench.
enum AppEvent: Sendable {
    case key(Key)
    case paste(String)
    case mouse(Mouse, ClickTarget?)
    case resize(width: Int, height: Int)
    case resumed
    /// The process is to end.
    case quit(signal: Int32)
    /// Time went on; nothing else happened.
    case tick

    case documentsListed([DocumentSummary])
    case importing(JobID, ImportEvent)
    case importEnded(JobID)
    case opened(OpenedDocument)
    case openFailed(Failure)
    case removed(DocumentSummary)
    /// What undo brought back; nil: there was nothing.
    case undone(String?)
    case failed(Failure)
    case answer(JobID, AnswerEvent)
    case answerFailed(JobID, Failure)
    /// The question of a job began a conversation of its own.
    case conversationStarted(JobID, ConversationID)
    case conversation(ConversationID?, [ConversationTurn])
    case conversationsListed([ConversationSummary])
    case conversationsFound(String, [ConversationHit])
    case conversationRemoved(ConversationID, title: String)
    case turnsChanged(ConversationID, [ConversationTurn], TurnChange)
    case verifying(JobID, VerificationEvent)
    case verificationFailed(JobID, Failure?)
    case reviewed([AnswerID: AnswerReview])
    case written(path: String)
    /// Everything about a document that can be scored, with its rewards.
    case rewardsLoaded(DocumentID, [RewardGroup])
    case rewarding(JobID, RewardJobEvent)
    /// What a person said against a judge is kept.
    case rewardsChanged
    case modelStatus(ModelStatus)
    case models(ModelsEvent)
    case tokensCounted(DocumentID, Int)
    case pathsCompleted(prefix: String, [String])
    case copied(bytes: Int, how: String)
    /// A set with its labels, and who labelled last; nil when there is no set.
    case labelsOpened(LabelledSet?, annotator: String?)
    case labelSetsListed([LabelSetSummary])
    /// What a key did is on disk.
    case labelRecorded([LabelEntry])
    case labelFailed(Failure)
    case labelSource(Document, LabelCitation)
    case labelsExported(path: String, lines: Int)
    case themesListed([String], paths: [(name: String, path: String)])
    /// Everything is drawn with another theme from now on.
    case themeShown(usesASCII: Bool)
    case settingSaved(Setting, SettingValue?, path: String)
    case settingsLoaded(Settings)
    case keysLoaded(KeyBindings)
    /// What came back from `$EDITOR`.
    case edited(String)
    /// Text for which there was no pager.
    case showText(title: String, String)
    case warned(String)
}

/// What went wrong, in words for people.
struct Failure: Sendable, Hashable {
    var message: String
    /// What to do; may be empty.
    var hint: String
}

/// A document, or several, with the latest conversation about it, ready to read.
struct OpenedDocument: Sendable {
    let document: Document
    let summary: DocumentSummary
    let conversation: ConversationID?
    let turns: [ConversationTurn]
    /// The file holds another text now; this is what older answers are about.
    var isStale = false
    /// What is asked about together with it.
    var others: [Other] = []
    /// The answer that is wanted of the conversation; nil: the last.
    var showing: AnswerID?

    struct Other: Sendable {
        let document: Document
        let summary: DocumentSummary
        var isStale = false
    }
}

/// How scoring or sampling goes.
enum RewardJobEvent: Sendable, Hashable {
    case progress(done: Int, total: Int)
    /// A candidate or a reward is in the library.
    case kept
    /// Nil: it was stopped.
    case failed(Failure?)
    case ended
}

/// What a click can hit.
enum ClickTarget: Hashable, Sendable {
    case screen(ScreenID)
    case row(Int)
    case pane(Int)
    case citation(CitationReference)
    case sentence(Int)
    /// A tab of the source, by its number.
    case document(Int)
    /// A question of the conversation.
    case turn(Int)
    /// The mark of a row.
    case mark(Int)
    case strip(Int, height: Int)
    /// A row of the reward inspector: a dimension, a line of the details, a candidate.
    case dimension(Int)
    case rewardRow(Int)
    case candidate(Int)
    /// A cell of the heat map.
    case cell(layer: Int, head: Int)
    /// A group of settings.
    case page(Int)
}
