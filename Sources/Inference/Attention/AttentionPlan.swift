/// Which keys a block of queries of one head looks at.
///
/// Full attention is a plan too, so one runner executes everything. Queries never see keys behind their own
/// position, whatever the ranges say.
package struct AttentionPlan: Sendable, Hashable {
    /// Absolute positions of the queries.
    package let queries: Range<Int>
    /// Key positions, rising and disjoint: stripes first, then the window.
    package let keys: [Range<Int>]

    /// - Precondition: `keys` rise without overlap and reach every query's own position.
    package init(queries: Range<Int>, keys: [Range<Int>]) {
        precondition(
            zip(keys, keys.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound },
            "key ranges overlap or fall")
        self.queries = queries
        self.keys = keys
    }

    /// Every key up to each query's own.
    package static func full(queries: Range<Int>) -> AttentionPlan {
        AttentionPlan(queries: queries, keys: [0..<queries.upperBound])
    }

    /// Keys in all ranges.
    package var keyCount: Int { keys.reduce(0) { $0 + $1.count } }

    /// How many of the plan's keys the query at `position` sees.
    package func visibleKeys(at position: Int) -> Int {
        keys.reduce(0) { $0 + max(0, min($1.upperBound, position + 1) - $1.lowerBound) }
    }

    /// Query–key pairs that this plan computes.
    package var pairCount: Int { queries.reduce(0) { $0 + visibleKeys(at: $1) } }

    /// Query–key pairs that causal attention has for these queries.
    package var causalPairCount: Int { queries.reduce(0) { $0 + $1 + 1 } }
}

/// How the plan of each head and query block is made.
package enum AttentionPolicy: Sendable, Hashable {
    case full

    package func plan(queries: Range<Int>) -> AttentionPlan {
        switch self {
        case .full: .full(queries: queries)
        }
    }
}

/// Pairs counted while attention runs; density is their quotient.
package struct AttentionCounts: Sendable, Hashable {
    package var computed = 0
    package var causal = 0

    package init() {}

    init(computed: Int, causal: Int) {
        self.computed = computed
        self.causal = causal
    }

    package var density: Double? { causal > 0 ? Double(computed) / Double(causal) : nil }
}
