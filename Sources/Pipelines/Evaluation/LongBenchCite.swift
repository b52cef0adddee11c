public import Foundation

/// One question of LongBench-Cite (arXiv 2409.02897 §2.3), as its files have it.
public struct LongBenchCiteItem: Sendable, Hashable, Decodable {
    public let index: Int
    public let dataset: String
    public let context: String
    public let question: String
    /// Accepted answers.
    public let answers: [String]
    /// Graded examples that LongBench-Chat's judge is shown.
    public let examples: [Example]

    public struct Example: Sendable, Hashable, Decodable {
        public let answer: String
        public let score: Int
    }

    private enum Keys: String, CodingKey {
        case idx, dataset, context, query, answer
        case examples = "few_shot_scores"
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        index = try fields.decode(Int.self, forKey: .idx)
        dataset = try fields.decodeIfPresent(String.self, forKey: .dataset) ?? ""
        context = try fields.decode(String.self, forKey: .context)
        question = try fields.decode(String.self, forKey: .query)
        if let one = try? fields.decode(String.self, forKey: .answer) {
            answers = [one]
        } else {
            answers = try fields.decodeIfPresent([String].self, forKey: .answer) ?? []
        }
        examples = try fields.decodeIfPresent([Example].self, forKey: .examples) ?? []
    }

    /// A JSON array, or JSON Lines.
    ///
    /// - Throws: `EvaluationError` naming the line.
    public static func items(_ data: Data) throws(EvaluationError) -> [LongBenchCiteItem] {
        let decoder = JSONDecoder()
        if let all = try? decoder.decode([LongBenchCiteItem].self, from: data) {
            guard !all.isEmpty else { throw .noQuestions }
            return all
        }
        var items: [LongBenchCiteItem] = []
        for (number, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do {
                items.append(try decoder.decode(LongBenchCiteItem.self, from: Data(line)))
            } catch {
                throw .unreadable(line: number + 1, reason: "it needs idx, context and query")
            }
        }
        guard !items.isEmpty else { throw .noQuestions }
        return items
    }
}

/// What came of one question; a line of the file that an interrupted run goes on from.
public struct LongBenchCiteResult: Sendable, Hashable, Codable {
    public var index: Int
    public var dataset: String
    public var question: String
    public var answer: String
    public var model: String
    public var judge: String
    public var statements: Int
    public var citations: Int
    public var scores: CitationScores
    /// Tokens of all cited texts together.
    public var citedTokens: Int
    /// From 0 to 1; nil where the judge can't grade answers.
    public var correctness: Double?
    /// The judge's grade could not be read and ½ stands for it, as the benchmark lays down.
    public var isGradeUnreadable: Bool
    /// Words shared with the best accepted answer.
    public var answerF1: Double

    public init(
        index: Int, dataset: String, question: String, answer: String, model: String, judge: String,
        statements: Int,
        citations: Int, scores: CitationScores, citedTokens: Int, correctness: Double?,
        isGradeUnreadable: Bool,
        answerF1: Double
    ) {
        self.index = index
        self.dataset = dataset
        self.question = question
        self.answer = answer
        self.model = model
        self.judge = judge
        self.statements = statements
        self.citations = citations
        self.scores = scores
        self.citedTokens = citedTokens
        self.correctness = correctness
        self.isGradeUnreadable = isGradeUnreadable
        self.answerF1 = answerF1
    }
}

/// The figures of LongBench-Cite, from 0 to 100, a data set a row.
public struct LongBenchCiteReport: Sendable, Hashable {
    public struct Row: Sendable, Hashable {
        public var dataset: String
        public var questions: Int
        public var recall: Double
        public var precision: Double
        /// The mean of each answer's F1, not the F1 of the means.
        public var f1: Double
        /// Mean tokens of a citation, over all citations of the set; nil without any.
        public var citationLength: Double?
        public var correctness: Double?
        public var answerF1: Double
        public var unreadableGrades: Int
    }

    public var model: String
    public var judge: String
    public var rows: [Row]
    /// The plain mean of the rows.
    public var average: Row

    /// The two MultiFieldQA sets count as one, as in the paper.
    public init(_ results: [LongBenchCiteResult]) {
        model = results.last?.model ?? ""
        judge = results.last?.judge ?? ""
        var order: [String] = []
        var groups: [String: [LongBenchCiteResult]] = [:]
        for result in results {
            let name = result.dataset.lowercased().hasPrefix("multifieldqa") ? "multifieldqa" : result.dataset
            if groups[name] == nil { order.append(name) }
            groups[name, default: []].append(result)
        }
        rows = order.map { Self.row($0, groups[$0] ?? []) }
        average = Self.mean(rows)
    }

    private static func row(_ name: String, _ results: [LongBenchCiteResult]) -> Row {
        func mean(_ value: (LongBenchCiteResult) -> Double) -> Double {
            results.isEmpty ? 0 : 100 * results.reduce(0) { $0 + value($1) } / Double(results.count)
        }
        let citations = results.reduce(0) { $0 + $1.citations }
        let graded = results.compactMap(\.correctness)
        return Row(
            dataset: name, questions: results.count, recall: mean(\.scores.recall),
            precision: mean(\.scores.precision),
            f1: mean(\.scores.f1),
            citationLength: citations == 0
                ? nil : Double(results.reduce(0) { $0 + $1.citedTokens }) / Double(citations),
            correctness: graded.isEmpty ? nil : 100 * graded.reduce(0, +) / Double(graded.count),
            answerF1: mean(\.answerF1), unreadableGrades: results.filter(\.isGradeUnreadable).count)
    }

    private static func mean(_ rows: [Row]) -> Row {
        func mean(_ values: [Double]) -> Double {
            values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        }
        let lengths = rows.compactMap(\.citationLength)
        let grades = rows.compactMap(\.correctness)
        return Row(
            dataset: "average", questions: rows.reduce(0) { $0 + $1.questions },
            recall: mean(rows.map(\.recall)),
            precision: mean(rows.map(\.precision)), f1: mean(rows.map(\.f1)),
            citationLength: lengths.isEmpty ? nil : mean(lengths),
            correctness: grades.isEmpty ? nil : mean(grades),
            answerF1: mean(rows.map(\.answerF1)),
            unreadableGrades: rows.reduce(0) { $0 + $1.unreadableGrades })
    }
}
