import Engine
import TestSupport
import Testing
import Tuner

@Suite("Tensor expansion")
struct TensorExpansionTests {
    @Test(
        "random blocks equal the twin in Double to the last bit", arguments: BlockEncoder.allCases)
    func twin(type: BlockEncoder) throws {
        let rows = 37
        let columns = 96
        let known = try #require(TensorType(code: type.code))
        var generator = SeededGenerator(seed: 5)
        var bytes = (0..<rows * columns / known.blockLength * known.blockBytes).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        makeFinite(&bytes, type: known)

        let values = try floats(of: bytes, dimensions: [columns, rows], type: type.code)

        let expected = ExpansionTwin.values(of: bytes, type: type)
        #expect(values.count == expected.count)
        let worst = zip(values, expected).enumerated().first { $0.element.0 != $0.element.1 }
        #expect(worst == nil, "at value \(worst?.offset ?? 0)")
    }

    @Test("what a writer rounds comes back within a step", arguments: BlockEncoder.allCases)
    func roundTrip(type: BlockEncoder) throws {
        var generator = SeededGenerator(seed: 9)
        let values = (0..<320).map { _ in Float.random(in: -2...2, using: &generator) }

        let back = try floats(
            of: type.bytes(of: values), dimensions: [64, 5], type: type.code)

        let worst = zip(values, back).map { abs($0 - $1) }.max() ?? .infinity
        let step: Float =
            switch type {
            case .f32: 0
            case .f16: 0x1p-10
            case .bf16: 0x1p-7
            // A whole step, not half of one: the scale is rounded to a half, and codes are clamped.
            case .q40: 2.05 / 7
            case .q41: 4.05 / 15
            case .q50: 2.05 / 15
            case .q51: 4.05 / 31
            case .q80: 2.05 / 127
            }
        #expect(worst <= step)
    }

    @Test("every half has the value that arithmetic gives it")
    func halves() throws {
        var bytes: [UInt8] = []
        for bits in UInt16.min...UInt16.max { bytes.put(bits) }

        let values = try floats(of: bytes, dimensions: [256, 256], type: 1)

        let differences = (0..<65_536).filter { bits in
            let expected = HalfBits.value(UInt16(bits))
            return expected.isNaN ? !values[bits].isNaN : values[bits] != expected
        }
        #expect(differences == [])
        #expect(values[0x8000].sign == .minus)
    }

    @Test("rows are read apart as they are read together, across pieces")
    func rows() throws {
        let directory = try TemporaryDirectory()
        var generator = SeededGenerator(seed: 2)
        let values = (0..<1024 * 400).map { _ in Float.random(in: -1...1, using: &generator) }
        var writer = ToyGGUFWriter()
        writer.tensors = [.init("t", [1024, 400], data: BlockEncoder.f32.bytes(of: values))]
        let file = try GGUFFile(path: writer.write(to: directory))
        let tensor = try #require(file.tensor(named: "t"))
        #expect(try file.floats(of: tensor) == values)

        var some = [Float](repeating: 0, count: 2 * 1024)
        try unsafe some.withUnsafeMutableBufferPointer { buffer in
            try unsafe file.readFloats(of: tensor, rows: 398..<400, into: buffer)
        }

        #expect(some == Array(values.suffix(2 * 1024)))
    }

    @Test("other types open and name themselves when expanded")
    func unsupported() throws {
        let directory = try TemporaryDirectory()
        var writer = ToyGGUFWriter()
        writer.tensors = [
            .init("t", [512, 3], type: 12, data: [UInt8](repeating: 0, count: 6 * 144))
        ]
        let file = try GGUFFile(path: writer.write(to: directory))
        let tensor = try #require(file.tensor(named: "t"))

        let error = #expect(throws: GGUFError.self) { try file.floats(of: tensor) }

        #expect(error?.fault == .cannotExpand(tensor: "t", type: "Q4_K"))
    }

    private func floats(of bytes: [UInt8], dimensions: [Int], type: UInt32) throws -> [Float] {
        let directory = try TemporaryDirectory()
        var writer = ToyGGUFWriter()
        writer.tensors = [
            .init("t", dimensions.map { UInt64($0) }, type: type, data: bytes)
        ]
        let file = try GGUFFile(path: writer.write(to: directory))
        return try file.floats(of: try #require(file.tensor(named: "t")))
    }

    /// Clears the lowest bit of the exponents of what could be infinite or no number.
    private func makeFinite(_ bytes: inout [UInt8], type: TensorType) {
        let halves = type.blockLength == 1 ? 1 : type.name.hasSuffix("_1") ? 2 : 1
        for block in stride(from: 0, to: bytes.count, by: type.blockBytes) {
            if type == .f32 || type == .bf16 {
                bytes[block + type.blockBytes - 1] &= 0xbf
            } else {
                for half in 0..<halves { bytes[block + 2 * half + 1] &= 0xbf }
            }
        }
    }
}
