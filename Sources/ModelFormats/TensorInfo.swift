package import Compute

/// What a file says about one tensor. The numbers are checked; the weights are not looked at.
package struct TensorInfo: Sendable, Equatable {
    package let name: String
    /// Contiguous dimension first: `[columns, rows]` for a matrix, `[count]` for a vector.
    package let shape: [Int]
    package let type: TensorType
    /// Where its bytes are, from the start of the file.
    package let byteRange: Range<Int>

    package var columns: Int { shape[0] }
    package var rows: Int { shape.dropFirst().reduce(1, *) }
    package var elementCount: Int { shape.reduce(1, *) }
}

/// A way to store weights that GGUF has a number for, whether or not we compute with it.
package struct TensorType: Sendable, Hashable {
    /// ggml's type number.
    package let id: UInt32
    package let name: String
    package let elementsPerBlock: Int
    package let bytesPerBlock: Int

    /// nil when this program can't compute with the type.
    package var elementType: ElementType? { ElementType(rawValue: id) }

    package static func == (a: TensorType, b: ElementType) -> Bool { a.id == b.rawValue }

    package init(_ type: ElementType) {
        self.init(type.rawValue, type.name, type.elementsPerBlock, type.bytesPerBlock)
    }

    /// nil for a number that has no meaning or no longer has one.
    package init?(id: UInt32) {
        guard let known = Self.all.first(where: { $0.id == id }) else { return nil }
        self = known
    }

    private init(_ id: UInt32, _ name: String, _ elementsPerBlock: Int, _ bytesPerBlock: Int) {
        self.id = id
        self.name = name
        self.elementsPerBlock = elementsPerBlock
        self.bytesPerBlock = bytesPerBlock
    }

    /// Every type of ggml with a fixed layout. Sizes as in the `gguf` package 0.19, but for Q8_1, which ggml
    /// itself lays out in 36 bytes.
    package static let all: [TensorType] = [
        TensorType(0, "F32", 1, 4), TensorType(1, "F16", 1, 2), TensorType(2, "Q4_0", 32, 18),
        TensorType(3, "Q4_1", 32, 20), TensorType(6, "Q5_0", 32, 22), TensorType(7, "Q5_1", 32, 24),
        TensorType(8, "Q8_0", 32, 34), TensorType(9, "Q8_1", 32, 36), TensorType(10, "Q2_K", 256, 84),
        TensorType(11, "Q3_K", 256, 110), TensorType(12, "Q4_K", 256, 144), TensorType(13, "Q5_K", 256, 176),
        TensorType(14, "Q6_K", 256, 210), TensorType(15, "Q8_K", 256, 292),
        TensorType(16, "IQ2_XXS", 256, 66),
        TensorType(17, "IQ2_XS", 256, 74), TensorType(18, "IQ3_XXS", 256, 98),
        TensorType(19, "IQ1_S", 256, 50),
        TensorType(20, "IQ4_NL", 32, 18), TensorType(21, "IQ3_S", 256, 110), TensorType(22, "IQ2_S", 256, 82),
        TensorType(23, "IQ4_XS", 256, 136), TensorType(24, "I8", 1, 1), TensorType(25, "I16", 1, 2),
        TensorType(26, "I32", 1, 4), TensorType(27, "I64", 1, 8), TensorType(28, "F64", 1, 8),
        TensorType(29, "IQ1_M", 256, 56), TensorType(30, "BF16", 1, 2), TensorType(34, "TQ1_0", 256, 54),
        TensorType(35, "TQ2_0", 256, 66), TensorType(39, "MXFP4", 32, 17), TensorType(40, "NVFP4", 64, 36),
        TensorType(41, "Q1_0", 128, 18),
    ]
}

enum ElementTypeNames {
    /// "F32, F16, Q8_0": what weights may be stored as.
    static let all = ElementType.allCases.map(\.name).joined(separator: ", ")
}
