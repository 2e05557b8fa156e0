internal import Engine
internal import TestSupport
internal import Testing

@Suite("JSON Schema of profiles")
struct ProfileSchemaTests {
    /// The schema of each object in a profile, by where the object lies.
    private static let objects: [(pointer: [String], path: [String])] = [
        ([], []),
        (["properties", "budget"], ["budget"]),
        (["properties", "model"], ["model"]),
        (["properties", "plan"], ["plan"]),
        (["properties", "provenance"], ["provenance"]),
        (["properties", "quality"], ["quality"]),
        (["properties", "quality", "properties", "best_uniform"], ["quality", "best_uniform"]),
        (["$defs", "estimate"], ["quality", "kl"]),
        (["$defs", "estimate"], ["quality", "score_difference"]),
        (["$defs", "layer"], ["layers", "0"]),
        (["$defs", "head"], ["layers", "0", "heads", "0"]),
        (["$defs", "tier"], ["layers", "0", "heads", "0", "tiers", "0"]),
    ]

    @Test("allows exactly the keys that are written", arguments: objects.indices)
    func keys(index: Int) throws {
        let (pointer, path) = Self.objects[index]
        let schema = try Self.value(in: Self.schema(), at: pointer).object()
        let written = try Self.value(in: Self.profile(), at: path).object().members.map(\.key)
        let allowed = try schema.value("properties").object().members.map(\.key)
        #expect(Set(allowed) == Set(written))
        #expect(try schema.bool("additionalProperties") == false)
    }

    @Test("requires every key except the uniform plan's", arguments: objects.indices)
    func required(index: Int) throws {
        let schema = try Self.value(in: Self.schema(), at: Self.objects[index].pointer).object()
        let allowed = try schema.value("properties").object().members.map(\.key)
        let required = try schema.array("required").map { try $0.string() }
        #expect(Set(allowed).subtracting(required).isSubset(of: ["best_uniform"]))
        #expect(Set(required).isSubset(of: Set(allowed)))
    }

    @Test("lists the scorers, poolings, groupings, modes and widths that are read")
    func words() throws {
        let plan = ["properties", "plan", "properties"]
        let head = ["$defs", "head", "properties"]
        let words: [([String], [String])] = [
            (plan + ["scorer"], Retention.Scorer.allCases.map(\.rawValue)),
            (plan + ["pooling"], Retention.Pooling.allCases.map(\.rawValue)),
            (head + ["keys"], Grouping.Keys.allCases.map(\.rawValue)),
            (["properties", "mode"], Profile.Mode.allCases.map(\.rawValue)),
        ]
        for (pointer, expected) in words {
            let listed = try Self.value(in: Self.schema(), at: pointer).object().array("enum")
            #expect(Set(try listed.map { try $0.string() }) == Set(expected))
        }
        let widths = try Self.value(
            in: Self.schema(), at: ["$defs", "tier", "properties", "key_bits"])
        let listed = try widths.object().array("enum").map { try $0.int() }
        #expect(listed == Precision.supportedBits)
    }

    private static func schema() throws -> JSONValue {
        try JSONValue(contentsOf: Files.root + "/profiles/schema/profile.v1.json")
    }

    private static func profile() throws -> JSONValue {
        try JSONValue(parsing: ToyProfile.make().text, path: "p.json")
    }

    private static func value(in root: JSONValue, at path: [String]) throws -> JSONValue {
        var value = root
        for step in path {
            if let index = Int(step) {
                value = try value.array()[index]
            } else {
                value = try value.object().value(step)
            }
        }
        return value
    }
}
