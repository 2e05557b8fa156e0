package import Engine

/// What local errors are measured for: the ways to rank tokens, the levels between which they are
/// interpolated, and the samples.
package struct LocalErrorSpace: Sendable, Hashable {
    /// Ways to rank tokens.
    package let retentions: [Retention]
    /// Where errors are measured.
    package let levels: RankLevels
    /// How stored values share scales and minima.
    package let grouping: Grouping
    /// Numbers of the samples in the study.
    package let samples: [Int]

    /// States what to measure.
    package init(
        retentions: [Retention], levels: RankLevels, grouping: Grouping, samples: [Int]
    ) {
        self.retentions = retentions
        self.levels = levels
        self.grouping = grouping
        self.samples = samples
    }

    /// The same space gives the same text.
    package var text: String {
        let encoding: JSONEncoding = [
            "context": .int(levels.borders.last ?? 0),
            "grouping": grouping.encoding,
            "retentions": .array(retentions.map(\.encoding)),
            "samples": .array(samples.map { .int($0) }),
        ]
        return encoding.line
    }

    /// Reads a text.
    ///
    /// - Throws: A `UserError` with the place of what was found.
    package init(_ value: JSONValue) throws {
        let fields = try value.object(keys: ["context", "grouping", "retentions", "samples"])
        let context = try fields.int("context", in: 1...Int(Int32.max))
        self.init(
            retentions: try fields.array("retentions").map { try Retention($0) },
            levels: RankLevels(context: context),
            grouping: try Grouping(fields.value("grouping")),
            samples: try fields.array("samples").map { try $0.int(in: 0...Int.max) })
    }
}
