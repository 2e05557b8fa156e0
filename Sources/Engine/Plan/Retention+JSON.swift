extension Retention {
    static let keys = ["kernel", "observation", "pooling", "recent", "scorer", "sinks"]

    /// The numbers by their names.
    var members: [String: JSONEncoding] {
        [
            "kernel": .int(kernel),
            "observation": .int(observation),
            "pooling": .string(pooling.rawValue),
            "recent": .int(recent),
            "scorer": .string(scorer.rawValue),
            "sinks": .int(sinks),
        ]
    }

    /// The retention as JSON.
    package var encoding: JSONEncoding { .object(members) }

    /// Reads what `encoding` writes.
    ///
    /// - Throws: A `UserError` with the place of what was found.
    package init(_ value: JSONValue) throws {
        try self.init(value.object(keys: Self.keys), in: value)
    }

    /// Reads the fields of a larger object.
    init(_ fields: JSONFields, in value: JSONValue) throws {
        func number(_ key: String) throws -> Int {
            try fields.int(key, in: 0...PlanText.largestNumber)
        }
        let scorer: Scorer = try fields.value("scorer").word()
        let pooling: Pooling = try fields.value("pooling").word()
        let sinks = try number("sinks")
        let recent = try number("recent")
        let observation = try number("observation")
        let kernel = try number("kernel")
        self = try value.locating {
            try Self(
                scorer: scorer, sinks: sinks, recent: recent, observation: observation,
                kernel: kernel, pooling: pooling)
        }
    }
}
