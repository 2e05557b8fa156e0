extension CompressionPlan {
    /// The plan as JSON: shared numbers, each different head once, and every layer's heads by place.
    ///
    /// The same plan gives the same text.
    package var encoding: JSONEncoding {
        var places: [HeadPlan: Int] = [:]
        var heads: [HeadPlan] = []
        let layers = layers.map { layer in
            layer.map { head in
                if let place = places[head] { return place }
                places[head] = heads.count
                heads.append(head)
                return heads.count - 1
            }
        }
        return [
            "heads": .array(heads.map { .object($0.members) }),
            "layers": .array(layers.map { .array($0.map { .int($0) }) }),
            "shared": sharedEncoding,
        ]
    }

    /// Reads what `encoding` writes.
    ///
    /// - Throws: A `UserError` with the place of what was found.
    package init(_ value: JSONValue) throws {
        let fields = try value.object(keys: ["heads", "layers", "shared"])
        let heads = try fields.array("heads").map {
            try HeadPlan($0.object(keys: HeadPlan.keys), context: nil)
        }
        guard !heads.isEmpty else {
            throw try fields.value("heads").mismatch(expected: "one head or more")
        }
        let layers = try fields.array("layers").map { layer in
            try layer.array().map { heads[try $0.int(in: 0...heads.count - 1)] }
        }
        try self.init(fields.value("shared"), layers: layers)
    }
}
