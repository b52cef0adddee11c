import Compute
import Foundation
import LecternTesting
import ModelFormats
import Testing

@testable import Inference

/// Sparse prefill against attention in double precision under the same mask, and against full attention.
@Suite struct SampleAttentionTests {
    /// Keys and values of one layer, queries of one chunk, and what attention made of them.
    struct Scene {
        let spec: ModelSpec
        let cache: KVCache
        let queries: FloatMatrix
        let start: Int
        let keys: [[Float]]
        let values: [[Float]]

        /// - Parameter shape: called for each position's keys and, at the end, queries, to plant structure.
        init(
            length: Int, chunk: Int, heads: Int, kvHeads: Int, dimension: Int,
            using random: inout SeededGenerator,
            plantKey: (Int, inout [Float]) -> Void = { _, _ in },
            plantQuery: (Int, inout [Float]) -> Void = { _, _ in }
        ) {
            var spec = SampleAttentionTests.spec
            spec.headCount = heads
            spec.kvHeadCount = kvHeads
            spec.headDimension = dimension
            spec.ropeDimensions = dimension
            self.spec = spec
            start = length - chunk
            let pool = ComputePool(threadCount: 1)
            let cache = KVCache(spec, type: .f32)
            let keyRows = FloatMatrix(rows: length, columns: kvHeads * dimension)
            let valueRows = FloatMatrix(rows: length, columns: kvHeads * dimension)
            var keys: [[Float]] = []
            var values: [[Float]] = []
            func vector(_ count: Int) -> [Float] {
                (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
            }
            for position in 0..<length {
                var key = vector(kvHeads * dimension)
                plantKey(position, &key)
                keys.append(key)
                values.append(vector(kvHeads * dimension))
                for index in 0..<kvHeads * dimension {
                    keyRows[position, index] = keys[position][index]
                    valueRows[position, index] = values[position][index]
                }
            }
            cache.append(keys: keyRows, values: valueRows, rows: length, layer: 0, on: pool)
            cache.advance(by: length)
            queries = FloatMatrix(rows: chunk, columns: heads * dimension)
            for row in 0..<chunk {
                var query = vector(heads * dimension)
                plantQuery(start + row, &query)
                for index in query.indices { queries[row, index] = query[index] }
            }
            (self.cache, self.keys, self.values) = (cache, keys, values)
        }

        func attend(_ policy: AttentionPolicy) -> (out: FloatMatrix, counts: AttentionCounts) {
            let out = FloatMatrix(rows: queries.rows, columns: queries.columns)
            let counts = AttentionRunner.run(
                policy, queries: queries, rows: queries.rows, from: start, cache: cache, layer: 0, spec: spec,
                into: out, on: ComputePool(threadCount: 2))
            return (out, counts)
        }

        /// Probabilities of one row over all keys before it, in double.
        func probabilities(row: Int, head: Int) -> [Double] {
            let dimension = spec.headDimension
            let kvHead = head / spec.queriesPerKVHead
            let scores = (0...start + row).map { key in
                (0..<dimension).reduce(0.0) {
                    $0 + Double(queries[row, head * dimension + $1])
                        * Double(keys[key][kvHead * dimension + $1])
                } / Double(dimension).squareRoot()
            }
            let largest = scores.max() ?? 0
            let powers = scores.map { exp($0 - largest) }
            let sum = powers.reduce(0, +)
            return powers.map { $0 / sum }
        }

        /// The keys that a plan lets a row see.
        func mask(_ plan: AttentionPlan, row: Int) -> Set<Int> {
            let position = start + row
            let block = QueryBlock.containing(position, in: start..<start + queries.rows)
            var visible = Set<Int>()
            for keys in plan.blockKeys(of: block) { visible.formUnion(keys.filter { $0 <= position }) }
            if case .stripe(let columns, _) = plan {
                visible.formUnion(columns.prefix(plan.columnPrefix(of: block)).map { Int($0) })
            }
            return visible
        }
    }

    static let spec = ModelSpec(
        layerCount: 1, hiddenSize: 64, headCount: 1, kvHeadCount: 1, headDimension: 64, feedForwardSize: 64,
        vocabularySize: 16, contextLength: 1 << 20, normEpsilon: 1e-5, ropeBase: 10_000, ropeDimensions: 64,
        ropeLayout: .halves, ropeScaling: .none, slidingWindow: nil)

