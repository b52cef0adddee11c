import LecternEngine

/// What the models screen asks for.
enum ModelsEffect: Sendable, Hashable {
    case list
    /// A file by its path; nil the server.
    case use(String?, name: String)
    case unload
    case check(String, JobID)
    case test(JobID)
    /// What is kept of these documents, by id with their titles.
    case listKept([DocumentID: String])
    case wipe(DocumentID, title: String)
}

/// What comes of it.
enum ModelsEvent: Sendable {
    case listed(ModelCatalog)
    case used(ModelStatus)
    case useFailed(Failure, ModelStatus)
    case unloaded(ModelStatus)
    case check(JobID, ModelCheckEvent)
    /// Nil: it was stopped.
    case checkFailed(JobID, Failure?)
    case tested(JobID, CitedAnswer)
    case testFailed(JobID, Failure?)
    /// Bytes by document, largest first.
    case kept([KeptDocument])
    case wiped(title: String, bytes: Int)
}

struct KeptDocument: Sendable, Hashable {
    let id: DocumentID
    let title: String
    let bytes: Int
}
