package import Engine
internal import Foundation
internal import GRDB

extension Study {
    /// Local errors of a layer, `[G][retention]`; nil where they were not measured.
    func localErrors(
        _ space: LocalErrorSpace, layer: Int, kvHeads: Int
    ) throws(StudyError) -> [[LocalErrors]]? {
        let body: Data? = try read { database in
            try Data.fetchOne(
                database.cachedStatement(
                    sql: "SELECT body FROM local_errors WHERE space = ? AND layer = ?"),
                arguments: [space.text, layer])
        }
        guard let body else { return nil }
        var values = body.doubles[...]
        let count = kvHeads * space.retentions.count * LocalErrors.numberCount(space.levels)
        guard values.count == count else {
            throw .unreadable(path: path, found: "local errors of another size")
        }
        return (0..<kvHeads).map { _ in
            space.retentions.map { _ in LocalErrors(space.levels, taking: &values) }
        }
    }

    /// Keeps the local errors of a layer, `[G][retention]`.
    func record(
        _ errors: [[LocalErrors]], _ space: LocalErrorSpace, layer: Int
    ) throws(StudyError) {
        let body = Data(doubles: errors.joined().flatMap(\.numbers))
        try write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO local_errors VALUES (?, ?, ?)",
                arguments: [space.text, layer, body])
        }
    }

    /// What local errors were measured in full, in a fixed order.
    func localErrorSpaces(layers: Int) throws -> [LocalErrorSpace] {
        let texts: [String] = try read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT space FROM local_errors GROUP BY space HAVING count(*) = ? ORDER BY space
                    """, arguments: [layers])
        }
        return try texts.map {
            try LocalErrorSpace(JSONValue(parsing: $0, path: "\(path): local errors"))
        }
    }
}

extension LocalErrors {
    /// How many numbers the errors of some levels are.
    fileprivate static func numberCount(_ levels: RankLevels) -> Int {
        levels.borders.count * (1 + 2 * bits.count)
    }

    /// All numbers in a fixed order.
    fileprivate var numbers: [Double] { pruning + keys.joined() + values.joined() }

    /// Takes what `numbers` gives from the front of an array.
    fileprivate init(_ levels: RankLevels, taking numbers: inout ArraySlice<Double>) {
        self.init(levels: levels)
        func next() -> [Double] {
            defer { numbers = numbers.dropFirst(levels.borders.count) }
            return Array(numbers.prefix(levels.borders.count))
        }
        pruning = next()
        for bits in keys.indices { keys[bits] = next() }
        for bits in values.indices { values[bits] = next() }
    }
}

extension Data {
    fileprivate init(doubles: [Double]) {
        self.init()
        for double in doubles {
            unsafe Swift.withUnsafeBytes(of: double.bitPattern.littleEndian) {
                unsafe append(contentsOf: $0)
            }
        }
    }

    fileprivate var doubles: [Double] {
        guard count % 8 == 0 else { return [] }
        return stride(from: 0, to: count, by: 8).map { start in
            var bits: UInt64 = 0
            for byte in (0..<8).reversed() {
                bits = bits << 8 | UInt64(self[startIndex + start + byte])
            }
            return Double(bitPattern: bits)
        }
    }
}
