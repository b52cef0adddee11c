import Generation
import Tokenization

/// One request while it runs: its tokens, the clock, the figures.
struct RunningGeneration {
    var tokens: [TokenID]
    var statistics = GenerationStatistics()
    private let started: ContinuousClock.Instant
    private var phaseStarted: ContinuousClock.Instant
    private var isDecoding = false

    init(prompt: [TokenID], started: ContinuousClock.Instant) {
        tokens = prompt
        self.started = started
        phaseStarted = started
        statistics.promptTokens = prompt.count
    }

    mutating func beginDecoding() {
        endPhase()
        isDecoding = true
    }

    mutating func noteFirstToken() {
        if statistics.secondsToFirstToken == nil {
            statistics.secondsToFirstToken = (ContinuousClock.now - started) / .seconds(1)
        }
    }

    mutating func note(_ counts: AttentionCounts) {
        statistics.attentionDensity = counts.density
        statistics.cra = counts.cra
        statistics.craMinimum = counts.sampledMinimum
    }

    mutating func noteDraft(accepted: Int, of proposed: Int) {
        statistics.draftedTokens = (statistics.draftedTokens ?? 0) + proposed
        statistics.acceptedTokens = (statistics.acceptedTokens ?? 0) + accepted
    }

    /// Adds the time since the phase began to its figure.
    mutating func endPhase() {
        let now = ContinuousClock.now
        let seconds = (now - phaseStarted) / .seconds(1)
        if isDecoding { statistics.decodeSeconds += seconds } else { statistics.prefillSeconds += seconds }
        phaseStarted = now
    }
}
