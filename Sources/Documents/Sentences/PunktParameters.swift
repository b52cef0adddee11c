/// What Punkt has learned from a text; empty in the untrained mode.
struct PunktParameters: Sendable {
    /// Types that take a period without ending a sentence, written without it.
    var abbreviations: Set<PunktType> = []
    var collocations: Set<Collocation> = []
    /// Types that often follow a sentence end.
    var sentenceStarters: Set<PunktType> = []
    var orthography: [PunktType: Orthography] = [:]
    /// Abbreviations that end no sentence before a capital, whatever its case elsewhere. Not of the
    /// reference.
    var titles: Set<PunktType> = []
    /// Abbreviations that end no sentence before a number. Not of the reference.
    var references: Set<PunktType> = []

    static let untrained = PunktParameters()

    struct Collocation: Hashable, Sendable {
        let first: PunktType
        let second: PunktType
    }

    /// In which places a type was seen upper- and lower-case.
    struct Orthography: OptionSet, Sendable {
        let rawValue: UInt8

        static let initialUpper = Orthography(rawValue: 1)
        static let internalUpper = Orthography(rawValue: 2)
        static let unknownUpper = Orthography(rawValue: 4)
        static let initialLower = Orthography(rawValue: 8)
        static let internalLower = Orthography(rawValue: 16)
        static let unknownLower = Orthography(rawValue: 32)

        static let anyUpper: Orthography = [.initialUpper, .internalUpper, .unknownUpper]
        static let anyLower: Orthography = [.initialLower, .internalLower, .unknownLower]
    }
}

/// The decisions of Punkt about one token before another.
extension PunktParameters {
    /// Marks a token by its form: sentence end, ellipsis or abbreviation.
    func markByForm(_ token: inout PunktToken, in tokenizer: PunktTokenizer) {
        let bytes = tokenizer.bytes
        let range = token.range
        if range.count == 1, bytes[range.lowerBound].isSentenceEnd {
            token.breaksSentence = true
            return
        }
        guard token.endsInPeriod else { return }
        if bytes[range].allSatisfy({ $0 == UInt8(ascii: ".") }) {
            token.isEllipsis = true
        } else if bytes[range.upperBound - 2] != UInt8(ascii: ".") {
            if isAbbreviation(range, in: tokenizer) {
                token.isAbbreviation = true
            } else {
                token.breaksSentence = true
            }
        }
    }

    private func isAbbreviation(_ range: Range<Int>, in tokenizer: PunktTokenizer) -> Bool {
        guard !abbreviations.isEmpty else { return false }
        let stem = tokenizer.string(range.lowerBound..<range.upperBound - 1).punktLowercased
        if abbreviations.contains(PunktType(stem)) { return true }
        guard let hyphen = stem.utf8.lastIndex(of: UInt8(ascii: "-")) else { return false }
        return abbreviations.contains(PunktType(String(stem[stem.utf8.index(after: hyphen)...])))
    }

    /// Revises the mark of a token that ends in a period by the token after it (`longcite.md` §2.4 step 6).
    func revise(_ token: inout PunktToken, before next: PunktToken, in tokenizer: PunktTokenizer) {
        guard token.endsInPeriod else { return }
        let type = token.typeWithoutPeriod
        let nextType = next.typeWithoutSentencePeriod
        if next.firstCase == .upper && titles.contains(type) || next.isNumber && references.contains(type) {
            token.breaksSentence = false
            token.isAbbreviation = true
            return
        }
        if !collocations.isEmpty, collocations.contains(Collocation(first: type, second: nextType)) {
            token.breaksSentence = false
            token.isAbbreviation = true
            return
        }
        if token.isAbbreviation || token.isEllipsis, !token.isInitial {
            if startsSentence(next, in: tokenizer) == true
                || next.firstCase == .upper && sentenceStarters.contains(nextType)
            {
                token.breaksSentence = true
                return
            }
        }
        guard token.isInitial || type.text == PunktType.numberMarker else { return }
        let starts = startsSentence(next, in: tokenizer)
        let neverLower = orthography[nextType, default: []].isDisjoint(with: .anyLower)
        if starts == false || starts == nil && token.isInitial && next.firstCase == .upper && neverLower {
            token.breaksSentence = false
            token.isAbbreviation = true
        }
    }

    /// Whether a token's case says that a sentence starts with it; nil where it says nothing.
    private func startsSentence(_ token: PunktToken, in tokenizer: PunktTokenizer) -> Bool? {
        if token.range.count == 1, ";:,.!?".utf8.contains(tokenizer.bytes[token.range.lowerBound]) {
            return false
        }
        let seen = orthography[token.typeWithoutSentencePeriod, default: []]
        switch token.firstCase {
        case .upper where !seen.isDisjoint(with: .anyLower) && !seen.contains(.internalUpper): return true
        case .lower where !seen.isDisjoint(with: .anyUpper) || !seen.contains(.initialLower): return false
        default: return nil
        }
    }
}
