import LecternEngine
import TerminalUI

/// What a screen asks for; the loop and the effect runner do it.
enum Effect: Sendable, Hashable {
    case listDocuments(matching: String?)
    case importFiles([String], JobID, ImportOptions = ImportOptions())
    case openDocument(DocumentID)
    /// Several, to ask about together.
    case openDocuments([DocumentID])
    case removeDocument(DocumentSummary)
    /// Takes back the last change to the library.
    case undo
    case countTokens(DocumentID)
    case completePath(String)
    case loadModel
    case models(ModelsEffect)
    /// Asks in this conversation; nil begins a new one.
    case ask(String, about: [DocumentID], in: ConversationID?, JobID)
    /// The same, answered from what the person chose.
    case askWithin(QuestionScope, String, about: [DocumentID], in: ConversationID?, JobID)
    /// Quotes an answer at once, in the same way.
    case answerNow(String, about: [DocumentID], in: ConversationID?, JobID)
    case answerNowWithin(QuestionScope, String, about: [DocumentID], in: ConversationID?, JobID)
    case newConversation
    /// Shows a conversation in place of the open one. Its documents are opened unless they are the `current` ones.
    case openConversation(ConversationID, current: [DocumentID], at: AnswerID? = nil)
    case listConversations(DocumentID)
    /// Then lists the conversations about the document again.
    case renameConversation(ConversationID, to: String, about: DocumentID)
    case removeConversation(ConversationID, title: String, about: DocumentID)
    case searchConversations(String)
    /// Asks in the place of a turn.
    case askInstead(Retake, about: [DocumentID], in: ConversationID, JobID)
    case chooseAnswer(AnswerID, in: ConversationID)
    case cutConversation(at: AnswerID, in: ConversationID)
    /// Reads again which turns are shown, after an undo.
    case readTurns(in: ConversationID)
    /// Ends a piece of work and keeps what there is.
    case stop(JobID)
    /// Judges an answer, kept as this one, about these documents.
    case verify(
        CitedAnswer, AnswerID?, about: [DocumentID], JudgeChoice, only: Set<Int>?, isBackground: Bool, JobID)
    case setVerdict(Verdict?, statement: Int, AnswerID)
    case correct([Citation]?, statement: Int, AnswerID)
    /// Reads again what was said of answers, after an undo.
    case readReviews([AnswerID])
    /// Candidates about a document and the answers of a conversation, with their rewards.
    case loadRewards(DocumentID, ConversationID?)
    case score(RewardSubject, CitedAnswer, about: DocumentID, by: RewardJudge, JobID)
    case sample(String, about: DocumentID, count: Int, JobID)
    /// A person's verdict on a fact; nil clears it.
    case overrideFact(RewardID, Int, Verdict?)
    case overrideScore(RewardID, RewardDimension, Double?)
    /// Writes a new file.
    case write(String, String)
    case copy(String)
    /// Opens a set of answers to label; nil the latest.
    case openLabels(String?)
    case listLabelSets
    case makeLabelSet(String, LabelGrouping)
    /// Writes down what one key did; nothing is shown of it before.
    case recordLabel([LabelAction], LabelPlace, annotator: String)
    case openLabelSource(LabelCitation)
    case exportLabels(set: String, format: String, path: String)
    case setTitle(String)
    // Settings, keys, themes
    case listThemes
    /// Draws with a theme; nil takes what the settings say.
    case useTheme(String?, ColorDepth?)
    case copyTheme(from: String, to: String)
    case setMouse(Bool)
    /// Into the person's file; nil takes it out of there.
    case saveSetting(Setting, SettingValue?)
    case saveSession(Session)
    case importExamples
    // Other programs, in the terminal
    case editFile(EditableFile)
    /// The question that is being written.
    case editText(String)
    case page(String)
    /// The file in the system's viewer, beside the terminal.
    case openInViewer(String)
    case suspend
    case redraw
    case quit(Int32)
}

/// A file of the person's own that opens in `$EDITOR`.
enum EditableFile: Sendable, Hashable {
    case settings, keys
    /// By its name.
    case theme(String)
}
