package import Engine
internal import Foundation

/// What `tune inspect` says of a study.
package struct InspectedStudy: Sendable {
    private let path: String
    private let parts: [StudyFingerprint.Part]
    private let questions: [(kind: String, budget: Int, spent: Double)]
    private let planCount: Int

    /// Reads a study.
    ///
    /// - Throws: `StudyError`, or `TextFileError` for what is no regular file.
    package init(path: String) throws {
        self.path = path
        let study = try Study(existing: path)
        parts = try study.fingerprintParts()
        questions = try study.questions()
        planCount = try study.planCount()
    }

    /// The line of `tune inspect --json`.
    package var json: JSONEncoding {
        var fingerprint: [String: JSONEncoding] = [:]
        for part in parts { fingerprint[part.name] = .string(part.value) }
        return [
            "fingerprint": .object(fingerprint),
            "kind": "study",
            "path": .string(path),
            "plans": .int(planCount),
            "searches": .array(
                questions.map { question in
                    [
                        "kind": .string(question.kind), "budget_bytes": .int(question.budget),
                        "evaluations": .double(question.spent),
                    ]
                }),
        ]
    }

    /// The same for people.
    package var lines: [String] {
        var facts = FactTable()
        for part in parts { facts.add(part.name, printableText(part.value)) }
        facts.add("plans", "\(planCount) measured")
        for question in questions {
            facts.add(
                question.kind,
                "\(ByteCount(question.budget)), \(Decimals.text(question.spent, 1)) evaluations")
        }
        return ["\(printableText(path)): study"] + facts.lines
    }
}
