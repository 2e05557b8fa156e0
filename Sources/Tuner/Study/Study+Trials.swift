package import Engine
internal import Foundation
internal import GRDB

extension Study {
    private static let searchSamplesKey = "search sample numbers"

    /// Says which samples candidates are measured on.
    func keep(searchSamples numbers: [Int]) throws(StudyError) {
        let text = numbers.map(String.init).joined(separator: " ")
        if try fact(Self.searchSamplesKey) != text { try setFact(Self.searchSamplesKey, text) }
    }

    private func searchSamples() throws(StudyError) -> [Int] {
        let words = try (fact(Self.searchSamplesKey) ?? "").split(separator: " ")
        return words.compactMap { Int($0) }
    }

    /// The number of a question, which is added where it is new.
    func number(of question: StudyQuestion) throws(StudyError) -> Int {
        try write { database in
            let arguments: StatementArguments = [
                question.budget.rawValue, question.concurrency, Int(question.seed),
                question.inUse,
            ]
            let known = try Int.fetchOne(
                database,
                sql: """
                    SELECT id FROM question
                    WHERE budget = ? AND concurrency = ? AND seed = ? AND in_use = ?
                    """, arguments: arguments)
            if let known { return known }
            try database.execute(
                sql: """
                    INSERT INTO question (budget, concurrency, seed, in_use) VALUES (?, ?, ?, ?)
                    """, arguments: arguments)
            return Int(database.lastInsertedRowID)
        }
    }

    /// Keeps a question's trial; one of a search that went on otherwise from there on gives way.
    ///
    /// - Parameter evaluations: What was spent when it was done.
    func record(
        _ trial: Trial, number: Int, evaluations: Double, question: Int
    ) throws(StudyError) {
        let isKnown = try read { database in
            try Bool.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM trial JOIN plan ON plan.id = trial.plan
                        WHERE question = ? AND number = ? AND hash = ? AND evaluations = ?)
                        """),
                arguments: [question, number, Data(trial.plan.identity), evaluations]) ?? false
        }
        if isKnown { return }
        try write { database in
            try database.execute(
                sql: "DELETE FROM trial WHERE question = ? AND number >= ?",
                arguments: [question, number])
            try database.execute(
                sql: "INSERT INTO trial VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    question, number, trial.origin.rawValue, try database.number(of: trial.plan),
                    trial.uniform?.text ?? "", trial.bytes, trial.loss, evaluations,
                ])
        }
    }

    /// All trials of all questions, each plan once, in the order in which they were measured.
    func trials() throws -> [Trial] {
        let samples = try searchSamples()
        let rows: [(stage: String, uniform: String, bytes: Int, body: String)] = try read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT stage, uniform, bytes, body FROM trial JOIN plan ON plan.id = trial.plan
                    GROUP BY plan.id ORDER BY min(question * 1000000 + number)
                    """
            ).map { ($0[0], $0[1], $0[2], $0[3]) }
        }
        return try rows.compactMap { row in
            let plan = try CompressionPlan(JSONValue(parsing: row.body, path: "\(path): a plan"))
            guard let losses = try qualities(of: plan, on: samples)?.map(\.kl),
                let origin = Trial.Origin(rawValue: row.stage)
            else { return nil }
            return Trial(
                origin: origin, plan: plan,
                uniform: row.uniform.isEmpty ? nil : try UniformPlan(text: row.uniform),
                bytes: row.bytes, losses: losses)
        }
    }

    /// What all searches of the study have spent.
    package func evaluations() throws(StudyError) -> Double {
        try read { database in
            try Double.fetchOne(
                database,
                sql: """
                    SELECT sum(spent) FROM
                    (SELECT max(evaluations) AS spent FROM trial GROUP BY question)
                    """) ?? 0
        }
    }

    /// Budgets that were searched, with what each search has spent, in the order of the budgets.
    package func searchedBudgets() throws(StudyError) -> [(budget: ByteCount, spent: Double)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT budget, max(evaluations) FROM question JOIN trial ON question = id
                    GROUP BY id ORDER BY budget, id
                    """
            ).map { (ByteCount($0[0]), $0[1]) }
        }
    }
}
