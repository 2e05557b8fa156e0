import Engine
import TestSupport
import Testing
import Tuner

@Suite("Plan pipe")
struct PlanPipeTests {
    private static let study = Result { try ToyStudy(tasks: 4) }
    private static let measuredKeys = ["bytes", "fits", "kl", "per_sample"]

    private let study: ToyStudy
    private let budget: SearchBudget
    private var pipe: PlanPipe

    init() throws {
        study = try Self.study.get()
        budget = study.budget(oneOf: 4)
        pipe = try Self.pipe()
    }

    private static func pipe(_ granularity: Granularity = .head) throws -> PlanPipe {
        let study = try study.get()
        return try PlanPipe(
            study.samples, model: study.model, budget: study.budget(oneOf: 4),
            granularity: granularity)
    }

    private static func reply(_ request: String, _ pipe: inout PlanPipe) throws -> JSONValue {
        let reply = try pipe.reply(to: Array(request.utf8), number: 7)
        return try JSONValue(parsing: reply.line, path: "reply")
    }

    private mutating func reply(
        _ request: String, keys: [String], optional: [String] = []
    ) throws -> JSONFields {
        try Self.reply(request, &pipe).object(keys: keys, optional: optional)
    }

    private mutating func space() throws -> Space {
        try Space(Self.reply("{\"ask\": \"space\"}", &pipe))
    }

    /// What a client reads of the space.
    private struct Space {
        let budget: Int
        let units: [[(layer: Int, head: Int)]]
        let frames: [JSONFields]
        let optionBytes: [[[Int]]]

        init(_ value: JSONValue) throws {
            let fields = try value.object(keys: [
                "alignment", "budget_bytes", "context", "frames", "full_bytes", "grouping",
                "max_new_tokens", "option_bytes", "options", "samples", "units",
            ])
            #expect(try fields.int("alignment") == 64 && fields.int("samples") == 4)
            budget = try fields.int("budget_bytes")
            units = try fields.array("units").map { unit in
                try unit.array().map {
                    let place = try $0.array()
                    return (try place[0].int(), try place[1].int())
                }
            }
            frames = try fields.array("frames").map {
                try $0.object(keys: [
                    "flush", "kernel", "observation", "option_bytes", "pooling", "recent",
                    "scorer", "sinks", "window",
                ])
            }
            optionBytes = try fields.array("option_bytes").map { list in
                try list.array().map { try $0.array().map { try $0.int() } }
            }
            let options = try fields.array("options").map {
                try $0.object(keys: ["tiers"]).array("tiers").map {
                    try $0.object(keys: ["key_bits", "tokens", "value_bits"])
                }
            }
            let count = options.count
            #expect(optionBytes.allSatisfy { $0.count == count })
        }

        /// Bytes by the rule that clients follow: each buffer of a layer is rounded up to 64.
        func bytes(frame: Int, options: [Int]) throws -> Int {
            let bytes = optionBytes[try frames[frame].int("option_bytes")]
            var layers: [Int: [Int]] = [:]
            for (unit, option) in zip(units, options) {
                for place in unit {
                    let sums = layers[place.layer] ?? [0, 0, 0, 0]
                    layers[place.layer] = zip(sums, bytes[option]).map(+)
                }
            }
            return layers.values.joined().reduce(0) { $0 + ($1 + 63) / 64 * 64 }
        }
    }

