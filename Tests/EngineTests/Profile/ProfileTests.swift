internal import Engine
internal import TestSupport
internal import Testing

@Suite("Profile")
struct ProfileTests {
    @Test("comes back from its text as it was", arguments: [true, false])
    func roundTrip(withUniform: Bool) throws {
        let profile = try ToyProfile.make(withUniform: withUniform)
        let read = try Profile(JSONValue(parsing: profile.text, path: "p.json"))
        #expect(read == profile)
        #expect(read.text == profile.text)
    }

    @Test("comes back from its file as it was, and nothing else is left in the folder")
    func file() throws {
        let folder = try ToyProfile.temporaryFolder()
        defer { try? Files.remove(folder) }
        let profile = try ToyProfile.make()
        for _ in 0..<2 { try profile.write(to: "\(folder)/p.json") }
        #expect(try Profile(contentsOf: "\(folder)/p.json") == profile)
        #expect(try Files.names(in: folder) == ["p.json"])
    }

    @Test("holds numbers where the plan said all, and no empty tiers")
    func numbers() throws {
        let heads = try ToyProfile.make().plan.layers
        #expect(heads[1][0].tiers.map(\.tokens) == [8, 92])
        let plan = try UniformPlan(text: "tokens=200+5+all,key-bits=4,value-bits=4")
            .plan(for: ToyProfile.shape)
        let toy = try ToyProfile.make()
        let profile = try Profile(
            model: toy.model, budget: toy.budget, plan: plan, quality: toy.quality,
            provenance: toy.provenance)
        #expect(profile.plan.layers[0][0].tiers.map(\.tokens) == [100])
    }

    @Test("takes its plan's bytes, times the sequences", arguments: [1, 2, 5])
    func bytes(concurrency: Int) throws {
        let profile = try ToyProfile.make(concurrency: concurrency)
        let plan = profile.plan.bytes(
            shape: ToyProfile.shape, promptTokens: 100, newTokens: 24)
        #expect(profile.bytes == plan * concurrency)
    }

    @Test("within its budget to the byte, and refused one byte above it")
    func budget() throws {
        let bytes = try ToyProfile.make().bytes.rawValue
        #expect(try ToyProfile.make(budgetBytes: bytes).bytes.rawValue == bytes)
        let error = try #require(throws: ProfileError.self) {
            try ToyProfile.make(budgetBytes: bytes - 1)
        }
        #expect(error.description.contains("found \(bytes), expected at most the budget's"))
    }

    @Test("accepts its own model and refuses others by what differs")
    func model() throws {
        let profile = try ToyProfile.make()
        try profile.check(against: ToyProfile.shape, sha256: ToyProfile.sha256)
        let other = try ReferenceValues.load().model
        let shapeError = try #require(throws: ProfileError.self) {
            try profile.check(against: other.shape, sha256: ToyProfile.sha256)
        }
        #expect(shapeError.description == "layer_count: found 2, expected the model's 30")
        #expect(shapeError.exitStatus == .badFile)
        let hashError = try #require(throws: ProfileError.self) {
            try profile.check(against: ToyProfile.shape, sha256: other.sha256)
        }
        #expect(hashError.description.contains("sha256: found \(ToyProfile.sha256)"))
    }

    @Test("names file, line and column where its file belongs to another model")
    func otherModelsFile() throws {
        let folder = try ToyProfile.temporaryFolder()
        defer { try? Files.remove(folder) }
        try ToyProfile.make().write(to: "\(folder)/p.json")
        let other = String(repeating: "0", count: 64)
        let error = try #require(throws: ProfileError.self) {
            try Profile(contentsOf: "\(folder)/p.json", for: ToyProfile.shape, sha256: other)
        }
        let place = error.description.split(separator: "/").last ?? ""
        #expect(place.wholeMatch(of: /p\.json:[0-9]+:[0-9]+: sha256: found .*/) != nil)
    }

    @Test("opens for its model's shape alone, and for no other shape")
    func shapeAlone() throws {
        let folder = try ToyProfile.temporaryFolder()
        defer { try? Files.remove(folder) }
        let profile = try ToyProfile.make()
        try profile.write(to: "\(folder)/p.json")
        #expect(try Profile(contentsOf: "\(folder)/p.json", for: ToyProfile.shape) == profile)
        let other = try ReferenceValues.load().model.shape
        let error = try #require(throws: ProfileError.self) {
            try Profile(contentsOf: "\(folder)/p.json", for: other)
        }
        let place = error.description.split(separator: "/").last ?? ""
        #expect(place.wholeMatch(of: /p\.json:[0-9]+:[0-9]+: layer_count: found 2, .*/) != nil)
    }

    @Test("is refused for a count of bytes that 64 bits cannot hold")
    func overflow() throws {
        let toy = try ToyProfile.make()
        let model = try ModelFingerprint(
            architecture: "llama", layerCount: 2, headCount: 2, kvHeadCount: 2, headDim: 65536,
            sha256: ToyProfile.sha256)
        let budget = try ProfileBudget(
            bytes: ByteCount(Int.max), context: 1 << 27, concurrency: 1 << 20, maxNewTokens: 1 << 27
        )
        let error = try #require(throws: ProfileError.self) {
            try Profile(
                model: model, budget: budget, plan: toy.plan, quality: toy.quality,
                provenance: toy.provenance)
        }
        #expect(error.description.contains("more bytes than 64 bits can count"))
    }
}
