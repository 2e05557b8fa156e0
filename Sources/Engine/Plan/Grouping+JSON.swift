extension Grouping {
    static let fieldNames = ["key_group", "keys", "value_group"]

    /// The groups by their names.
    var members: [String: JSONEncoding] {
        [
            "key_group": .int(keyGroup),
            "keys": .string(keys.rawValue),
            "value_group": .int(valueGroup),
        ]
    }

    /// The grouping as JSON.
    package var encoding: JSONEncoding { .object(members) }

    /// Reads what `encoding` writes.
    ///
    /// - Throws: A `UserError` with the place of what was found.
    package init(_ value: JSONValue) throws {
        try self.init(value.object(keys: Self.fieldNames))
    }

    /// Reads the fields of a larger object.
    init(_ fields: JSONFields) throws {
        let keys: Keys = try fields.value("keys").word()
        let keyGroup = try fields.int("key_group", in: PlanText.groupSizes)
        let valueGroup = try fields.int("value_group", in: PlanText.groupSizes)
        try self.init(keys: keys, keyGroup: keyGroup, valueGroup: valueGroup)
    }
}
