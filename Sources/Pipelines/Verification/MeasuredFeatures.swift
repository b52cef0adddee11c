import Foundation

/// What of a statement stands in the text it cites, as numbers: the features of `MeasuredSupport`.
///
/// Content words are those that are no stop word, no negation and no word that claims all or only. One is found when
/// its stem stands in the cited text (1) or, from five letters on, when a word there has the same first five (0.6).
struct MeasuredFeatures: Sendable {
    /// In the order of `MeasuredCoefficients.rows`.
    let values: [Double]
    /// What a person would say about it, the gravest first.
    let reasons: [String]

    /// Words of the cited text in which the second of a pair still counts as following the first.
    private static let nearness = 4
    /// Letters that make two different stems the same word for the most part.
    private static let prefix = 5
    private static let prefixCredit = 0.6

    /// One value a line: the list is the definition, and the table of coefficients says what each means.
    init(of statement: String, in cited: String) {
        let said = MeasuredWords.words(of: statement)
        let there = CitedWords(MeasuredWords.words(of: cited))
        let content = said.filter(Self.isContent)
        let match = content.map(there.found)
        let missing = zip(content, match).filter { $1 == 0 }.map(\.0)
        let overlap = Self.mean(match)
        let count = Double(max(1, content.count))
        let stems = content.map(\.stem)
        let names = content.filter { $0.isCapital && !$0.begins }
        let isNameMissing = names.contains { there.found($0) == 0 }
        let plain = missing.filter { !$0.isCapital && $0.number == nil }
        let figures = FigureDifference(said, there)
        let denies = said.contains { MeasuredLexicon.negation.contains($0.text) }
        let denied = there.words.contains { MeasuredLexicon.negation.contains($0.text) }
        let changes = WordChanges(said, there)
        let alone = Set(said.map(\.text)).subtracting(there.texts)
        let bigrams = zip(said, said.dropFirst()).map {
            there.neighbours.contains([$0.stem, $1.stem]) ? 1.0 : 0
        }
        values = [
            1,
            overlap,
            log1p(Double(missing.count)),
            missing.isEmpty ? 1 : 0,
            missing.count == 1 ? 1 : 0,
            there.shareOfPairs(stems, within: Self.nearness),
            Self.mean(bigrams),
            Double(there.commonSubsequence(stems)) / count,
            Self.mean(match.suffix(match.count - match.count / 2)),
            match.last == 0 ? 1 : 0,
            match.first == 0 ? 1 : 0,
            Double(there.bestSentence(stems)) / count,
            isNameMissing ? 1 : 0,
            !names.isEmpty && !isNameMissing ? 1 : 0,
            log1p(Double(plain.count)),
            figures.lost.isEmpty ? 0 : 1,
            figures.hasFigures && figures.lost.isEmpty ? 1 : 0,
            figures.isChanged ? 1 : 0,
            figures.lost.contains(where: FigureDifference.isYear) ? 1 : 0,
            denies && !denied ? 1 : 0,
            denied && !denies ? 1 : 0,
            denies && denied ? 1 : 0,
            denies && !denied ? overlap : 0,
            alone.isDisjoint(with: MeasuredLexicon.exclusive) ? 0 : 1,
            changes.opposite == nil ? 0 : 1,
            changes.isKindChanged ? 1 : 0,
            changes.isKindMissing ? 1 : 0,
            stems.contains { WordChanges.kinds[$0] != nil && there.stems.contains($0) } ? 1 : 0,
            alone.isDisjoint(with: MeasuredLexicon.more) ? 0 : 1,
            alone.isDisjoint(with: MeasuredLexicon.less) ? 0 : 1,
            log(Double(max(1, there.words.count))),
            log(count),
        ]
        reasons = Self.reasons(missing, figures, changes, denies: denies, denied: denied, alone: alone)
    }

    static func isContent(_ word: MeasuredWords.Word) -> Bool {
        !MeasuredLexicon.stop.contains(word.text) && !MeasuredLexicon.negation.contains(word.text)
            && !MeasuredLexicon.exclusive.contains(word.text)
    }

    private static func mean(_ values: some Collection<Double>) -> Double {
        values.reduce(0, +) / Double(max(1, values.count))
    }

    private static func reasons(
        _ missing: [MeasuredWords.Word], _ figures: FigureDifference, _ changes: WordChanges, denies: Bool,
        denied: Bool, alone: Set<String>
    ) -> [String] {
        var reasons: [String] = []
        if denies != denied {
            reasons.append(denies ? "only the statement denies" : "only the cited text denies")
        }
        if let opposite = changes.opposite { reasons.append("“\(opposite)” stands there instead") }
        if figures.isChanged { reasons.append("another figure stands there") }
        let exclusive = alone.intersection(MeasuredLexicon.exclusive).sorted()
        if !exclusive.isEmpty { reasons.append("not there: " + exclusive.joined(separator: ", ")) }
        if missing.isEmpty {
            reasons.append("every content word is there")
        } else {
            let shown = missing.prefix(4).map(\.text).joined(separator: ", ")
            reasons.append(
                "not found: " + shown + (missing.count > 4 ? " and \(missing.count - 4) more" : ""))
        }
        return reasons
    }

