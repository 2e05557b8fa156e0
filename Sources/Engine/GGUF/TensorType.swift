/// How a tensor's values are stored: blocks of so many values in so many bytes.
package struct TensorType: Sendable, Hashable, CustomStringConvertible {
    /// The number that stands for the type in a file.
    package let code: UInt32
    /// The type's usual name.
    package let name: String
    /// Values in a block.
    package let blockLength: Int
    /// Bytes of a block.
    package let blockBytes: Int

    package var description: String { name }

    private init(_ code: UInt32, _ name: String, _ blockLength: Int, _ blockBytes: Int) {
        self.code = code
        self.name = name
        self.blockLength = blockLength
        self.blockBytes = blockBytes
    }

    /// The type of a code, or nil if its size is not known.
    package init?(code: UInt32) {
        guard let type = Self.all.first(where: { $0.code == code }) else { return nil }
        self = type
    }

    /// IEEE float32.
    package static let f32 = Self(0, "F32", 1, 4)
    /// IEEE half.
    package static let f16 = Self(1, "F16", 1, 2)
    /// 4 bits, scale.
    package static let q40 = Self(2, "Q4_0", 32, 18)
    /// 4 bits, scale and minimum.
    package static let q41 = Self(3, "Q4_1", 32, 20)
    /// 5 bits, scale.
    package static let q50 = Self(6, "Q5_0", 32, 22)
    /// 5 bits, scale and minimum.
    package static let q51 = Self(7, "Q5_1", 32, 24)
    /// 8 bits, scale.
    package static let q80 = Self(8, "Q8_0", 32, 34)
    /// The upper half of a float32.
    package static let bf16 = Self(30, "BF16", 1, 2)

    /// The types whose values can be expanded to float32.
    package static let expandable: [Self] = [f32, f16, q40, q41, q50, q51, q80, bf16]

    /// All types whose size is known.
    package static let all: [Self] =
        expandable + [
            Self(9, "Q8_1", 32, 36), Self(10, "Q2_K", 256, 84), Self(11, "Q3_K", 256, 110),
            Self(12, "Q4_K", 256, 144), Self(13, "Q5_K", 256, 176), Self(14, "Q6_K", 256, 210),
            Self(15, "Q8_K", 256, 292), Self(16, "IQ2_XXS", 256, 66), Self(17, "IQ2_XS", 256, 74),
            Self(18, "IQ3_XXS", 256, 98), Self(19, "IQ1_S", 256, 50), Self(20, "IQ4_NL", 32, 18),
            Self(21, "IQ3_S", 256, 110), Self(22, "IQ2_S", 256, 82), Self(23, "IQ4_XS", 256, 136),
            Self(24, "I8", 1, 1), Self(25, "I16", 1, 2), Self(26, "I32", 1, 4),
            Self(27, "I64", 1, 8), Self(28, "F64", 1, 8), Self(29, "IQ1_M", 256, 56),
            Self(34, "TQ1_0", 256, 54), Self(35, "TQ2_0", 256, 66), Self(39, "MXFP4", 32, 17),
            Self(40, "NVFP4", 64, 36), Self(41, "Q1_0", 128, 18),
        ]
}