    static var parameters: SampleParameters {
        var parameters = SampleParameters()
        parameters.shortestLength = 128
        parameters.minimumWindow = 64
        parameters.maximumWindow = 64
        parameters.densestPlan = 0.95
        parameters.keepsRecords = true
        return parameters
    }

    /// Sharp columns every 97 positions.
    static func scene(
        length: Int = 700, chunk: Int = 100, group: Int = 2, dimension: Int = 64, seed: UInt64
    ) -> Scene {
        var random = SeededGenerator(seed: seed)
        return Scene(
            length: length, chunk: chunk, heads: 2 * group, kvHeads: 2, dimension: dimension, using: &random,
            plantKey: { position, key in
                if position % 97 == 5 { for head in 0..<2 { key[head * dimension] = 40 } }
            },
            plantQuery: { _, query in for head in 0..<2 * group { query[head * dimension] = 2 } })
    }

    @Test(arguments: [1, 4], [SampleParameters.Selection.paper, .residual])
    func outputsAreThoseOfTheExportedMask(group: Int, selection: SampleParameters.Selection) throws {
        let scene = Self.scene(group: group, seed: 1)
        var parameters = Self.parameters
        parameters.selection = selection
        let (out, counts) = scene.attend(.sample(parameters))
        #expect(counts.records.count == 2 * group)
        #expect(counts.sparsePlans == 2 * group)
        var visited = 0
        for record in counts.records {
            for row in 0..<scene.queries.rows { visited += scene.mask(record.plan, row: row).count }
            for row in [0, 39, 99] {
                let kept = scene.mask(record.plan, row: row)
                let p = scene.probabilities(row: row, head: record.head)
                let mass = kept.reduce(0) { $0 + p[$1] }
                for d in 0..<64 {
                    let kvHead = record.head / group
                    let expected =
                        kept.reduce(0) { $0 + p[$1] * Double(scene.values[$1][kvHead * 64 + d]) } / mass
                    #expect(abs(Double(out[row, record.head * 64 + d]) - expected) < 1e-4)
                }
            }
        }
        // The density that is shown, counted anew.
        #expect(counts.computed == visited)
        let causal = (0..<100).reduce(0) { $0 + 601 + $1 }
        #expect(counts.causal == 2 * group * causal)
    }

