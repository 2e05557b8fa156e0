import Engine
import TestSupport
import Testing

@Suite("Decoding")
struct DecodingTests {
    private static let plans = [
        "tokens=all,key-bits=8,value-bits=8,flush=16",
        "tokens=50,key-bits=4,value-bits=3,flush=16,recent=8",
        "tokens=20+60,key-bits=16+2,value-bits=5+2,recent=8,window=8,flush=16",
        "tokens=all,key-bits=16,value-bits=6,flush=16,scorer=h2o",
    ]

    /// The decoded token reads keys and values as halves, 2^-12 of each off at most.
    ///
    /// Scores of about 4 then move by 1e-3 and what they weigh by as much of itself; a token at a
    /// wrong position moves far more.
    @Test("of one token agrees with a prompt that has it, up to rounding", arguments: [2, 65, 193])
    func lastToken(count: Int) throws {
        let model = try ToyModel().load()
        let prompt = ToyPrompt(tokens: count, answer: 2, seed: 6)
        let exact = try prompt.snapshot(model).lastLogits.array
        let shorter = ToyPrompt(
            tokens: Array(prompt.tokens.dropLast()), answer: prompt.tokens.suffix(1) + [0])
        let full = try CompressionPlan.keepAll(shape: model.shape)
        let tolerance = try 1e-3 * #require(exact.map { abs($0) }.max())
        let decoded = try shorter.decodedLogits(model, under: full)[0]
        let worst = worstDifference(decoded, exact)
        #expect(worst.value <= tolerance, "token \(worst.index)")
        let shifted = try shorter.decodedLogits(model, under: full, shift: 1)[0]
        #expect(worstDifference(shifted, exact).value > 10 * tolerance)
    }

    @Test("token by token in float32 equals teacher forcing in chunks to the bit", arguments: plans)
    func chunks(text: String) throws {
        let model = try ToyModel().load()
        let prompt = ToyPrompt(tokens: 150, answer: 75, seed: 7)
        let plan = try UniformPlan.plan(text, for: model)
        #expect(
            try prompt.decodedLogits(model, under: plan) == prompt.logits(model, under: plan))
    }

    @Test("a step from codes agrees with teacher forcing up to rounding", arguments: plans)
    func fromCodes(text: String) throws {
        var toy = ToyModel()
        // Blocks of weights and whole squares of channels, which are multiplied as integers.
        (toy.type, toy.headDim) = (.q41, 32)
        let model = try toy.load()
        let prompt = ToyPrompt(tokens: 150, answer: 40, seed: 9)
        let plan = try UniformPlan.plan(text, for: model)
        let forced = try prompt.logits(model, under: plan)
        // Factors of 16 bits move scores of about 10 by 1e-4.
        let tolerance = try 1e-3 * #require(forced.joined().map { abs($0) }.max())
        for index in [0, 7, 16, 17, 38] {
            let worst = worstDifference(
                try prompt.decodedStep(index, model, under: plan), forced[index])
            #expect(worst.value <= tolerance, "step \(index), token \(worst.index)")
        }
    }

    @Test("greedily gives the tokens that teacher forcing finds the most likely", arguments: plans)
    func greedy(text: String) throws {
        let model = try ToyModel().load()
        let prompt = ToyPrompt(tokens: 150, answer: 2, seed: 8)
        let plan = try UniformPlan.plan(text, for: model)
        let tokens = try prompt.greedy(model, under: plan, count: 40)
        let logits = try ToyPrompt(tokens: prompt.tokens, answer: tokens)
            .logits(model, under: plan)
        let likely = logits.map { row in row.indices.max { row[$0] < row[$1] } }
        #expect(likely == tokens.dropFirst().map { $0 })
    }
}
