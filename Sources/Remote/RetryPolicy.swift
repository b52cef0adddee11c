import Foundation

/// When a request is sent again, and how long is waited before: longer each time, by chance within a range, so that
/// many clients of one server don't come back together.
public struct RetryPolicy: Sendable, Hashable {
    /// Times a request is sent in all, from 1.
    public var attempts: Int
    /// The first wait; each following one is twice as long.
    public var firstDelay: Duration
    public var longestDelay: Duration
    /// A server that asks for more patience (Retry-After) than this is given up.
    public var longestServerDelay: Duration

    public init(
        attempts: Int = 4, firstDelay: Duration = .milliseconds(500), longestDelay: Duration = .seconds(8),
        longestServerDelay: Duration = .seconds(60)
    ) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.longestServerDelay = longestServerDelay
    }

    /// The wait before the next try; nil when there is none.
    ///
    /// - Parameters:
    ///   - failed: tries so far, from 1.
    ///   - asked: what the server asked for, which is then waited in full.
    ///   - chance: from 0 to 1; takes up to half of the wait away.
    func delay(afterFailed failed: Int, asked: Duration?, chance: Double) -> Duration? {
        guard failed < attempts else { return nil }
        if let asked, asked > longestServerDelay { return nil }
        let doubled = firstDelay * (1 << min(failed - 1, 20))
        let wait = min(doubled, longestDelay) * (1 - 0.5 * min(max(chance, 0), 1))
        return max(wait, asked ?? .zero)
    }

    /// What a `Retry-After` header asks for: seconds, or a date.
    static func asked(_ header: String?, now: Date = Date()) -> Duration? {
        guard let header = header?.trimmingCharacters(in: .whitespaces), !header.isEmpty else { return nil }
        if let seconds = Double(header) {
            return seconds.isFinite && seconds >= 0 ? .seconds(min(seconds, 1e6)) : nil
        }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        guard let date = format.date(from: header) else { return nil }
        return .seconds(min(max(date.timeIntervalSince(now), 0), 1e6))
    }
}
