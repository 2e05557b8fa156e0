/// The members of an object, asked for by key.
///
/// A look-up walks the members: objects of our formats have a few dozen keys.
package struct JSONFields: Sendable {
    /// Keys and values in the order of the text.
    package let members: [JSONValue.Member]
    /// Where the object starts.
    package let location: JSONLocation

    /// Whether the object has a key.
    package func contains(_ key: String) -> Bool { optional(key) != nil }

    /// The value of a key, `nil` where the key is missing (`null` is a value).
    package func optional(_ key: String) -> JSONValue? {
        members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// The value of a key.
    ///
    /// - Throws: `JSONError` at the object if the key is missing.
    package func value(_ key: String) throws(JSONError) -> JSONValue {
        guard let value = optional(key) else {
            throw JSONError(
                at: location, found: "an object without \(DisplayText.quoted(key))",
                expected: "the key \(DisplayText.quoted(key))")
        }
        return value
    }

    /// The integer of a key; throws where it is missing, no integer or outside `range`.
    package func int(
        _ key: String, in range: ClosedRange<Int> = Int.min...Int.max
    ) throws(JSONError) -> Int {
        try value(key).int(in: range)
    }

    /// The finite number of a key; throws where it is missing or something else.
    package func double(_ key: String) throws(JSONError) -> Double { try value(key).double() }

    /// The text of a key; throws where it is missing or something else.
    package func string(_ key: String) throws(JSONError) -> String { try value(key).string() }

    /// The boolean of a key; throws where it is missing or something else.
    package func bool(_ key: String) throws(JSONError) -> Bool { try value(key).bool() }

    /// The values of a key's array; throws where it is missing or something else.
    package func array(_ key: String) throws(JSONError) -> [JSONValue] { try value(key).array() }

    /// The members of a key's object; throws where it is missing, something else or has other keys.
    package func object(
        _ key: String, keys: [String], optional: [String] = []
    ) throws(JSONError) -> JSONFields {
        try value(key).object(keys: keys, optional: optional)
    }

    /// Refuses keys that are not in `known`.
    ///
    /// - Throws: `JSONError` at the first unknown key, naming the nearest known one.
    package func refuseKeys(otherThan known: [String]) throws(JSONError) {
        let unknown = members.first { member in
            !known.contains { $0.utf8.elementsEqual(member.key.utf8) }
        }
        guard let unknown else { return }
        let nearest = Spelling.nearest(to: unknown.key, among: known)
        throw JSONError(
            at: unknown.keyLocation, found: "the unknown key \(DisplayText.quoted(unknown.key))",
            expected: DisplayText.alternatives(known),
            hint: nearest.map { "did you mean \(DisplayText.quoted($0))?" })
    }
}
