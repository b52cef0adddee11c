import LecternEngine

/// What a screen asks for; the loop and the effect runner do it.
enum Effect: Sendable, Hashable {
    case listDocuments(matching: String?)
    case importFiles([String], JobID)
    case openDocument(DocumentID)
    case removeDocument(DocumentSummary)
    /// Takes back the last change to the library.
    case undo
    case countTokens(DocumentID)
    case completePath(String)
    case loadModel
    /// Asks in this conversation; nil begins a new one.
    case ask(String, about: [DocumentID], in: ConversationID?, JobID)
    case newConversation
    /// Shows a conversation in place of the open one, about the document `current` or about what its file held before.
    case openConversation(ConversationID, current: DocumentID)
    case listConversations(DocumentID)
    /// Ends a piece of work and keeps what there is.
    case stop(JobID)
    /// Judges an answer, kept as this one, about these documents.
    case verify(
        CitedAnswer, AnswerID?, about: [DocumentID], JudgeChoice, only: Set<Int>?, isBackground: Bool, JobID)
    case setVerdict(Verdict?, statement: Int, AnswerID)
    case correct([Citation]?, statement: Int, AnswerID)
    /// Reads again what was said of answers, after an undo.
    case readReviews([AnswerID])
    /// Writes a new file.
    case write(String, String)
    case copy(String)
    case setTitle(String)
    case suspend
    case redraw
    case quit(Int32)
}
