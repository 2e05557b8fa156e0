internal import Engine
internal import TestSupport
internal import Testing

@Suite("Reference values")
struct ReferenceValuesTests {
    @Test("are all there, in the shapes that the tests expect")
    func shapes() throws {
        let reference = try ReferenceValues.load()
        #expect(reference.tokenizer.count == 36)
        #expect(reference.forward.promptIds.count == 320)
        #expect(reference.forward.answerIds.long.count == 74)
        #expect(reference.kv.allSatisfy { $0.keyAfterRope.count == 64 && $0.value.count == 64 })
        #expect(reference.quantizer.map(\.bits).max() == 8)
        #expect(reference.cache.promptKeys.count == reference.cache.scores.count)
        #expect(reference.cache.cases.map(\.tailPositions.count) == [8, 0, 3, 2])
        #expect(reference.greedyUnderPlan.tokensIgnoringEnd.count == 32)
    }

    @Test("name every scorer at every layer")
    func scores() throws {
        let names = [
            "h2o", "knorm", "snapkv_o16_k7_mean", "snapkv_o32_k21_max", "snapkv_o32_k7_max", "tova",
        ]
        for layer in try ReferenceValues.load().scores {
            #expect(layer.byName.keys.sorted() == names)
        }
    }

    @Test("hold plans of every form")
    func plans() throws {
        let reference = try ReferenceValues.load()
        let shape = reference.model.shape
        for expected in reference.plans {
            try expected.plan.plan(for: shape).check(against: shape)
        }
        for expected in reference.cache.cases {
            let plan = try expected.plan.plan(layerCount: 1, kvHeadCount: 1)
            #expect(plan.layers[0][0].tiers.count == expected.positionsByTierOutsideTheTail.count)
        }
        let byLayer = try #require(reference.plans.first { $0.name == "layers_mod_3" })
        let layers = try byLayer.plan.plan(for: shape).layers
        #expect(layers[4][2].tiers[0].tokens == 96)
        #expect(layers[5][0].tiers[0].precision.valueBits == 8)
    }
}
