/// How the keys that a query looks at are chosen.
package enum AttentionPolicy: Sendable, Hashable {
    /// Every key up to the query's own (within the model's window, if it has one).
    case full
}

/// Query–key pairs counted while attention runs; density is their quotient.
package struct AttentionCounts: Sendable, Hashable {
    package var computed = 0
    package var causal = 0

    package init() {}

    init(computed: Int, causal: Int) {
        self.computed = computed
        self.causal = causal
    }

    package var density: Double? { causal > 0 ? Double(computed) / Double(causal) : nil }

    package mutating func add(_ other: AttentionCounts) {
        computed += other.computed
        causal += other.causal
    }
}
