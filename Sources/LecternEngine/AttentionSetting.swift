import Inference

/// How long prompts are read.
public enum AttentionSetting: Sendable, Hashable {
    /// Every token looks at all before it.
    case full
    /// Tokens look at what sampled ones look at (SampleAttention), where a prompt is long enough for it to pay.
    ///
    /// - Parameters:
    ///   - coverage: share of the attention mass that is kept (CRA), 0 to 1.
    ///   - window: share of all keys that every token sees before itself.
    ///   - rows: share of tokens that is sampled.
    case sample(coverage: Double = 0.95, window: Double = 0.08, rows: Double = 0.05)

    public var name: String {
        switch self {
        case .full: "full"
        case .sample: "sample"
        }
    }

    var policy: AttentionPolicy {
        guard case .sample(let coverage, let window, let rows) = self else { return .full }
        var parameters = SampleParameters()
        parameters.alpha = coverage
        parameters.rowGuard = min(parameters.rowGuard, max(0, coverage - 0.05))
        parameters.windowRatio = window
        parameters.rowSamplingRatio = rows
        return .sample(parameters)
    }
}
