/// What profiles ask of JSON values beyond their types.
extension JSONValue {
    /// Gives errors of the checked initializers the place of this value.
    ///
    /// - Throws: `JSONError` as it is, any other `UserError` with the place before it.
    package func locating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as any UserError where !(error is JSONError) {
            throw ProfileError(at: location, error)
        }
    }

    /// One of a closed set of words; the nearest is the hint.
    func word<Word: CaseIterable & RawRepresentable<String>>() throws(JSONError) -> Word {
        let text = try string()
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue)
            throw mismatch(
                expected: DisplayText.alternatives(words),
                hint: Spelling.hint(for: text, among: words))
        }
        return word
    }

    /// A width that the kernels can store.
    func bits() throws(JSONError) -> Int {
        let bits = try int()
        guard Precision.supportedBits.contains(bits) else {
            throw mismatch(expected: "2, 3, 4, 5, 6, 8 or 16 bits")
        }
        return bits
    }

    /// An array of exactly so many values.
    func array(count: Int, of things: String) throws(JSONError) -> [JSONValue] {
        let values = try array()
        guard values.count == count else {
            throw JSONError(
                at: location, found: "\(values.count) \(things)", expected: "the model's \(count)")
        }
        return values
    }

    /// Refuses a stored size that is not the recomputed one.
    func checkBytes(_ bytes: ByteCount) throws(JSONError) {
        guard try int(in: 0...Int.max) == bytes.rawValue else {
            throw mismatch(
                expected: "\(bytes.rawValue), what the plan takes",
                hint: "profiles are not edited by hand: tune again")
        }
    }
}

extension JSONFields {
    /// Refuses an index that is not its position: lists have no gaps and nothing twice.
    func checkIndex(_ key: String, is position: Int) throws(JSONError) {
        let value = try value(key)
        guard try value.int(in: 0...Int.max) == position else {
            throw value.mismatch(expected: "\(position), its position in the list")
        }
    }
}
