/// What was said of an answer after it was written: by judges, and by people. The answer itself never changes.
public struct AnswerReview: Sendable, Hashable, Codable {
    /// One a judge; the latest last.
    public var verifications: [AnswerVerification]
    /// A person's verdicts, by number of the statement.
    public var verdicts: [Int: Verdict]
    /// Citations as a person put them right, by number of the statement.
    public var corrections: [Int: [Citation]]

    public init(
        verifications: [AnswerVerification] = [], verdicts: [Int: Verdict] = [:],
        corrections: [Int: [Citation]] = [:]
    ) {
        self.verifications = verifications
        self.verdicts = verdicts
        self.corrections = corrections
    }

    public static let empty = AnswerReview()

    /// The machine's verdict on a statement: that of the judge who spoke last.
    public func verdict(of statement: Int) -> Verdict {
        verification(of: statement)?.verdict ?? .unchecked
    }

    public func verification(of statement: Int) -> StatementVerification? {
        verifications.last.flatMap {
            $0.statements.indices.contains(statement) ? $0.statements[statement] : nil
        }
    }

    /// The citations that hold now: a person's, where there are any, else the model's own.
    public func citations(of statement: Int, in answer: CitedAnswer) -> [Citation] {
        corrections[statement]
            ?? (answer.statements.indices.contains(statement) ? answer.statements[statement].citations : [])
    }
}

extension CitedAnswer {
    /// The answer with the machine's verdicts in its statements, as the command line prints them.
    public func marked(with verification: AnswerVerification) -> CitedAnswer {
        var answer = self
        for (index, result) in verification.statements.enumerated()
        where answer.statements.indices.contains(index) {
            answer.statements[index].support = result.verdict
        }
        return answer
    }
}
