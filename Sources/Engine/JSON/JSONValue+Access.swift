extension JSONValue {
    /// The members of an object whose keys are all known.
    ///
    /// - Parameters:
    ///   - keys: Keys that must be there.
    ///   - optional: Keys that may be there.
    /// - Throws: `JSONError` for another type, a missing key or an unknown key (naming the nearest).
    package func object(
        keys: [String], optional: [String] = []
    ) throws(JSONError) -> JSONFields {
        let fields = try object()
        try fields.refuseKeys(otherThan: keys + optional)
        for key in keys { _ = try fields.value(key) }
        return fields
    }

    /// The members of an object with any keys.
    ///
    /// - Throws: `JSONError` for another type.
    package func object() throws(JSONError) -> JSONFields {
        guard case .object(let members) = kind else { throw mismatch(expected: "an object") }
        return JSONFields(members: members, location: location)
    }

    /// The values of an array.
    ///
    /// - Throws: `JSONError` for another type.
    package func array() throws(JSONError) -> [JSONValue] {
        guard case .array(let values) = kind else { throw mismatch(expected: "an array") }
        return values
    }

    /// The text of a string.
    ///
    /// - Throws: `JSONError` for another type.
    package func string() throws(JSONError) -> String {
        guard case .string(let text) = kind else { throw mismatch(expected: "a string") }
        return text
    }

    /// The exact value of an integer; `1.0` and `1e3` are not integers.
    ///
    /// - Throws: `JSONError` for another type, a fraction, an exponent or a value outside `range`.
    package func int(in range: ClosedRange<Int> = Int.min...Int.max) throws(JSONError) -> Int {
        guard case .number(let text) = kind, !text.utf8.contains(where: Self.isFractional) else {
            throw mismatch(expected: "an integer")
        }
        guard let number = Int(text), range.contains(number) else {
            throw mismatch(expected: Self.name(of: range))
        }
        return number
    }

    /// The nearest double of a number.
    ///
    /// - Throws: `JSONError` for another type or a value that no finite double holds (`1e400`).
    package func double() throws(JSONError) -> Double {
        guard case .number(let text) = kind else { throw mismatch(expected: "a number") }
        guard let number = Double(text), number.isFinite else {
            throw mismatch(expected: "a number that a double can hold")
        }
        return number
    }

    /// The value of `true` or `false`.
    ///
    /// - Throws: `JSONError` for another type.
    package func bool() throws(JSONError) -> Bool {
        guard case .bool(let isTrue) = kind else { throw mismatch(expected: "true or false") }
        return isTrue
    }

    /// Whether the value is `null`.
    package var isNull: Bool {
        if case .null = kind { true } else { false }
    }

    /// An error at this value that says what it is.
    package func mismatch(expected: String, hint: String? = nil) -> JSONError {
        JSONError(at: location, found: summary, expected: expected, hint: hint)
    }

    /// What the value is, in a few words, safe to print.
    package var summary: String {
        switch kind {
        case .object: "an object"
        case .array: "an array"
        case .string(let text): "the string \(DisplayText.quoted(text))"
        case .number(let text): "the number \(text.prefix(40))\(text.utf8.count > 40 ? "..." : "")"
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .null: "null"
        }
    }

    private static func isFractional(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
    }

    private static func name(of range: ClosedRange<Int>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (.min, .max): "an integer of at most 64 bits"
        case (let low, .max): "an integer of \(low) or more"
        case (let low, let high): "an integer from \(low) to \(high)"
        }
    }
}
