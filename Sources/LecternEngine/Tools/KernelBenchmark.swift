import Compute
import Foundation

/// How fast products with each weight type are, as shares of what this machine can do at most.
public struct KernelBenchmark: Sendable {
    private let pool: ComputePool
    public let kernelLevel: String
    public var threadCount: Int { pool.threadCount }

    /// Operations (byte products and their sums) a second from the first-level cache.
    public let operationLimit: Double
    /// Bytes a second that can be read from memory.
    public let memoryLimit: Double

    public struct Run: Sendable, Hashable {
        public let type: String
        /// One token, from memory: bytes of weights a second.
        public let bytesPerSecond: Double
        /// 512 tokens: operations a second.
        public let operationsPerSecond: Double
        /// The same with the kernels in portable C.
        public let portableOperationsPerSecond: Double
    }

    public static let typeNames = ElementType.allCases.map(\.name)
    private static let columns = 1024
    /// More weights than the caches hold.
    private static let byteCount = 192 << 20

    /// Measures the limits first; takes a second or two.
    public init(threadCount: Int) throws(EngineError) {
        pool = ComputePool(threadCount: threadCount)
        kernelLevel = pool.level.name
        operationLimit = MachineLimits.operationsPerSecond(on: pool)
        do {
            memoryLimit = try MachineLimits.bytesReadPerSecond(Self.byteCount, on: pool)
        } catch {
            throw EngineError(.failed, "measuring memory", error)
        }
    }

    /// Measures one type; medians of `repeats` runs.
    public func run(type name: String, repeats: Int) throws(EngineError) -> Run {
        guard let type = ElementType.named(name) else {
            throw EngineError(
                .input, "measuring kernels", ModelToolError.unknownName(name, known: Self.typeNames))
        }
        do {
            let rowBytes = type.byteCount(columns: Self.columns) ?? Self.columns
            let many = try weights(rows: Self.byteCount / rowBytes, type)
            let few = try weights(rows: 4096, type)
            let one = try rate(many, tokens: 1, repeats, on: pool)
            let all = try rate(few, tokens: 512, repeats, on: pool)
            let portable = ComputePool(threadCount: threadCount, level: .portable)
            let plain = try rate(weights(rows: 256, type), tokens: 64, repeats, on: portable)
            return Run(
                type: type.name, bytesPerSecond: one * Double(many.byteCount),
                operationsPerSecond: all * Self.operations(few, tokens: 512),
                portableOperationsPerSecond: plain * Self.operations(few, tokens: 64) / 16)
        } catch {
            throw EngineError(.failed, "measuring kernels", error)
        }
    }

    private static func operations(_ w: PackedMatrix, tokens: Int) -> Double {
        2 * Double(w.rows) * Double(w.columns) * Double(tokens)
    }

    private func weights(rows: Int, _ type: ElementType) throws -> PackedMatrix {
        var random = SeededRandom(seed: 1)
        // The same 64 rows again and again: what is read doesn't change how fast.
        let values = (0..<64 * Self.columns).map { _ in Float(random.unit() - 0.5) }
        let part = try Quantizer.quantize(values, columns: Self.columns, as: type)
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: part.count * (rows / 64), alignment: 64)
        defer { bytes.deallocate() }
        part.withUnsafeBytes { part in
            for copy in 0..<rows / 64 {
                UnsafeMutableRawBufferPointer(rebasing: bytes[(copy * part.count)...]).copyMemory(from: part)
            }
        }
        let matrix = try WeightMatrix(
            rows: rows / 64 * 64, columns: Self.columns, type: type, bytes: UnsafeRawBufferPointer(bytes),
            owner: pool)
        return try PackedMatrix(packing: matrix, on: pool)
    }

    /// Products a second, the median.
    private func rate(
        _ w: PackedMatrix, tokens: Int, _ repeats: Int, on pool: ComputePool
    ) throws -> Double {
        let x = Activations(rows: tokens, columns: Self.columns)
        var random = SeededRandom(seed: 2)
        for index in x.floats.values.indices { x.floats.values[index] = Float(random.unit() - 0.5) }
        let out = FloatMatrix(rows: tokens, columns: w.rows)
        var seconds: [Double] = []
        for _ in 0..<max(1, repeats) + 1 {
            let start = ContinuousClock.now
            try multiply(x, rows: tokens, by: [Product(w, into: out)], on: pool)
            seconds.append((ContinuousClock.now - start) / .seconds(1))
        }
        // The first run brings what the others find.
        seconds = seconds.dropFirst().sorted()
        return 1 / seconds[seconds.count / 2]
    }
}
