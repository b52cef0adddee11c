import Foundation

/// How close an answer is to the accepted ones, as the SQuAD script measures it (Rajpurkar et al., arXiv 1606.05250 §6.1).
package enum AnswerScores {
    /// Lower case, without ASCII punctuation and the words a, an, the, words parted by one space.
    package static func normalized(_ answer: String) -> String { words(answer).joined(separator: " ") }

    /// The words of `normalized`.
    static func words(_ answer: String) -> [String] {
        var text = String.UnicodeScalarView()
        var word = String.UnicodeScalarView()
        func endWord() {
            // An article becomes a space, wherever a word begins and ends there.
            text.append(contentsOf: articles.contains(String(word)) ? " ".unicodeScalars : word)
            word.removeAll()
        }
        for scalar in answer.lowercased().unicodeScalars where !isPunctuation(scalar) {
            if isWord(scalar) {
                word.append(scalar)
            } else {
                endWord()
                text.append(scalar)
            }
        }
        endWord()
        // Scalar by scalar: a space with a mark on it is a space all the same.
        return text.split(whereSeparator: \.properties.isWhitespace).map { String($0) }
    }

    private static let articles: Set<String> = ["a", "an", "the"]

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars.contains(scalar)
    }

    /// Letters and numbers: what Python's regular expressions call a word.
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber,
            .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// 1 when the answer is an accepted one but for what `normalized` takes away, else 0.
    package static func exactMatch(_ answer: String, _ accepted: [String]) -> Double {
        accepted.map { normalized(answer) == normalized($0) ? 1 : 0 }.max() ?? 0
    }

    /// The harmonic mean of precision and recall over words, for the best accepted answer.
    package static func f1(_ answer: String, _ accepted: [String]) -> Double {
        accepted.map { overlap(words(answer), words($0)) }.max() ?? 0
    }

    private static func overlap(_ answer: [String], _ accepted: [String]) -> Double {
        var rest = accepted.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        var same = 0
        for word in answer {
            guard let count = rest[word], count > 0 else { continue }
            rest[word] = count - 1
            same += 1
        }
        guard same > 0 else { return answer.isEmpty && accepted.isEmpty ? 1 : 0 }
        return 2 * Double(same) / Double(answer.count + accepted.count)
    }
}

/// How well cited sentences cover the gold ones.
package struct CitationScore: Sendable, Hashable {
    package var recall: Double
    package var precision: Double

    package var f1: Double {
        recall + precision > 0 ? 2 * recall * precision / (recall + precision) : 0
    }

    /// - Parameter gold: at least one sentence.
    package init(cited: Set<Int>, gold: Set<Int>) {
        let hits = Double(cited.intersection(gold).count)
        recall = gold.isEmpty ? 0 : hits / Double(gold.count)
        precision = cited.isEmpty ? 0 : hits / Double(cited.count)
    }
}
