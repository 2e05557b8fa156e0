package import Engine
internal import Foundation
internal import GRDB

extension Study {
    /// Numbers of samples in the study, which new ones get.
    ///
    /// - Parameter identities: Hashes of the samples' prompts and answers.
    package func numbers(of identities: [[UInt8]]) throws(StudyError) -> [Int] {
        try write { database in
            try identities.map { identity in
                try database.number(of: Data(identity), in: "sample", adding: ("hash", "?"), [])
            }
        }
    }

    /// Qualities of a plan on some samples; nil unless all of them were measured.
    package func qualities(
        of plan: CompressionPlan, on samples: [Int]
    ) throws(StudyError) -> [SampleQuality]? {
        let rows: [Int: SampleQuality] = try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT sample, kl, nll, agreement FROM quality
                    WHERE plan = (SELECT id FROM plan WHERE hash = ?)
                    """)
            return Dictionary(
                uniqueKeysWithValues: try Row.fetchAll(
                    statement, arguments: [Data(plan.identity)]
                ).map { row in
                    (row[0], SampleQuality(kl: row[1], nll: row[2], agreement: row[3]))
                })
        }
        let found = samples.compactMap { rows[$0] }
        return found.count == samples.count ? found : nil
    }

    /// Keeps qualities of a plan on some samples.
    package func record(
        _ qualities: [SampleQuality], of plan: CompressionPlan, on samples: [Int]
    ) throws(StudyError) {
        try write { database in
            let plan = try database.number(of: plan)
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO quality VALUES (?, ?, ?, ?, ?)")
            for (sample, quality) in zip(samples, qualities) {
                try statement.execute(
                    arguments: [plan, sample, quality.kl, quality.nll, quality.agreement])
            }
        }
    }

    /// Scores of decoding under a plan; nil unless all samples were scored.
    package func scores(
        of plan: CompressionPlan, on samples: [Int], maxNewTokens: Int
    ) throws(StudyError) -> [Double]? {
        let rows: [Int: Double] = try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT sample, score FROM score
                    WHERE plan = (SELECT id FROM plan WHERE hash = ?) AND new_tokens = ?
                    """)
            return Dictionary(
                uniqueKeysWithValues: try Row.fetchAll(
                    statement, arguments: [Data(plan.identity), maxNewTokens]
                ).map { ($0[0], $0[1]) })
        }
        let found = samples.compactMap { rows[$0] }
        return found.count == samples.count ? found : nil
    }

    /// Keeps scores of decoding under a plan.
    package func record(
        scores: [Double], of plan: CompressionPlan, on samples: [Int], maxNewTokens: Int
    ) throws(StudyError) {
        try write { database in
            let plan = try database.number(of: plan)
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO score VALUES (?, ?, ?, ?)")
            for (sample, score) in zip(samples, scores) {
                try statement.execute(arguments: [plan, sample, maxNewTokens, score])
            }
        }
    }
}

extension Database {
    /// The number of a plan, which is added where it is new.
    func number(of plan: CompressionPlan) throws -> Int {
        try number(
            of: Data(plan.identity), in: "plan", adding: ("hash, body", "?, ?"),
            [plan.encoding.line])
    }

    /// The number of the row with a hash, which is added where it is new.
    func number(
        of hash: Data, in table: String, adding columns: (names: String, places: String),
        _ values: StatementArguments
    ) throws -> Int {
        let known = try cachedStatement(sql: "SELECT id FROM \(table) WHERE hash = ?")
        if let id = try Int.fetchOne(known, arguments: [hash]) { return id }
        try execute(
            sql: "INSERT INTO \(table) (\(columns.names)) VALUES (\(columns.places))",
            arguments: [hash] + values)
        return Int(lastInsertedRowID)
    }
}
