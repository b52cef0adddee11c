import Foundation

/// Learns Punkt's parameters from the text that is about to be cut (Kiss and Strunk 2006; `longcite.md`
/// §2.4).
///
/// Sums and products are taken in the reference's order, so that a score near its threshold falls on the same
/// side.
struct PunktTrainer {
    private let tokenizer: PunktTokenizer
    private var tokens: [PunktToken] = []
    private var counts: [PunktType: Int] = [:]
    private var periodCount = 0
    private var breakCount = 0
    private var parameters = PunktParameters()
    private let prior: PunktPrior

    /// - Returns: nil where training is undefined (every token ends in a period) or was stopped.
    static func train(
        on bytes: [UInt8], prior: PunktPrior = .none, stopWhen shouldStop: () -> Bool = { false }
    ) -> PunktParameters? {
        var trainer = PunktTrainer(bytes, prior)
        guard trainer.readTokens(stopWhen: shouldStop), trainer.findAbbreviations() else { return nil }
        trainer.parameters.abbreviations.formUnion(prior.abbreviations)
        trainer.markTokens()
        trainer.recordOrthography()
        if shouldStop() { return nil }
        let (starters, collocations) = trainer.countPairs()
        trainer.findSentenceStarters(starters)
        trainer.findCollocations(collocations)
        return trainer.parameters
    }

    private init(_ bytes: [UInt8], _ prior: PunktPrior) {
        tokenizer = PunktTokenizer(bytes: bytes)
        self.prior = prior
    }

    private var tokenCount: Double { Double(tokens.count) }

    private func count(_ type: PunktType) -> Int { counts[type, default: 0] }

    /// A blank line starts a paragraph, every line's first token starts a line.
    private mutating func readTokens(stopWhen shouldStop: () -> Bool) -> Bool {
        let bytes = tokenizer.bytes
        tokens.reserveCapacity(bytes.count / 5)
        var startsParagraph = false
        var lineStart = 0
        var lineNumber = 0
        while lineStart < bytes.count {
            let lineEnd = bytes[lineStart...].firstIndex(of: 0x0A) ?? bytes.count
            var rest = lineStart..<lineEnd
            var startsLine = true
            while let range = tokenizer.firstToken(in: rest) {
                var token = tokenizer.token(range)
                token.startsLine = startsLine
                token.startsParagraph = startsLine && startsParagraph
                startsLine = false
                tokens.append(token)
                counts[token.type, default: 0] += 1
                if token.endsInPeriod { periodCount += 1 }
                if tokens.count & 0xFFF == 0, shouldStop() { return false }
                rest = range.upperBound..<lineEnd
            }
            startsParagraph = startsLine
            lineStart = lineEnd + 1
            lineNumber += 1
            if lineNumber & 0xFFF == 0, shouldStop() { return false }
        }
        return true
    }

    // MARK: Abbreviations

    /// - Returns: false where a score's logarithm doesn't exist.
    private mutating func findAbbreviations() -> Bool {
        for (type, withPeriod) in counts where type.endsInPeriod && type.hasWordScalar {
            let stem = PunktType(String(type.text.utf8.dropLast()) ?? "")
            let withoutPeriod = count(stem)
            let periodShare = Double(periodCount) / tokenCount
            guard periodShare < 1 else { return false }
            let scalars = stem.text.unicodeScalars
            let periods = scalars.count { $0 == "." }
            let others = scalars.count - periods
            let likelihood =
                (Double(withPeriod) * log(periodShare) + Double(withoutPeriod) * log(1 - periodShare))
                - (Double(withPeriod) * log(0.99) + Double(withoutPeriod) * log(1 - 0.99))
            let score =
                -2 * likelihood * exp(-Double(others)) * Double(periods + 1)
                * pow(Double(others), -Double(withoutPeriod))
            if score >= 0.3, prior.allows(stem, count: withPeriod) { parameters.abbreviations.insert(stem) }
        }
        return true
    }

    private mutating func markTokens() {
        for index in tokens.indices {
            parameters.markByForm(&tokens[index], in: tokenizer)
            if tokens[index].breaksSentence { breakCount += 1 }
        }
    }

    // MARK: Case

