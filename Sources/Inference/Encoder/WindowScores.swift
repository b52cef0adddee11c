import Compute
import Foundation
import Generation
import Tokenization

/// What the heads say of one window: the best span of each sentence and the numbers that it is judged by.
///
///     span(i, j) = start[i] + end[j] − start[CLS] − end[CLS]      i ≤ j < i + longest, both in one sentence
///     score      = span + relevanceWeight · relevance + answerableWeight · answerable
struct WindowScores: Sendable {
    /// The best span of one sentence; `first` and `last` count tokens of the sentence.
    struct Candidate: Sendable, Hashable {
        let sentence: Int
        let first: Int
        let last: Int
        let span: Float
        let relevance: Float
        let answerable: Float
    }

    private(set) var candidates: [Candidate] = []

    /// - Parameters:
    ///   - states: hidden states of a batch.
    ///   - rows: those of the window.
    init(
        _ window: ReaderInputs.Window, _ states: FloatMatrix, rows: Range<Int>, heads: ReaderHeads,
        longestAnswer: Int
    ) {
        let first = rows.lowerBound
        var (start, end) = ([Float](), [Float]())
        for row in rows {
            start.append(heads.span.output(0, states.row(row)))
            end.append(heads.span.output(1, states.row(row)))
        }
        let noAnswer = start[0] + end[0]
        let answerable = heads.answerable.output(0, states.row(first))
        for (number, (from, to)) in zip(window.starts, window.starts.dropFirst()).enumerated() where from < to
        {
            let mean = Self.mean(states, first + from..<first + to)
            let relevance = mean.withUnsafeBufferPointer { mean in
                mean.baseAddress.map { heads.relevance.output(0, $0) } ?? 0
            }
            let (i, j, span) = Self.bestSpan(start[from..<to], end[from..<to], longest: longestAnswer)
            candidates.append(
                Candidate(
                    sentence: window.first + number, first: i, last: j, span: span - noAnswer,
                    relevance: relevance, answerable: answerable))
        }
    }

    static func mean(_ states: FloatMatrix, _ rows: Range<Int>) -> [Float] {
        var sums = [Double](repeating: 0, count: states.columns)
        for row in rows {
            let x = states.row(row)
            for column in 0..<states.columns { sums[column] += Double(x[column]) }
        }
        return sums.map { Float($0 / Double(rows.count)) }
    }

    /// Of equal spans the first.
    private static func bestSpan(
        _ start: ArraySlice<Float>, _ end: ArraySlice<Float>, longest: Int
    ) -> (first: Int, last: Int, score: Float) {
        var best = (first: 0, last: 0, score: -Float.infinity)
        for i in start.indices {
            for j in i..<min(i + longest, end.endIndex) where start[i] + end[j] > best.score {
                best = (i - start.startIndex, j - start.startIndex, start[i] + end[j])
            }
        }
        return best
    }
}

extension ReaderSettings {
    func score(_ candidate: WindowScores.Candidate) -> Float {
        candidate.span + relevanceWeight * candidate.relevance + answerableWeight * candidate.answerable
    }

    /// That the question is answered by this.
    func probability(_ candidate: WindowScores.Candidate) -> Double {
        let odds =
            Double(refusal.bias) + Double(refusal.span) * Double(candidate.span)
            + Double(refusal.relevance) * Double(candidate.relevance)
            + Double(refusal.answerable) * Double(candidate.answerable)
        return 1 / (1 + exp(-odds))
    }
}
