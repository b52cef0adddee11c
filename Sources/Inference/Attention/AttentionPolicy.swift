/// How the keys that a query looks at are chosen.
package enum AttentionPolicy: Sendable, Hashable {
    /// Every key up to the query's own (within the model's window, if it has one).
    case full
    /// Keys that some sampled queries of the same chunk look at (SampleAttention).
    case sample(SampleParameters)
}

extension AttentionPolicy {
    /// The same choice of keys, with every head's plan handed out.
    var keepingPlans: AttentionPolicy {
        guard case .sample(var parameters) = self else { return self }
        parameters.keepsPlans = true
        return .sample(parameters)
    }
}

/// The settings of SampleAttention (arXiv 2406.15486); defaults are the paper's where it names them.
package struct SampleParameters: Sendable, Hashable, Codable {
    /// The two generations of the paper.
    package enum Structure: String, Sendable, Hashable, Codable {
        /// Columns and a local window (June 2024).
        case stripe
        /// Blocks of columns and of diagonals (MLSys 2025).
        case strips
    }

    /// What a column's weight and the target are.
    package enum Selection: String, Sendable, Hashable, Codable {
        /// Columns alone must hold α of the sampled mass, as the paper says.
        case paper
        /// What the window holds already counts as covered, and a row doesn't vote for columns in its own window:
        /// the same coverage with fewer columns.
        case residual
    }

    package var structure = Structure.stripe
    package var selection = Selection.residual
    /// Share of each sampled row's attention mass that is kept, on average.
    package var alpha = 0.95
    /// Columns are chosen by the rows they are then measured on, so others keep a little less: the target is moved by
    /// this share of what α leaves out.
    package var headroom = 0.4
    /// Least share that any sampled row keeps.
    package var rowGuard = 0.90
    /// Share of a chunk's rows that is sampled.
    package var rowSamplingRatio = 0.05
    package var minimumRows = 16
    /// Length of the window as a share of all keys, within bounds.
    package var windowRatio = 0.08
    package var minimumWindow = 256
    package var maximumWindow = 512
    /// First positions that every row sees.
    package var sinkCount = 16
    /// Above this density a head attends fully.
    package var densestPlan = 0.6
    /// Fewer keys than this are attended fully.
    package var shortestLength = 4096
    /// Rows outside the sample on which coverage is measured, a chunk and head.
    package var heldOutRows = 8
    /// One of so many heads is measured in a chunk, another in the next.
    package var measuredHeads = 4
    /// α = 1 attends fully. Off only in tests of the sparse path.
    package var fallsBack = true
    package var seed: UInt64 = 0
    /// Whether every head is measured and its figures are kept.
    package var keepsRecords = false
    /// Whether every head's plan is kept, with what was measured of it.
    package var keepsPlans = false

    package init() {}
}
