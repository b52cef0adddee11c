/// What is counted while attention runs: pairs of query and key, and the mass that sparse plans kept.
package struct AttentionCounts: Sendable, Hashable {
    package var computed = 0
    package var causal = 0
    /// Attention mass kept on rows outside the sample: sum and number of rows.
    package var heldOutMass = 0.0
    package var heldOutRows = 0
    /// Smallest mass kept on a sampled row.
    package var sampledMinimum: Double?
    /// Heads and chunks that were planned sparsely, and those that turned out too dense for it.
    package var sparsePlans = 0
    package var densePlans = 0
    package var records: [HeadRecord] = []
    /// Time that attention took, all threads together waiting for it.
    package var seconds = 0.0

    /// One head of one layer in one chunk.
    package struct HeadRecord: Sendable, Hashable {
        package var layer: Int
        package var head: Int
        /// The chunk's first position.
        package var start: Int
        package var density: Double
        package var computed: Int
        package var causal: Int
        package var heldOutMass: [Double]
        package var sampledMinimum: Double
        package var sampledMean: Double
        package var plan: AttentionPlan

        package var isDense: Bool { plan == .full }
    }

    package init() {}

    init(computed: Int, causal: Int) {
        self.computed = computed
        self.causal = causal
    }

    package var density: Double? { causal > 0 ? Double(computed) / Double(causal) : nil }

    /// Mean mass kept on rows outside the sample; nil where nothing was measured.
    package var cra: Double? { heldOutRows > 0 ? heldOutMass / Double(heldOutRows) : nil }

    package mutating func add(_ other: AttentionCounts) {
        computed += other.computed
        causal += other.causal
        heldOutMass += other.heldOutMass
        heldOutRows += other.heldOutRows
        sparsePlans += other.sparsePlans
        densePlans += other.densePlans
        if let minimum = other.sampledMinimum { sampledMinimum = min(sampledMinimum ?? minimum, minimum) }
        records += other.records
        seconds += other.seconds
    }
}
