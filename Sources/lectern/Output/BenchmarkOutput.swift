import Foundation
import LecternEngine

/// The JSON of `lectern eval needle`.
struct NeedleJSON: Encodable {
    struct Outcome: Encodable {
        let question: String
        let needle: String
        let depth: Double
        let cited: Bool
        let other_sentences: Int
        let answered: Double
        let answer: String
    }

    struct Run: Encodable {
        let sentences: Int
        let pages_of_2000_letters: Int
        let needles: Int
        let cited: Int
        let outcomes: [Outcome]
    }

    let schema = 1
    let benchmark = "needle"
    let model: String
    let runs: [Run]
    let seconds: Double

    init(_ report: NeedleReport) {
        model = report.model
        seconds = report.seconds
        runs = report.runs.map { run in
            Run(
                sentences: run.sentences, pages_of_2000_letters: run.pagesOf2000Letters,
                needles: run.outcomes.count,
                cited: run.cited,
                outcomes: run.outcomes.map {
                    Outcome(
                        question: $0.question, needle: $0.needle, depth: $0.depth, cited: $0.isCited,
                        other_sentences: $0.otherSentences, answered: $0.answered, answer: $0.answer)
                })
        }
    }
}

extension NeedleReport {
    /// A row a length, a mark a fact, from the document's beginning to its end.
    var table: String {
        var lines = ["\(model): + cited, ~ answered without its sentence, . missed", ""]
        for run in runs {
            let marks = run.outcomes.map { $0.isCited ? "+" : $0.answered == 1 ? "~" : "." }.joined()
            let length = "\(run.sentences) sentences (\(run.pagesOf2000Letters) pages)"
            lines.append(
                length.padding(toLength: 30, withPad: " ", startingAt: 0) + marks
                    + "  \(run.cited)/\(run.outcomes.count) cited")
        }
        for outcome in runs.flatMap(\.outcomes) where !outcome.isCited {
            lines.append("missed: \(outcome.question)  (\(outcome.needle))")
        }
        lines.append(String(format: "%.0f s", seconds))
        return lines.joined(separator: "\n")
    }
}

/// The JSON of `lectern eval longbench-cite`: numbers from 0 to 100.
struct LongBenchCiteJSON: Encodable {
    struct Row: Encodable {
        let dataset: String
        let questions: Int
        let citation_recall: Double
        let citation_precision: Double
        let citation_f1: Double
        @Nullable var citation_length: Double?
        @Nullable var correctness: Double?
        let answer_f1: Double
        let unreadable_grades: Int

        init(_ row: LongBenchCiteReport.Row) {
            dataset = row.dataset
            questions = row.questions
            citation_recall = row.recall
            citation_precision = row.precision
            citation_f1 = row.f1
            _citation_length = Nullable(wrappedValue: row.citationLength)
            _correctness = Nullable(wrappedValue: row.correctness)
            answer_f1 = row.answerF1
            unreadable_grades = row.unreadableGrades
        }
    }

    let schema = 1
    let benchmark = "longbench-cite"
    let model: String
    let judge: String
    let datasets: [Row]
    let average: Row

    init(_ report: LongBenchCiteReport) {
        model = report.model
        judge = report.judge
        datasets = report.rows.map(Row.init)
        average = Row(report.average)
    }
}

extension LongBenchCiteReport {
    /// For people.
    var table: String {
        func row(_ row: Row) -> String {
            let numbers = [
                row.recall, row.precision, row.f1, row.citationLength, row.correctness, row.answerF1,
            ]
            return row.dataset.padding(toLength: 18, withPad: " ", startingAt: 0)
                + ([Double(row.questions)].map { String(format: "%6.0f", $0) }
                + numbers.map { $0.map { String(format: "%10.1f", $0) } ?? "         —" }).joined()
        }
        let head =
            "".padding(toLength: 18, withPad: " ", startingAt: 0)
            + "     n    recall precision        F1    length   correct answer F1"
        let unreadable = average.unreadableGrades
        return
            (["\(model), judged by \(judge)", "", head] + rows.map(row) + [row(average)]
            + (unreadable > 0 ? ["\(unreadable) grades could not be read and count ½"] : [])).joined(
                separator: "\n")
    }
}
