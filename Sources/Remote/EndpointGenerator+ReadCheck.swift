import Foundation
import Generation
import Synchronization

/// Notices a server that read less than it was sent (ux §9).
///
/// Servers cut what is too long for them without a word, so the count they report is held against the text itself: under
/// nine tenths of the fewest tokens that the text can have is certainly too few. In between, for long prompts, the
/// server is asked once what it counts for a sample of the same text, and the rest is a matter of proportion.
extension EndpointGenerator {
    private static let leastShare = 0.9
    /// Shorter prompts fit into any context; a second request would cost more than it tells.
    private static let longPrompt = 4096.0
    private static let sampleSlices = 8
    private static let sliceLength = 500

    /// - Parameter read: tokens that the server says it read.
    /// - Returns: how many there must have been, where `read` is under 90 % of that; else nil.
    func expectedTokens(of request: GenerationRequest, read: Int) async throws -> Int? {
        let texts = request.messages.map(\.text)
        let bounds = TokenBounds(messages: texts)
        let read = Double(read)
        if read < Self.leastShare * bounds.lower {
            return Int((await ratio(of: texts) ?? 0) * bounds.upper, atLeast: bounds.lower)
        }
        guard bounds.lower >= Self.longPrompt, read < Self.leastShare * bounds.upper else { return nil }
        if let known = shared.tokensForEstimate.withLock({ $0 }),
            read >= Self.leastShare * known * bounds.upper
        {
            return nil
        }
        guard let ratio = await ratio(of: texts) else { return nil }
        shared.tokensForEstimate.withLock { $0 = ratio }
        let expected = ratio * bounds.upper
        return read < Self.leastShare * expected ? Int(expected) : nil
    }

    /// Tokens that the server counts in a sample of the text, for one of the upper estimate; nil where it doesn't say.
    private func ratio(of texts: [String]) async -> Double? {
        let sample = Self.sample(of: texts.joined(separator: "\n"))
        var sampling = SamplingParameters.greedy
        sampling.maximumTokens = 1
        let message = ChatMessage(.user, sample)
        let tally = ReplyTally()
        let nobody = EventStream<GenerationEvent>.Source()
        do {
            try await converse(GenerationRequest([message], sampling: sampling), tally, nobody)
        } catch {
            return nil
        }
        guard let counted = tally.promptTokens else { return nil }
        return Double(counted) / TokenBounds(messages: [sample]).upper
    }

    /// Slices from all over the text, so that prose, tables and figures have their share in it.
    static func sample(of text: String) -> String {
        let scalars = text.unicodeScalars
        let step = scalars.count / sampleSlices
        guard step > sliceLength else { return text }
        var sample = String.UnicodeScalarView()
        var start = scalars.startIndex
        for _ in 0..<sampleSlices {
            let end = scalars.index(start, offsetBy: sliceLength)
            sample.append(contentsOf: scalars[start..<end])
            sample.append("\n")
            start = scalars.index(start, offsetBy: step)
        }
        return String(sample)
    }
}

extension Int {
    fileprivate init(_ value: Double, atLeast least: Double) { self.init(Swift.max(value, least)) }
}
