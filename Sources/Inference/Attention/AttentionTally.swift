import Generation

/// Adds up what heads look at while a prompt is read, chunk by chunk.
///
/// Two bytes a token and head are held while it runs, a small share of the keys and values of the same tokens.
struct AttentionTally {
    private let spec: ModelSpec
    private let tokenCount: Int
    private var heads: [Head]
    private var map: AttentionMap
    /// Time that attention took.
    private(set) var seconds = 0.0
    /// Where regions of the prompt begin, and where the last one ends.
    private let regionStarts: [Int32]

    private struct Head {
        var figures = AttentionMap.Head()
        var heldOutMass = 0.0
        var heldOutRows = 0
        var sampledMean = 0.0
        /// By position, how many chunks chose it as a column; empty before one did.
        var choices: [UInt16] = []
        /// Where the chunks ended that chose columns, rising.
        var sparseEnds: [Int32] = []
    }

    /// - Parameter regionStarts: rising positions; empty where regions aren't wanted.
    init(_ spec: ModelSpec, tokenCount: Int, policy: AttentionPolicy, regionStarts: [Int]) {
        self.spec = spec
        self.tokenCount = tokenCount
        self.regionStarts = regionStarts.map { Int32($0) }
        heads = Array(repeating: Head(), count: spec.layerCount * spec.headCount)
        map = AttentionMap(layerCount: spec.layerCount, headCount: spec.headCount)
        map.promptTokens = tokenCount
        map.regionStarts = self.regionStarts
        if case .sample(let parameters) = policy {
            map.target = parameters.alpha
            map.rowTarget = parameters.rowGuard
        }
    }

    /// Takes what one layer counted.
    mutating func add(_ counts: AttentionCounts, layer: Int) {
        seconds += counts.seconds
        guard counts.records.isEmpty else {
            for record in counts.records { add(record) }
            return
        }
        // Without plans every head did the same.
        for head in 0..<spec.headCount {
            heads[layer * spec.headCount + head].figures.computedPairs += counts.computed / spec.headCount
            heads[layer * spec.headCount + head].figures.causalPairs += counts.causal / spec.headCount
        }
    }

    /// Says that all layers of a chunk were added.
    mutating func finishChunk(tokens: Int, isSampled: Bool) {
        map.computedTokens += tokens
        if isSampled { map.sampledTokens += tokens }
    }

    private mutating func add(_ record: AttentionCounts.HeadRecord) {
        let place = record.layer * spec.headCount + record.head
        heads[place].figures.computedPairs += record.computed
        heads[place].figures.causalPairs += record.causal
        heads[place].heldOutMass += record.heldOutMass.reduce(0, +)
        heads[place].heldOutRows += record.heldOutMass.count
        heads[place].sampledMean += record.sampledMean
        heads[place].figures.sampledMinimum = min(
            heads[place].figures.sampledMinimum ?? 1, record.sampledMinimum)
        switch record.plan {
        case .full: heads[place].figures.denseChunks += 1
        case .stripe(let columns, let window):
            noteSparse(place, window: window, chunkEnd: record.start + ReadPlan.chunkLength)
            heads[place].choices.withUnsafeMutableBufferPointer { choices in
                for column in columns { choices[Int(column)] &+= 1 }
            }
        case .strips(let columns, let diagonals):
            let reach = (diagonals.max() ?? 0) + 1
            noteSparse(
                place, window: reach * StripBlock.length, chunkEnd: record.start + ReadPlan.chunkLength)
            for block in columns {
                let start = block * StripBlock.length
                for position in start..<max(start, min(start + StripBlock.length, tokenCount)) {
                    heads[place].choices[position] &+= 1
                }
            }
        }
    }

    private mutating func noteSparse(_ place: Int, window: Int, chunkEnd: Int) {
        heads[place].figures.sparseChunks += 1
        heads[place].figures.window = max(heads[place].figures.window, window)
        heads[place].sparseEnds.append(Int32(chunkEnd))
        if heads[place].choices.isEmpty { heads[place].choices = Array(repeating: 0, count: tokenCount) }
    }

    /// Gives the memory of columns back, once they are counted.
    mutating func forgetColumns() {
        for index in heads.indices { heads[index].choices = [] }
    }

    /// What was added so far.
    ///
    /// - Parameter isComplete: columns are counted too, which takes a pass over the prompt for every head.
    func snapshot(isComplete: Bool) -> AttentionMap {
        var map = map
        map.heads = heads.map { head in
            var figures = head.figures
            if head.heldOutRows > 0 { figures.heldOutMass = head.heldOutMass / Double(head.heldOutRows) }
            let chunks = figures.sparseChunks + figures.denseChunks
            if chunks > 0 { figures.sampledMean = head.sampledMean / Double(chunks) }
            if isComplete { count(head, into: &figures) }
            return figures
        }
        return map
    }

    private func count(_ head: Head, into figures: inout AttentionMap.Head) {
        guard !head.choices.isEmpty else { return }
        let parts = AttentionMap.profileLength
        figures.profile = Array(repeating: 0, count: parts)
        var regions: [AttentionMap.Region] = []
        var (region, passed) = (-1, 0)
        for (position, chosen) in head.choices.enumerated() {
            while region + 1 < regionStarts.count, Int(regionStarts[region + 1]) <= position { region += 1 }
            while passed < head.sparseEnds.count, Int(head.sparseEnds[passed]) <= position { passed += 1 }
            guard chosen > 0 else { continue }
            figures.columnCount += 1
            figures.profile[position * parts / tokenCount] += 1
            guard region >= 0, region + 1 < regionStarts.count else { continue }
            if regions.last?.region != Int32(region) {
                regions.append(AttentionMap.Region(region: Int32(region), columns: 0, rate: 0))
            }
            regions[regions.count - 1].columns += 1
            // The beginning of a prompt is before every chunk; what comes later had fewer chances.
            regions[regions.count - 1].rate += Float(chosen) / Float(max(1, head.sparseEnds.count - passed))
        }
        regions.sort { ($0.rate, $1.region) > ($1.rate, $0.region) }
        figures.regions = Array(regions.prefix(AttentionMap.mostRegions))
    }
}
