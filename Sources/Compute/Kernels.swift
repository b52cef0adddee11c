import CKernels

/// The level of the inner loops, by name; chosen once for this processor.
package enum KernelLevel: Int32, Sendable, CaseIterable {
    case portable = 0
    case avx2 = 1
    case avx512 = 2

    package var name: String { String(cString: lk_level_name(rawValue)) }

    /// The best one this processor runs.
    package static var best: KernelLevel { KernelLevel(rawValue: lk_best_level()) ?? .portable }

    package static var current: KernelLevel { KernelLevel(rawValue: lk_level()) ?? .portable }

    /// Forces a level, so that one machine tests all it has. False when the processor can't run it.
    @discardableResult
    package static func force(_ level: KernelLevel) -> Bool { lk_force_level(level.rawValue) }
}
