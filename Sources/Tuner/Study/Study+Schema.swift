internal import GRDB

extension Study {
    /// `tune` in ASCII: tells studies from other programs' databases.
    private static let applicationID = 0x7475_6e65
    private static let version = 1

    /// Makes the tables of a new file and refuses other programs' files.
    ///
    /// - Returns: Whether the file is new.
    static func prepare(_ database: Database) throws -> Bool {
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if tables == 0, id == 0 {
            try database.execute(sql: schema)
            try database.execute(
                sql: """
                    PRAGMA application_id = \(applicationID); PRAGMA user_version = \(Self.version)
                    """)
            return true
        }
        guard id == applicationID else { throw OtherDatabase.application }
        guard version == Self.version else { throw OtherDatabase.version(version) }
        return false
    }

    /// A database that is not ours.
    private enum OtherDatabase: Error, CustomStringConvertible {
        case application
        case version(Int)

        var description: String {
            switch self {
            case .application: "another program's database"
            case .version(let number): "a study of version \(number)"
            }
        }
    }

    private static let schema = """
        -- Fingerprint and what else is kept by name.
        CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE plan (
            id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
        CREATE TABLE sample (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE) STRICT;
        -- Teacher-forced quality of a plan on a sample; kl in nats per token.
        CREATE TABLE quality (
            plan INTEGER NOT NULL REFERENCES plan, sample INTEGER NOT NULL REFERENCES sample,
            kl REAL NOT NULL, nll REAL NOT NULL, agreement REAL NOT NULL,
            PRIMARY KEY (plan, sample)) STRICT, WITHOUT ROWID;
        -- Task score of decoding at most so many new tokens.
        CREATE TABLE score (
            plan INTEGER NOT NULL REFERENCES plan, sample INTEGER NOT NULL REFERENCES sample,
            new_tokens INTEGER NOT NULL, score REAL NOT NULL,
            PRIMARY KEY (plan, sample, new_tokens)) STRICT, WITHOUT ROWID;
        -- Local errors of a layer's heads, doubles in little-endian order.
        CREATE TABLE local_errors (
            space TEXT NOT NULL, layer INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (space, layer)) STRICT, WITHOUT ROWID;
        -- What was searched for.
        CREATE TABLE question (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, budget INTEGER NOT NULL,
            concurrency INTEGER NOT NULL, seed INTEGER NOT NULL, in_use TEXT NOT NULL,
            UNIQUE (kind, budget, concurrency, seed, in_use)) STRICT;
        -- Measured candidates of a question in order, with what was spent when each was done.
        CREATE TABLE trial (
            question INTEGER NOT NULL REFERENCES question, number INTEGER NOT NULL,
            stage TEXT NOT NULL, plan INTEGER NOT NULL REFERENCES plan, uniform TEXT NOT NULL,
            bytes INTEGER NOT NULL, loss REAL NOT NULL, evaluations REAL NOT NULL,
            PRIMARY KEY (question, number)) STRICT, WITHOUT ROWID;
        """
}

extension Database {
    func fact(_ name: String) throws -> String? {
        try String.fetchOne(
            cachedStatement(sql: "SELECT value FROM fact WHERE name = ?"), arguments: [name])
    }

    func setFact(_ name: String, _ value: String) throws {
        try execute(
            sql: "INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)",
            arguments: [name, value])
    }
}
