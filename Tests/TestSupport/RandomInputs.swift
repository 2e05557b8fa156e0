package import Engine
internal import Tuner

/// Inputs of tests: the same ones for the same seed.
package struct RandomInputs {
    private var generator: SeededGenerator

    package init(seed: Int) { generator = SeededGenerator(seed: UInt64(seed)) }

    /// A number of a range.
    package mutating func int(in range: ClosedRange<Int>) -> Int { generator.int(in: range) }

    /// An element of an array.
    package mutating func element<Element>(of elements: [Element]) -> Element {
        generator.element(of: elements)
    }

    /// True as often as false.
    package mutating func bool() -> Bool { generator.int(below: 2) == 1 }

    /// Any pattern of 32 bits.
    package mutating func bits() -> UInt32 { UInt32(truncatingIfNeeded: generator.next()) }

    /// Floats from `-magnitude` to `magnitude`; every eighth is a thousand times smaller.
    package mutating func floats(_ count: Int, magnitude: Double = 1) -> [Float] {
        (0..<count).map { _ in
            let value = (generator.unitDouble() * 2 - 1) * magnitude
            return Float(generator.int(below: 8) == 0 ? value / 1000 : value)
        }
    }

    /// Codes of so many bits.
    package mutating func codes(_ count: Int, bits: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(generator.int(below: 1 << bits)) }
    }

    /// Rows of random elements in memory with NaN between and behind them.
    package mutating func rows(
        _ count: Int, width: Int, gap: Int, magnitude: Double = 1
    ) throws -> Rows {
        let rows = try Rows.of(unset: count, width: width, gap: gap)
        for row in 0..<count { rows[row].copy(from: floats(width, magnitude: magnitude)) }
        return rows
    }
}
