/// The key-values of a file, in its order, with look-ups whose errors name the key and the byte.
package struct GGUFMetadata: Sendable {
    /// The file, as the user named it.
    package let path: String
    /// The key-values in the file's order; no key comes twice.
    package let entries: [GGUFEntry]
    /// Where the key-values end in the file.
    package let endOffset: Int

    private let places: [String: Int]

    /// Wraps entries whose keys differ.
    init(path: String, entries: [GGUFEntry], endOffset: Int) {
        self.path = path
        self.entries = entries
        self.endOffset = endOffset
        self.places = Dictionary(
            entries.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The entry of a key.
    package subscript(key: String) -> GGUFEntry? { places[key].map { entries[$0] } }

    /// The entry of a key that must be there.
    package func entry(_ key: String) throws(GGUFError) -> GGUFEntry {
        guard let entry = self[key] else {
            throw GGUFError(path: path, byteOffset: endOffset, fault: .missingKey(key))
        }
        return entry
    }

    /// An integer of any width, in a range.
    package func integer(_ key: String, in range: ClosedRange<Int>) throws(GGUFError) -> Int {
        try integer(of: try entry(key), in: range)
    }

    /// As `integer`, or nil where the key is absent.
    package func optionalInteger(
        _ key: String, in range: ClosedRange<Int>
    ) throws(GGUFError) -> Int? {
        guard let entry = self[key] else { return nil }
        return try integer(of: entry, in: range)
    }

    /// A finite and positive number, as float32.
    package func positiveFloat(_ key: String) throws(GGUFError) -> Float {
        let entry = try entry(key)
        guard case .float(let value) = entry.value else {
            throw wrongType(entry, expected: "a float32")
        }
        let float = Float(value)
        guard float.isFinite, float > 0 else {
            throw fault(
                entry,
                .outOfRange(
                    key: key, found: "\(value)", expected: "a finite number above 0"))
        }
        return float
    }

    /// As `positiveFloat`, or nil where the key is absent.
    package func optionalPositiveFloat(_ key: String) throws(GGUFError) -> Float? {
        self[key] == nil ? nil : try positiveFloat(key)
    }

    /// A bool, or nil where the key is absent.
    package func optionalBool(_ key: String) throws(GGUFError) -> Bool? {
        guard let entry = self[key] else { return nil }
        guard case .bool(let value) = entry.value else {
            throw wrongType(entry, expected: "a bool")
        }
        return value
    }

    /// A string.
    package func text(_ key: String) throws(GGUFError) -> String {
        let entry = try entry(key)
        guard case .string(let bytes) = entry.value else {
            throw wrongType(entry, expected: "a string")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As `text`, or nil where the key is absent.
    package func optionalText(_ key: String) throws(GGUFError) -> String? {
        self[key] == nil ? nil : try text(key)
    }

    /// An array with elements of one of some types, of a length where one is given.
    package func array(
        _ key: String, of types: Set<GGUFValueType>, count: Int? = nil
    ) throws(GGUFError) -> GGUFArray {
        let entry = try entry(key)
        guard case .array(let array) = entry.value, types.contains(array.elementType) else {
            let names = types.map { "\($0)" }.sorted().joined(separator: " or ")
            throw wrongType(entry, expected: "an array of \(names)")
        }
        if let count, array.count != count {
            throw fault(entry, .wrongCount(key: key, found: array.count, expected: count))
        }
        return array
    }

    /// As `array`, or nil where the key is absent.
    package func optionalArray(
        _ key: String, of types: Set<GGUFValueType>, count: Int? = nil
    ) throws(GGUFError) -> GGUFArray? {
        self[key] == nil ? nil : try array(key, of: types, count: count)
    }
}

extension GGUFMetadata {
    private func integer(
        of entry: GGUFEntry, in range: ClosedRange<Int>
    ) throws(GGUFError) -> Int {
        switch entry.value {
        case .unsigned, .signed:
            guard let value = entry.value.integer, range.contains(value) else {
                throw fault(
                    entry,
                    .outOfRange(
                        key: entry.key, found: entry.value.printable,
                        expected: Self.text(of: range)))
            }
            return value
        default:
            throw wrongType(entry, expected: "an integer")
        }
    }

    private func wrongType(_ entry: GGUFEntry, expected: String) -> GGUFError {
        fault(
            entry, .wrongType(key: entry.key, found: entry.value.printable, expected: expected))
    }

    private func fault(_ entry: GGUFEntry, _ fault: GGUFFault) -> GGUFError {
        GGUFError(path: path, byteOffset: entry.byteOffset, fault: fault)
    }

    private static func text(of range: ClosedRange<Int>) -> String {
        range.upperBound == .max
            ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
    }
}