    private mutating func recordOrthography() {
        enum Place { case initial, within, unknown }
        var place = Place.within
        for token in tokens {
            if token.startsParagraph, place != .unknown { place = .initial }
            if token.startsLine, place == .within { place = .unknown }
            let seen: PunktParameters.Orthography =
                switch (place, token.firstCase) {
                case (.initial, .upper): .initialUpper
                case (.within, .upper): .internalUpper
                case (.unknown, .upper): .unknownUpper
                case (.initial, .lower): .initialLower
                case (.within, .lower): .internalLower
                case (.unknown, .lower): .unknownLower
                case (_, .none): []
                }
            if !seen.isEmpty {
                parameters.orthography[token.typeWithoutSentencePeriod, default: []].insert(seen)
            }
            if token.breaksSentence {
                place = token.isNumber || token.isInitial ? .unknown : .initial
            } else {
                place = token.isEllipsis || token.isAbbreviation ? .unknown : .within
            }
        }
    }

    // MARK: Pairs

    /// Rare abbreviations on the way; returns how often types follow a sentence end, and how often pairs
    /// occur.
    private mutating func countPairs() -> ([PunktType: Int], [PunktParameters.Collocation: Int]) {
        var starters: [PunktType: Int] = [:]
        var collocations: [PunktParameters.Collocation: Int] = [:]
        for (token, next) in zip(tokens, tokens.dropFirst()) where token.endsInPeriod {
            if isRareAbbreviation(token, before: next), prior.allows(token.typeWithoutPeriod, count: .max) {
                parameters.abbreviations.insert(token.typeWithoutPeriod)
            }
            guard token.breaksSentence else { continue }
            if token.isNumber || token.isInitial {
                if token.type.hasWordScalar, next.type.hasWordScalar {
                    let pair = PunktParameters.Collocation(
                        first: token.typeWithoutPeriod, second: next.typeWithoutSentencePeriod)
                    collocations[pair, default: 0] += 1
                }
            } else if tokenizer.isAlphabetic(next.range) {
                starters[next.type, default: 0] += 1
            }
        }
        return (starters, collocations)
    }

    private func isRareAbbreviation(_ token: PunktToken, before next: PunktToken) -> Bool {
        guard token.breaksSentence else { return false }
        let stem = token.typeWithoutPeriod
        // The second count is of the stem less its last scalar: odd, but the reference's.
        guard !parameters.abbreviations.contains(stem), count(stem) + count(stem.withoutLastScalar) < 5 else {
            return false
        }
        if ",:;".utf8.contains(tokenizer.bytes[next.range.lowerBound]) { return true }
        guard next.firstCase == .lower else { return false }
        let seen = parameters.orthography[next.typeWithoutSentencePeriod, default: []]
        return seen.contains(.initialUpper) && !seen.contains(.internalUpper)
    }

    private mutating func findSentenceStarters(_ candidates: [PunktType: Int]) {
        for (type, afterBreak) in candidates {
            let all = count(type) + count(type.withPeriod)
            let likelihood = logLikelihood(breakCount, all, both: afterBreak)
            if likelihood >= 30, tokenCount / Double(breakCount) > Double(all) / Double(afterBreak) {
                parameters.sentenceStarters.insert(type)
            }
        }
    }

    private mutating func findCollocations(_ candidates: [PunktParameters.Collocation: Int]) {
        for (pair, together) in candidates where !parameters.sentenceStarters.contains(pair.second) {
            let first = count(pair.first) + count(pair.first.withPeriod)
            let second = count(pair.second) + count(pair.second.withPeriod)
            guard first > 1, second > 1, together > 1, together <= min(first, second) else { continue }
            let likelihood = logLikelihood(first, second, both: together)
            if likelihood >= 7.88, tokenCount / Double(first) > Double(second) / Double(together) {
                parameters.collocations.insert(pair)
            }
        }
    }

    /// Dunning's log-likelihood ratio that two events occur together by chance; a term whose logarithms don't
    /// exist is 0.
    private func logLikelihood(_ a: Int, _ b: Int, both: Int) -> Double {
        let n = tokens.count
        let p = Double(b) / Double(n)
        let pWithA = Double(both) / Double(a)
        let pWithoutA = n == a ? 1 : Double(b - both) / Double(n - a)
        let neither = n - a - b + both
        let withA = p < 1 ? term(both, a - both, p) : 0
        let withoutA = p < 1 ? term(b - both, neither, p) : 0
        let freeWithA = a == both || pWithA <= 0 || pWithA >= 1 ? 0 : term(both, a - both, pWithA)
        let freeWithoutA =
            b == both || pWithoutA <= 0 || pWithoutA >= 1 ? 0 : term(b - both, neither, pWithoutA)
        return -2 * (withA + withoutA - freeWithA - freeWithoutA)
    }

    private func term(_ hits: Int, _ misses: Int, _ p: Double) -> Double {
        Double(hits) * log(p) + Double(misses) * log(1 - p)
    }
}