    // MARK: The cited text

    /// The cited words, laid out for looking up.
    struct CitedWords {
        let words: [MeasuredWords.Word]
        let stems: Set<String>
        let texts: Set<String>
        let neighbours: Set<[String]>
        private let prefixes: Set<String>
        /// Stems of all but stop words, in order.
        private let content: [String]

        init(_ words: [MeasuredWords.Word]) {
            self.words = words
            stems = Set(words.map(\.stem))
            texts = Set(words.map(\.text))
            neighbours = Set(zip(words, words.dropFirst()).map { [$0.stem, $1.stem] })
            prefixes = Set(words.compactMap { Self.prefix(of: $0.stem) })
            content = words.filter { !MeasuredLexicon.stop.contains($0.text) }.map(\.stem)
        }

        func found(_ word: MeasuredWords.Word) -> Double {
            if stems.contains(word.stem) { return 1 }
            guard let prefix = Self.prefix(of: word.stem) else { return 0 }
            return prefixes.contains(prefix) ? MeasuredFeatures.prefixCredit : 0
        }

        private static func prefix(of stem: String) -> String? {
            let scalars = stem.unicodeScalars.prefix(MeasuredFeatures.prefix)
            return scalars.count == MeasuredFeatures.prefix ? String(scalars) : nil
        }

        func shareOfPairs(_ stems: [String], within nearness: Int) -> Double {
            var places: [String: [Int]] = [:]
            for (place, stem) in content.enumerated() { places[stem, default: []].append(place) }
            let near = zip(stems, stems.dropFirst()).map { first, second -> Double in
                let follows = (places[first] ?? []).contains { place in
                    (places[second] ?? []).contains { $0 > place && $0 - place <= nearness }
                }
                return follows ? 1 : 0
            }
            return MeasuredFeatures.mean(near)
        }

        func commonSubsequence(_ stems: [String]) -> Int {
            var row = Array(repeating: 0, count: content.count + 1)
            for stem in stems {
                var diagonal = 0
                for (column, other) in content.enumerated() {
                    let above = row[column + 1]
                    row[column + 1] = stem == other ? diagonal + 1 : max(above, row[column])
                    diagonal = above
                }
            }
            return row[content.count]
        }

        /// Most of the stems that one sentence holds.
        func bestSentence(_ wanted: [String]) -> Int {
            var best = 0
            var sentence = Set<String>()
            for word in words {
                if word.begins {
                    best = max(best, wanted.count(where: sentence.contains))
                    sentence = []
                }
                sentence.insert(word.stem)
            }
            return max(best, wanted.count(where: sentence.contains))
        }
    }
}

/// The figures of a statement that the cited text lacks.
struct FigureDifference {
    let lost: Set<String>
    let hasFigures: Bool
    /// Another figure of the same kind stands there instead.
    let isChanged: Bool

    init(_ said: [MeasuredWords.Word], _ there: MeasuredFeatures.CitedWords) {
        let figures = Set(said.compactMap(\.number))
        let figuresThere = Set(there.words.compactMap(\.number))
        let lost = figures.subtracting(figuresThere)
        let others = figuresThere.subtracting(figures)
        self.lost = lost
        hasFigures = !figures.isEmpty
        isChanged = lost.contains { figure in others.contains { Self.isYear($0) == Self.isYear(figure) } }
    }

    static func isYear(_ figure: String) -> Bool {
        figure.utf8.count == 4 && !figure.contains(".") && (figure.hasPrefix("1") || figure.hasPrefix("2"))
    }
}

/// Words of a statement in whose place the cited text has another.
struct WordChanges {
    /// What stands there where the statement has its opposite.
    let opposite: String?
    let isKindChanged: Bool
    let isKindMissing: Bool

    init(_ said: [MeasuredWords.Word], _ there: MeasuredFeatures.CitedWords) {
        let stems = Set(said.map(\.stem))
        let others = there.stems.subtracting(stems)
        let lost = stems.subtracting(there.stems)
        opposite = lost.sorted().lazy.compactMap { Self.opposites[$0]?.intersection(others).min() }.first
        let kindsThere = others.reduce(into: Set<String>()) { $0.formUnion(Self.kinds[$1] ?? []) }
        let lostKinds = lost.compactMap { Self.kinds[$0] }
        isKindChanged = lostKinds.contains { !$0.isDisjoint(with: kindsThere) }
        isKindMissing = !lostKinds.isEmpty && !isKindChanged
    }

    /// The kinds that the word of a stem is one of.
    static let kinds: [String: Set<String>] = {
        var kinds: [String: Set<String>] = [:]
        for (kind, members) in MeasuredLexicon.kinds {
            for member in members { kinds[MeasuredWords.stem(member), default: []].insert(kind) }
        }
        return kinds
    }()

    private static let opposites: [String: Set<String>] = {
        var opposites: [String: Set<String>] = [:]
        for group in MeasuredLexicon.opposites {
            let stems = Set(group.map(MeasuredWords.stem))
            for stem in stems { opposites[stem, default: []].formUnion(stems.subtracting([stem])) }
        }
        return opposites
    }()
}
