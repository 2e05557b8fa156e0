internal import Engine
internal import TestSupport
internal import Testing

@Suite("Bytes of a plan")
struct PlanBytesTests {
    @Test("equal the reference's for odd plans", arguments: 0..<24)
    func oddPlans(index: Int) throws {
        let reference = try ReferenceValues.load()
        let shape = reference.model.shape
        let expected = reference.bytes[index]

        let found = try expected.plan.plan(for: shape).bytes(
            shape: shape, promptTokens: expected.promptTokens, newTokens: expected.newTokens)

        #expect(found.rawValue == expected.bytes)
    }

    @Test("equal the reference's for its measured plans", arguments: 0..<25)
    func measuredPlans(index: Int) throws {
        let reference = try ReferenceValues.load()
        let shape = reference.model.shape
        let expected = reference.plans[index]

        let found = try expected.plan.plan(for: shape).bytes(
            shape: shape, promptTokens: expected.bytes.promptTokens,
            newTokens: expected.bytes.newTokens)

        #expect(found.rawValue == expected.bytes.bytes, "\(expected)")
    }

    @Test("the reference file holds as many cases as are tested")
    func caseCount() throws {
        let reference = try ReferenceValues.load()
        #expect(reference.bytes.count == 24)
        #expect(reference.plans.count == 25)
    }

    @Test("all tokens at 16 bit take the full cache's bytes")
    func fullCache() throws {
        let shape = try ReferenceValues.load().model.shape
        let plan = try UniformPlan(text: "tokens=all,key-bits=16,value-bits=16").plan(for: shape)
        let found = plan.bytes(shape: shape, promptTokens: 320, newTokens: 48)
        #expect(found == shape.fullCacheBytes(promptTokens: 320, newTokens: 48))
        #expect(found.rawValue == 8_478_720)
    }

    @Test("layers add up to the plan, heads to their layer, each buffer rounded up once")
    func sums() throws {
        let reference = try ReferenceValues.load()
        let shape = reference.model.shape
        let plan = try reference.bytes[0].plan.plan(for: shape)
        var total = ByteCount(0)
        for layer in plan.layers {
            let heads = layer.map {
                $0.bytes(
                    headDim: shape.headDim, promptTokens: 321, newTokens: 40,
                    retention: plan.retention, window: plan.window, flush: plan.flush)
            }
            total = total + heads.reduce(.zero, +).layerBytes
        }
        #expect(total == plan.bytes(shape: shape, promptTokens: 321, newTokens: 40))
    }

    @Test("a buffer of no bytes stays empty, one of one byte takes 64")
    func rounding() {
        #expect(HeadBytes.zero.layerBytes == ByteCount(0))
        let one = HeadBytes(keyCodes: 1, valueCodes: 0, halfKeys: 64, halfValues: 65)
        #expect(one.layerBytes == ByteCount(64 + 64 + 128))
    }

    @Test("a flush longer than the answer adds nothing but the halves", arguments: [64, Int.max])
    func longFlush(flush: Int) throws {
        let shape = try ReferenceValues.load().model.shape
        let text = "tokens=96,key-bits=4,value-bits=4"
        let plan = try UniformPlan(text: text)
        let bytes = plan.head.bytes(
            headDim: shape.headDim, promptTokens: 320, newTokens: 48, retention: plan.retention,
            window: 0, flush: flush)
        #expect(bytes.halfKeys == 48 * 64 * 2)
        #expect(bytes.keyCodes == 96 * 64 / 2 + 4 * 64 * 3)
    }

    @Test(
        "a group that does not divide the head takes the largest divisor below it",
        arguments: [(48, 32), (128, 64), (64, 64), (16, 16), (63, 32), (1, 1)])
    func channelGroup(group: Int, expected: Int) {
        #expect(Grouping.channelGroup(group, headDim: 64) == expected)
    }
}
