import Engine
import TestSupport
import Testing

@Suite("Group quantizer")
struct GroupQuantizerTests {
    @Test(
        "codes, scale, minimum and round trip equal the reference to the bit",
        arguments: [true, false])
    func reference(perChannel: Bool) throws {
        for reference in try ReferenceValues.load().quantizer {
            for (row, input) in reference.input.enumerated() {
                let result = try quantized(input, bits: reference.bits, perChannel: perChannel)
                #expect(result.codes == reference.codes[row], "\(reference), row \(row)")
                #expect(result.scale == reference.scale[row], "\(reference), row \(row)")
                #expect(result.minimum == reference.min[row], "\(reference), row \(row)")
                let roundTrip = result.codes.map {
                    Float($0) * result.scale + result.minimum
                }
                #expect(roundTrip == reference.roundTrip[row], "\(reference), row \(row)")
            }
        }
    }

    /// One group: as tokens of channel 3 of 8, or as channels of one token.
    private func quantized(
        _ input: [Float], bits: Int, perChannel: Bool
    ) throws -> (codes: [UInt8], scale: Float, minimum: Float) {
        let headDim = perChannel ? 8 : input.count
        let tokens = perChannel ? input.count : 1
        let quantizer = GroupQuantizer(bits: bits, group: input.count, perChannel: perChannel)
        let values = try Buffer<Float>(count: tokens * headDim).view
        for (index, value) in input.enumerated() {
            values[perChannel ? index * 8 + 3 : index] = value
        }
        let codes = try Buffer<UInt8>(count: values.count).view
        let groups = try Buffer<UInt16>(
            count: 2 * quantizer.groupCount(tokens: tokens, headDim: headDim)
        ).view
        quantizer.quantize(values, tokens: tokens, headDim: headDim, codes: codes, groups: groups)
        let pair = perChannel ? 6 : 0
        return (
            input.indices.map { codes[perChannel ? $0 * 8 + 3 : $0] },
            Float(Float16(bitPattern: groups[pair])), Float(Float16(bitPattern: groups[pair + 1]))
        )
    }
}