    @Test func coverageIsWhatTheRowsReallyKeep() throws {
        let scene = Self.scene(seed: 2)
        let (_, counts) = scene.attend(.sample(Self.parameters))
        for record in counts.records {
            let kept = (0..<100).map { row in
                let p = scene.probabilities(row: row, head: record.head)
                return scene.mask(record.plan, row: row).reduce(0) { $0 + p[$1] }
            }
            let heldOut = record.heldOutMass.reduce(0, +) / 8
            let all = kept.reduce(0, +) / 100
            #expect(abs(heldOut - all) < 0.03)
            for mass in record.heldOutMass { #expect(kept.contains { abs($0 - mass) < 1e-4 }) }
            #expect(kept.contains { abs($0 - record.sampledMinimum) < 1e-4 })
            #expect(record.sampledMinimum >= Self.parameters.rowGuard)
        }
        #expect((counts.cra ?? 0) >= Self.parameters.alpha - 0.01)
        // Each row's distance from full attention is twice what it lost, so what is kept bounds the error.
        let full = scene.attend(.full).out
        let sparse = scene.attend(.sample(Self.parameters)).out
        for row in stride(from: 0, to: 100, by: 37) {
            var squares = 0.0
            for d in 0..<64 { squares += pow(Double(full[row, d]) - Double(sparse[row, d]), 2) }
            let error = squares.squareRoot()
            #expect(error <= 2 * 0.1 * 8)
        }
    }

    @Test func plantedColumnsAreFound() throws {
        let scene = Self.scene(seed: 3)
        let (_, counts) = scene.attend(.sample(Self.parameters))
        for record in counts.records {
            guard case .stripe(let columns, _) = record.plan else {
                Issue.record("a sparse plan was expected")
                continue
            }
            for column in stride(from: 5, to: 400, by: 97) { #expect(columns.contains(Int32(column))) }
            #expect(record.density < 0.6)
        }
    }

    /// Columns can't hold a diagonal: the first generation gives up on such heads, the second finds it.
    @Test func aDiagonalIsFoundByStripsAlone() throws {
        var random = SeededGenerator(seed: 4)
        let distance = 256
        // Every position has a direction of its own that repeats after `distance`.
        func direction(_ position: Int) -> [Float] {
            var random = SeededGenerator(seed: UInt64(position % distance))
            return (0..<64).map { _ in Float.random(in: -1...1, using: &random) }
        }
        let scene = Scene(
            length: 1024, chunk: 256, heads: 1, kvHeads: 1, dimension: 64, using: &random,
            plantKey: { position, key in
                if (512..<768).contains(position) { key = direction(position).map { $0 * 6 } }
            },
            plantQuery: { position, query in query = direction(position).map { $0 * 3 } })
        var parameters = Self.parameters
        parameters.structure = .strips
        let strips = try #require(scene.attend(.sample(parameters)).counts.records.first)
        guard case .strips(_, let diagonals) = strips.plan else {
            Issue.record("a sparse plan was expected")
            return
        }
        #expect(diagonals.contains(distance / StripBlock.length))
        parameters.structure = .stripe
        let stripe = try #require(scene.attend(.sample(parameters)).counts.records.first)
        #expect(strips.sampledMean > 0.95)
        // Columns that its few sampled rows chose say nothing of the others.
        let heldOut = stripe.heldOutMass.reduce(0, +) / 8
        #expect(heldOut < 0.7 || stripe.isDense)
    }

    @Test(arguments: [1, 63, 64, 65, 300], [1, 4])
    func withoutReasonToSampleAttentionIsFull(length: Int, group: Int) throws {
        let chunk = min(length, 64)
        let scene = Self.scene(length: length, chunk: chunk, group: group, dimension: 64, seed: 5)
        let full = scene.attend(.full).out.array.map(\.bitPattern)
        var one = Self.parameters
        one.alpha = 1
        #expect(scene.attend(.sample(one)).out.array.map(\.bitPattern) == full)
        var long = Self.parameters
        long.shortestLength = length + 1
        #expect(scene.attend(.sample(long)).out.array.map(\.bitPattern) == full)
    }

    @Test func withEverythingKeptTheSparsePathIsFullAttention() throws {
        let scene = Self.scene(seed: 6)
        let full = scene.attend(.full).out
        var everything = Self.parameters
        everything.alpha = 1
        everything.rowGuard = 1
        everything.fallsBack = false
        everything.densestPlan = 2
        let window = {
            var parameters = Self.parameters
            parameters.minimumWindow = 4000
            parameters.maximumWindow = 4000
            parameters.densestPlan = 2
            return parameters
        }()
        for parameters in [everything, window] {
            let (out, counts) = scene.attend(.sample(parameters))
            #expect(counts.sparsePlans == 4)
            for index in full.values.indices {
                #expect(abs(out.values[index] - full.values[index]) <= 1e-5)
            }
        }
    }

    @Test func theSameSeedGivesTheSameBitsForAnyThreads() throws {
        let scene = Self.scene(seed: 7)
        let first = scene.attend(.sample(Self.parameters)).out.array.map(\.bitPattern)
        #expect(scene.attend(.sample(Self.parameters)).out.array.map(\.bitPattern) == first)
    }

    @Test func theSmallestCoveringSetIsChosen() throws {
        try forEverySeed(0..<60) { random in
            let weights = (0..<Int.random(in: 1...300, using: &random)).map { _ in
                Bool.random(using: &random) ? Float.random(in: 0...1, using: &random) : 0.25
            }
            let total = weights.reduce(0.0) { $0 + Double($1) }
            let target = Double.random(in: 0...1.1, using: &random) * total
            let chosen = weights.withUnsafeBufferPointer {
                ColumnSelection.smallest(of: $0, reaching: target)
            }
            #expect(chosen == chosen.sorted() && Set(chosen).count == chosen.count)
            let isChosen = Set(chosen)
            let sorted = weights.sorted(by: >)
            var count = 0
            var sum = 0.0
            while count < sorted.count, sum < target - 1e-9 {
                sum += Double(sorted[count])
                count += 1
            }
            let isAtTheEdge = abs(sum - target) < 1e-6
            #expect(chosen.count == count || isAtTheEdge)
            let least = chosen.map { weights[Int($0)] }.min() ?? .infinity
            let left = weights.indices.filter { !isChosen.contains(Int32($0)) }.map { weights[$0] }.max() ?? 0
            #expect(least >= left)
        }
    }
}