    @Test(
        "the space's bytes and padding give a plan's bytes to the byte",
        arguments: Granularity.allCases)
    func bytes(granularity: Granularity) throws {
        var pipe = try Self.pipe(granularity)
        let space = try Space(Self.reply("{\"ask\": \"space\"}", &pipe))
        #expect(space.budget == budget.perSequence)
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let frame = Int.random(in: 0..<space.frames.count, using: &generator)
            let options = space.units.map { _ in
                Int.random(in: 0..<space.optionBytes[0].count / 4, using: &generator)
            }
            let expected = try space.bytes(frame: frame, options: options)
            let request = "{\"frame\": \(frame), \"options\": \(options), \"samples\": 1}"
            let fields = try Self.reply(request, &pipe).object(keys: Self.measuredKeys)
            #expect(try fields.int("bytes") == expected)
            #expect(try fields.bool("fits") == (expected <= space.budget))
        }
    }

    @Test("a knapsack is the search's own, fits, and measures like its plan")
    mutating func knapsack() throws {
        let space = try space()
        let fields = try reply(
            "{\"ask\": \"knapsack\", \"frame\": 3, \"id\": \"a\"}",
            keys: ["frame", "options", "bytes", "predicted_loss", "id"])
        #expect(try fields.string("id") == "a")
        let options = try fields.array("options").map { try $0.int() }
        #expect(try fields.int("bytes") == space.bytes(frame: 3, options: options))
        #expect(try fields.int("bytes") <= space.budget && fields.int("frame") == 3)

        let frame = try PlanFrame(space.frames[3])
        var evaluator = Evaluator(study.samples, model: study.model)
        let grouping = try Grouping(keyGroup: 64, valueGroup: 64)
        let profile = try LocalErrorProfile(
            &evaluator, model: study.model, retentions: [frame.retention], grouping: grouping,
            context: budget.context
        ) { _ in }
        let candidates = CandidateSpace(
            frame: frame, options: try OptionGrid(levels: profile.levels, grouping: grouping).heads,
            units: UnitMap(shape: study.model.shape, granularity: .head),
            shape: study.model.shape, budget: budget,
            errors: try #require(profile.errors[frame.retention]))
        let gains = options.map { _ in 1.0 }
        #expect(try candidates.solve(gains: gains) == options)
        #expect(
            try fields.double("predicted_loss") == candidates.predictedLoss(options, gains: gains))

        let measured = try reply("{\"frame\": 3, \"options\": \(options)}", keys: Self.measuredKeys)
        let losses = try evaluator.quality(of: candidates.plan(options)).map(\.kl)
        #expect(try measured.array("per_sample").map { try $0.double() } == losses)
        #expect(try measured.double("kl") == Statistics.mean(losses))
        #expect(try measured.bool("fits"))
    }

    @Test("several knapsacks are the same as one at a time")
    mutating func knapsacks() throws {
        let keys = ["frame", "options", "bytes", "predicted_loss"]
        let together = try reply(
            "{\"ask\": \"knapsack\", \"frames\": [30, 2]}", keys: ["knapsacks"]
        ).array("knapsacks").map { try $0.object(keys: keys) }
        #expect(try together.map { try $0.int("frame") } == [30, 2])
        var other = try Self.pipe()
        for one in together {
            let request = "{\"ask\": \"knapsack\", \"frame\": \(try one.int("frame"))}"
            let alone = try Self.reply(request, &other).object(keys: keys)
            #expect(try alone.int("bytes") == one.int("bytes"))
            #expect(try alone.double("predicted_loss") == one.double("predicted_loss"))
        }
    }

    @Test("where nothing fits, a knapsack is null and a plan is not measured")
    mutating func overBudget() throws {
        pipe = try PlanPipe(
            study.samples, model: study.model, budget: study.budget(bytes: 1000),
            granularity: .head)
        let knapsack = try reply(
            "{\"ask\": \"knapsack\", \"frame\": 0}",
            keys: ["frame", "options", "bytes", "predicted_loss"])
        #expect(try knapsack.value("options").isNull && knapsack.value("bytes").isNull)
        let fields = try reply(
            "{\"plan\": \"tokens=all,key-bits=4,value-bits=4\", \"score\": true}",
            keys: Self.measuredKeys + ["score", "per_sample_score"])
        #expect(try fields.bool("fits") == false && fields.int("bytes") > 1000)
        for key in ["kl", "per_sample", "score", "per_sample_score"] {
            #expect(try fields.value(key).isNull)
        }
    }

    @Test("a plan's text and its JSON measure alike, scores included")
    mutating func plans() throws {
        let text = "tokens=8+16,key-bits=4+2,value-bits=4+2,kernel=21"
        let plan = try study.plan(text)
        let forms = ["\"\(text)\"", plan.encoding.line]
        let replies = try forms.map { form in
            try reply(
                "{\"plan\": \(form), \"score\": true, \"id\": -5}",
                keys: Self.measuredKeys + ["score", "per_sample_score", "id"])
        }
        var evaluator = Evaluator(study.samples, model: study.model)
        let losses = try evaluator.quality(of: plan).map(\.kl)
        let scores = try evaluator.scores(of: plan, maxNewTokens: budget.maxNewTokens)
        for fields in replies {
            #expect(try fields.int("bytes") == budget.bytes(of: plan, shape: study.model.shape))
            #expect(try fields.array("per_sample").map { try $0.double() } == losses)
            #expect(try fields.array("per_sample_score").map { try $0.double() } == scores)
            #expect(try fields.double("score") == Statistics.mean(scores))
            #expect(try fields.int("id") == -5)
        }
    }

    @Test("the first samples alone lose what they lose among all", arguments: [1, 3, 4])
    func samples(count: Int) throws {
        var pipe = try Self.pipe()
        let plan = "\"plan\": \"tokens=8,key-bits=4,value-bits=4\""
        let losses = try ["", ", \"samples\": \(count)"].map { more in
            try Self.reply("{\(plan)\(more)}", &pipe).object(keys: Self.measuredKeys)
                .array("per_sample").map { try $0.double() }
        }
        #expect(losses[0].count == 4)
        #expect(losses[1] == Array(losses[0][..<count]))
    }

    @Test("requests before it do not change a reply")
    mutating func history() throws {
        let options = Array(repeating: 0, count: 6)
        let request = "{\"frame\": 1, \"options\": \(options)}"
        let first = try pipe.reply(to: Array(request.utf8), number: 1)
        for other in [
            "{\"frame\": 1, \"options\": \(Array(repeating: 1, count: 6)), \"samples\": 2}",
            "{\"plan\": \"tokens=16,key-bits=2,value-bits=2\"}", "{", "{\"ask\": \"space\"}",
        ] {
            _ = try pipe.reply(to: Array(other.utf8), number: 2)
        }
        #expect(try pipe.reply(to: Array(request.utf8), number: 3) == first)
    }

    @Test(
        "a bad request is told with its place, and a hint where there is one",
        arguments: [
            ("", "standard input:7:1: found the end of the text, expected a value", nil),
            ("{\"ask\": space}", "standard input:7:9: found `s`", nil),
            ("[1]", "standard input:7:1: found an array, expected an object", nil),
            ("{}", "standard input:7:1: found an object, expected an object with \"ask\"", nil),
            (
                "{\"ask\": \"spaces\"}",
                "standard input:7:9: found the string \"spaces\", expected \"space\" or \"knapsack\"",
                "did you mean `space`?"
            ),
            (
                "{\"frame\": 0, \"option\": [0]}",
                "standard input:7:14: found the unknown key \"option\"",
                "did you mean \"options\"?"
            ),
            (
                "{\"ask\": \"space\", \"score\": true}",
                "standard input:7:18: found the unknown key \"score\"", nil
            ),
            ("{\"frame\": 0}", "7:1: found an object without \"options\"", nil),
            ("{\"options\": [0]}", "7:1: found an object without \"frame\"", nil),
            (
                "{\"frame\": 0, \"options\": [0, 0]}",
                "7:25: found 2 options, expected 6, one for each unit", nil
            ),
            (
                "{\"frame\": 132, \"options\": [0]}",
                "7:11: found the number 132, expected an integer from 0 to 131", nil
            ),
            (
                "{\"frame\": 0, \"options\": [0, -1]}",
                "7:29: found the number -1, expected an integer from 0 to", nil
            ),
            ("{\"ask\": \"knapsack\"}", "7:1: found an object without \"frame\"", nil),
            (
                "{\"ask\": \"knapsack\", \"frames\": [1.5]}",
                "7:32: found the number 1.5, expected an integer", nil
            ),
            ("{\"plan\": 3}", "7:10: found the number 3, expected an object", nil),
            (
                "{\"plan\": \"tokens=5,key-bits=4,value-bits=4,kernal=3\"}",
                "7:10: found the unknown name `kernal`", "did you mean `kernel`?"
            ),
            (
                "{\"plan\": \"tokens=5,key-bits=4,value-bits=4,scorer=h2o\"}",
                "7:10: found the scorer h2o, expected snapkv or recent",
                "`tune evaluate --plan` measures plans with h2o"
            ),
            (
                "{\"plan\": \"tokens=5,key-bits=4,value-bits=4\", \"samples\": 5}",
                "found the number 5, expected an integer from 1 to 4", nil
            ),
            (
                "{\"plan\": \"tokens=5,key-bits=4,value-bits=4\", \"score\": 1}",
                "found the number 1, expected true or false", nil
            ),
            ("{\"ask\": \"space\", \"id\": 1.5}", "7:24: found the number 1.5, expected", nil),
            ("{\"ask\": \"space\", \"id\": []}", "found an array, expected a string or an", nil),
        ] as [(String, String, String?)])
    func refused(request: String, message: String, hint: String?) throws {
        var pipe = try Self.pipe()
        let fields = try Self.reply(request, &pipe).object(keys: ["error"], optional: ["hint"])
        let error = try fields.string("error")
        #expect(error.contains(message), "\(error)")
        if let hint { #expect(try fields.string("hint") == hint) }
        let after = try Self.reply("{\"ask\": \"space\"}", &pipe)
        #expect(throws: Never.self) { try Space(after) }
    }

    @Test("a bad request's id comes back")
    mutating func refusedID() throws {
        let fields = try reply("{\"id\": 12, \"ask\": \"x\"}", keys: ["error", "hint", "id"])
        #expect(try fields.int("id") == 12)
    }

    @Test("a plan of another shape is refused")
    mutating func otherShape() throws {
        let head = try study.plan("tokens=8,key-bits=4,value-bits=4").layers[0][0]
        let plan = try CompressionPlan(retention: Retention(), layers: [[head, head]])
        let fields = try reply("{\"plan\": \(plan.encoding.line)}", keys: ["error"])
        #expect(try fields.string("error").contains("7:10: found 1 layers, expected the model's 3"))
    }

    @Test("a request with too many bytes is refused before it is read")
    mutating func tooLong() throws {
        let line = [UInt8](repeating: UInt8(ascii: " "), count: PlanPipe.requestLimit + 1)
        let reply = try JSONValue(parsing: pipe.reply(to: line, number: 1).line, path: "reply")
        let error = try reply.object(keys: ["error"]).string("error")
        #expect(error.contains("expected at most \(PlanPipe.requestLimit)"))
    }
}

extension PlanFrame {
    fileprivate init(_ fields: JSONFields) throws {
        self.init(
            retention: try Retention(
                recent: fields.int("recent"), observation: fields.int("observation"),
                kernel: fields.int("kernel")),
            window: try fields.int("window"), flush: try fields.int("flush"))
    }
}
