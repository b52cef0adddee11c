import CKernels
import COpenBLAS

/// OpenBLAS, opened with kernels that fit this processor. The oracle of float matrix products, and what training
/// stands on; inference runs our own kernels, whose results don't depend on how work is split.
package enum BLAS {
    package struct Status: Sendable, Hashable {
        package var isAvailable: Bool
        /// The kernels in use, such as "SkylakeX"; empty when it isn't available.
        package var coreName: String
        package var configuration: String
        /// What we asked for before loading; empty: the library's own choice.
        package var requestedCore: String
        /// The library runs its oldest kernels on a processor that could do better.
        package var isTrapped: Bool
    }

    /// Opens the library at the first call.
    package static let status: Status = {
        let requested =
            switch lk_best_level() {
            case Int32(LK_AVX512): "SkylakeX"
            case Int32(LK_AVX2): "Haswell"
            default: ""
            }
        let isAvailable = lb_open(requested)
        let core = String(cString: lb_corename())
        return Status(
            isAvailable: isAvailable, coreName: core, configuration: String(cString: lb_config()),
            requestedCore: requested, isTrapped: isAvailable && core == "Prescott" && !requested.isEmpty)
    }()

    /// out = a · bᵀ, all row-major: a (rows × depth), b (columns × depth), out (rows × columns).
    ///
    /// - Returns: false when OpenBLAS is not installed; `out` is then untouched.
    package static func multiplyTransposed(_ a: FloatMatrix, _ b: FloatMatrix, into out: FloatMatrix) -> Bool
    {
        precondition(
            a.columns == b.columns && out.rows == a.rows && out.columns == b.rows, "shapes don't fit")
        guard status.isAvailable else { return false }
        lb_multiply_transposed(
            out.pointer, a.pointer, b.pointer, Int32(a.rows), Int32(b.rows), Int32(a.columns))
        return true
    }
}
