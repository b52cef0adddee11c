/// The types that weights are stored in. Raw values are ggml's type ids, as GGUF files write them.
package enum ElementType: UInt32, Sendable, Hashable, CaseIterable {
    case f32 = 0
    case f16 = 1
    case q8_0 = 8

    /// Weights that share one block.
    package var elementsPerBlock: Int {
        switch self {
        case .f32, .f16: 1
        case .q8_0: 32
        }
    }

    package var bytesPerBlock: Int {
        switch self {
        case .f32: 4
        case .f16: 2
        case .q8_0: 34
        }
    }

    /// As llama.cpp and file names spell it.
    package var name: String {
        switch self {
        case .f32: "F32"
        case .f16: "F16"
        case .q8_0: "Q8_0"
        }
    }

    /// Bytes of one row; nil when `columns` is not a whole number of blocks or the product overflows.
    package func byteCount(columns: Int) -> Int? {
        guard columns >= 0, columns % elementsPerBlock == 0 else { return nil }
        let (bytes, overflow) = (columns / elementsPerBlock).multipliedReportingOverflow(by: bytesPerBlock)
        return overflow ? nil : bytes
    }
}
