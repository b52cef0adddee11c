import CKernels

/// The instructions that the inner loops use; a setting of the pool that runs them.
package enum KernelLevel: Int32, Sendable, CaseIterable {
    case portable = 0
    case avx2 = 1
    case avx512 = 2
    case neon = 3

    package var name: String { String(cString: lk_level_name(rawValue)) }

    /// The best one this processor runs.
    package static let best: KernelLevel = KernelLevel(rawValue: lk_best_level()) ?? .portable

    /// All that this processor runs, worst first.
    package static let available: [KernelLevel] = allCases.filter { lk_has_level($0.rawValue) }
}
