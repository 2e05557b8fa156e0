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

    /// Numbers of the samples that candidates are measured on.
    func searchSamples() throws(StudyError) -> [Int] {
        let words = try (fact(Self.searchSamplesKey) ?? "").split(separator: " ")
        return words.compactMap { Int($0) }
    }

    /// The number of a question; nil where it was never asked.
    func existingNumber(of question: StudyQuestion) throws(StudyError) -> Int? {
        try read { try Int.fetchOne($0, sql: Self.find, arguments: question.arguments) }
    }

    /// The number of a question, which is added where it is new.
    func number(of question: StudyQuestion) throws(StudyError) -> Int {
        if let known = try existingNumber(of: question) { return known }
        return try write { database in
            try database.execute(
                sql: """
                    INSERT INTO question (kind, budget, concurrency, seed, in_use)
                    VALUES (?, ?, ?, ?, ?)
                    """, arguments: question.arguments)
            return Int(database.lastInsertedRowID)
        }
    }

    private static let find = """
        SELECT id FROM question
        WHERE kind = ? AND budget = ? AND concurrency = ? AND seed = ? AND in_use = ?
        """

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

    /// All trials of some searches, or of all, each plan once, in the order in which they were measured.
    ///
    /// Those of answers are left out: an answer depends on the searches before it alone, so that the
    /// same question gets the same answer.
    func trials(of searches: [StudyQuestion]?) throws -> [Trial] {
        let samples = try searchSamples()
        let wanted = try searches.map { try $0.map { try number(of: $0) } }
        typealias Line = (question: Int, stage: String, uniform: String, bytes: Int, body: String)
        let rows: [Line] = try read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT min(question * 1000000 + number) / 1000000, stage, uniform, bytes, body
                    FROM trial
                    JOIN plan ON plan.id = trial.plan JOIN question ON question.id = question
                    WHERE kind = 'search'
                    GROUP BY plan.id ORDER BY min(question * 1000000 + number)
                    """
            ).map { ($0[0], $0[1], $0[2], $0[3], $0[4]) }
        }
        return try rows.compactMap { row in
            guard wanted?.contains(row.question) ?? true else { return nil }
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

    /// The searches that were begun, in the order in which they were.
    package func searches() throws(StudyError) -> [StudyQuestion] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT budget, concurrency, seed, in_use FROM question
                    WHERE kind = 'search' ORDER BY id
                    """
            ).map { row in
                StudyQuestion(
                    .search, budget: ByteCount(row[0]), concurrency: row[1],
                    seed: UInt64(clamping: row[2] as Int), inUse: row[3])
            }
        }
    }

    /// Whether a search has measured candidates.
    func hasSearch() throws(StudyError) -> Bool {
        try questions().contains { $0.kind == StudyQuestion.Kind.search.rawValue }
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

    /// Budgets that were searched or answered, with what each has spent, in the order of the budgets.
    package func questions() throws(StudyError) -> [(kind: String, budget: Int, spent: Double)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT kind, budget, max(evaluations) FROM question JOIN trial ON question = id
                    GROUP BY id ORDER BY budget, id
                    """
            ).map { ($0[0], $0[1], $0[2]) }
        }
    }
}

extension StudyQuestion {
    fileprivate var arguments: StatementArguments {
        [kind.rawValue, budget.rawValue, concurrency, Int(seed), inUse]
    }
}
