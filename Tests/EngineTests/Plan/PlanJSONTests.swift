internal import Engine
internal import TestSupport
internal import Testing

@Suite("A plan as JSON")
struct PlanJSONTests {
    private static let shape = ModelShape(
        layerCount: 5, headCount: 6, kvHeadCount: 3, headDim: 64, hiddenSize: 384,
        feedForwardSize: 512, vocabularySize: 100, contextLength: 4096, ropeBase: 10000,
        normEpsilon: 1e-5)

    @Test("reads back as the same plan", arguments: 0..<20)
    func roundTrip(seed: Int) throws {
        var inputs = RandomInputs(seed: seed)
        let plan = try CompressionPlan.random(for: Self.shape, inputs: &inputs)
        let text = plan.encoding.line
        let again = try CompressionPlan(JSONValue(parsing: text, path: "plan"))
        #expect(again == plan)
        #expect(again.encoding.line == text)
    }

    @Test("names equal heads once")
    func equalHeads() throws {
        let plan = try UniformPlan(text: "tokens=64+all,key-bits=4+2,value-bits=3")
            .plan(for: Self.shape)
        let fields = try JSONValue(parsing: plan.encoding.line, path: "plan").object()
        #expect(try fields.array("heads").count == 1)
        #expect(try fields.array("layers").count == 5)
    }

    @Test(
        "is refused where a layer names a head that is not there",
        arguments: ["\"heads\":[],", "\"heads\":[{}],"])
    func missingHead(heads: String) {
        let text =
            "{\(heads)\"layers\":[[0]],\"shared\":{\"flush\":64,\"kernel\":7,\"observation\":32,"
            + "\"pooling\":\"max\",\"recent\":32,\"scorer\":\"snapkv\",\"sinks\":0,\"window\":0}}"
        #expect(throws: JSONError.self) {
            try CompressionPlan(JSONValue(parsing: text, path: "plan"))
        }
    }
}
