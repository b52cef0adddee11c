/// Cuts background work, so that whoever is more urgent goes first after each slice.
struct Slices {
    /// False for work that someone waits for: it never rests.
    let isCut: Bool
    /// Most tokens of the next chunk: a layer takes no longer than a slice.
    private(set) var tokenLimit = ReadPlan.chunkLength

    private var begun = ContinuousClock.now
    private var stepBegun = ContinuousClock.now
    private static let length = Duration.milliseconds(50)
    private static let longestStep = Duration.milliseconds(200)
    private static let fewestTokens = 32

    init(isCut: Bool) { self.isCut = isCut }

    /// Called after each step (a layer of `tokens` tokens): lets others run when the slice is over.
    mutating func rest(tokens: Int) async {
        guard isCut else { return }
        let now = ContinuousClock.now
        if now - stepBegun > Self.longestStep { tokenLimit = max(Self.fewestTokens, tokens / 2) }
        if now - begun > Self.length {
            await Task.yield()
            begun = .now
        }
        stepBegun = .now
    }
}
