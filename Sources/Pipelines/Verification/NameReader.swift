/// Finds the capitalised names of a text.
enum NameReader {
    /// Names in order, each once: runs of capitalised words, joined by `of`, `de`, `van` and their like.
    ///
    /// A single word that begins a sentence counts only when it is capitalised inside too (`NATO`, `McKay`): most
    /// such words are capitals of the sentence.
    static func names(in text: some StringProtocol) -> [String] {
        let words = Words(text)
        var names: [String] = []
        var run: [String] = []
        var startsSentence = true
        var runStartsSentence = false
        func close() {
            while let last = run.last, joiners.contains(last) { run.removeLast() }
            defer { run = [] }
            if runStartsSentence, let first = run.first, !isMarked(first) {
                // Its first word may be a capital of the sentence; what follows it is a name all the same.
                if run.count == 1 || ordinary.contains(first.lowercased()) { run.removeFirst() }
            }
            while let first = run.first, joiners.contains(first) { run.removeFirst() }
            let name = run.joined(separator: " ")
            if name.count > 1, !names.contains(name) { names.append(name) }
        }
        for index in 0..<words.count {
            let word = words[index]
            if word.core.first?.isUppercase == true, !pronouns.contains(word.core),
                !calendar.contains(word.core)
            {
                if run.isEmpty { runStartsSentence = startsSentence }
                run.append(possessor(word.core))
            } else if !run.isEmpty, joiners.contains(word.core), index + 1 < words.count,
                words[index + 1].core.first?.isUppercase == true
            {
                run.append(word.core)
            } else {
                close()
            }
            if word.endsPhrase { close() }
            startsSentence = word.endsSentence
        }
        close()
        return names
    }

    private static let joiners: Set<String> = [
        "of", "the", "de", "del", "la", "van", "von", "der", "and", "du", "al",
    ]
    private static let pronouns: Set<String> = ["I", "I'm", "I’m", "I'd", "I’d"]

    /// Months and days are looked up as dates.
    private static let calendar: Set<String> = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November",
        "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    /// Words that begin sentences and hardly ever names.
    private static let ordinary: Set<String> = [
        "the", "a", "an", "in", "on", "at", "by", "for", "from", "to", "of", "and", "but", "or", "as",
        "after", "before",
        "when", "while", "during", "since", "until", "if", "it", "its", "he", "she", "they", "this", "that",
        "these",
        "those", "there", "then", "his", "her", "their", "our", "we", "you", "most", "many", "some", "all",
        "both",
        "each", "every", "no", "not", "only", "also", "however", "although", "because", "with", "without",
        "under",
        "over", "between", "according", "overall", "today", "what", "who", "why", "how", "where", "which",
        "is", "was",
    ]

    /// `Anna's` → `Anna`.
    private static func possessor(_ word: String) -> String {
        for ending in ["'s", "’s"] where word.hasSuffix(ending) { return String(word.dropLast(2)) }
        return word
    }

    /// Capital letters or digits beyond the first letter.
    private static func isMarked(_ word: String) -> Bool {
        word.dropFirst().contains { $0.isUppercase || $0.isNumber }
    }
}
