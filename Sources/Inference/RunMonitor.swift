import Generation

/// What a running request reports of itself: the tally of its attention, its phases, the pace of its tokens.
struct RunMonitor {
    private var report = RunReport()
    private var tally: AttentionTally
    private var prefillSeconds = 0.0
    private var tokenTimes: [Float] = []
    private var lastToken: ContinuousClock.Instant?
    private var reportedAt = ContinuousClock.now

    /// Nobody sees more.
    private static let interval = Duration.milliseconds(250)

    init(tally: AttentionTally, weightBytes: Int, threads: Int, tokenizing: Double, loadingCache: Double) {
        self.tally = tally
        report.weightBytes = weightBytes
        report.threads = threads
        report.phases.tokenizing = tokenizing
        report.phases.loadingCache = loadingCache
    }

    mutating func add(_ counts: AttentionCounts, layer: Int) { tally.add(counts, layer: layer) }

    mutating func finishChunk(tokens: Int, isSampled: Bool, seconds: Double, cacheBytes: Int) {
        tally.finishChunk(tokens: tokens, isSampled: isSampled)
        prefillSeconds += seconds
        report.cacheBytes = cacheBytes
    }

    mutating func noteToken() {
        let now = ContinuousClock.now
        if let lastToken { tokenTimes.append(Float((now - lastToken) / .seconds(1))) }
        lastToken = now
    }

    /// The report of now, where the last one is old enough.
    mutating func dueReport() -> RunReport? {
        guard ContinuousClock.now - reportedAt >= Self.interval else { return nil }
        reportedAt = .now
        return current(isComplete: false)
    }

    /// After the prompt was read: with the columns of every head.
    mutating func promptReport() -> RunReport {
        let report = current(isComplete: true)
        self.report.attention = report.attention
        tally.forgetColumns()
        return report
    }

    /// At the end; the map is that of the prompt.
    func finalReport(cacheBytes: Int) -> RunReport {
        var report = report
        report.cacheBytes = max(report.cacheBytes, cacheBytes)
        if report.attention == nil { report.attention = tally.snapshot(isComplete: true) }
        report.phases.attention = tally.seconds
        report.phases.projections = max(0, prefillSeconds - tally.seconds)
        if !tokenTimes.isEmpty {
            let sorted = tokenTimes.sorted()
            let place = Int((0.95 * Double(sorted.count)).rounded(.up)) - 1
            report.tokenSecondsP95 = Double(sorted[max(0, min(place, sorted.count - 1))])
        }
        return report
    }

    private func current(isComplete: Bool) -> RunReport {
        var report = report
        report.attention = tally.snapshot(isComplete: isComplete)
        report.phases.attention = tally.seconds
        report.phases.projections = max(0, prefillSeconds - tally.seconds)
        return report
    }
}
