internal import ArgumentParser
internal import Engine
internal import Tuner

/// What a search is asked for: flags, checked, and what a study says where they are left out.
extension SearchCommand {
    /// What the plan has to reach, checked; nil where nothing is said.
    func goal() throws(ArgumentError) -> TuningGoal? {
        let flags = [
            ("--budget", budget != nil), ("--max-loss", maxLoss != nil),
            ("--max-drop", maxDrop != nil),
        ].filter(\.1).map(\.0)
        guard flags.count <= 1 else {
            throw ArgumentError(
                "found \(flags.joined(separator: " beside ")), expected one of them",
                hint: "a budget asks for the least loss, the others for the fewest bytes")
        }
        if let budget { return .budget(try ArgumentChecks.bytes(budget, of: "--budget")) }
        if let maxLoss {
            guard maxLoss > 0, maxLoss <= 100 else {
                throw ArgumentError(
                    "--max-loss", found: "\(maxLoss)", expected: "nats above 0, at most 100")
            }
            return .maxLoss(maxLoss)
        }
        return try maxDrop.map { (text) throws(ArgumentError) in
            .maxDrop(try ArgumentChecks.part(text, of: "--max-drop"))
        }
    }

    /// What the plan has to reach, the study's budget where no flag says it.
    func goal(_ defaults: StudyDefaults) throws(ArgumentError) -> TuningGoal {
        if let goal = try goal() { return goal }
        guard let search = defaults.search else {
            throw Self.missing("--budget <size>")
        }
        return .budget(search.budget)
    }

    /// Takes from the study what flags leave out.
    mutating func fill(from defaults: StudyDefaults) throws(ArgumentError) {
        model = model ?? defaults.paths["--model"]
        calibration = calibration ?? defaults.paths["--calibration"]
        heldOut = heldOut ?? defaults.paths["--held-out"]
        context = context ?? defaults.context
        maxNewTokens = maxNewTokens ?? defaults.maxNewTokens
        seed = seed ?? defaults.search?.seed
        concurrency = concurrency ?? defaults.search?.concurrency
        granularity =
            granularity ?? defaults.granularity.flatMap { Granularity(rawValue: $0.rawValue) }
        for (flag, path) in [("--model", model), ("--calibration", calibration)] {
            guard path != nil else { throw Self.missing("\(flag) <file>") }
        }
    }

    private static func missing(_ argument: String) -> ArgumentError {
        ArgumentError(
            "Missing expected argument '\(argument)'",
            hint: "`tune search --help` explains every argument")
    }

    /// The time limit, checked.
    func timeLimit() throws(ArgumentError) -> TimeLimit? {
        guard let time else { return nil }
        return try TimeLimit(text: time)
    }

    /// Refuses what no study can mend.
    func check() throws(ArgumentError) {
        try global.check()
        try cache.check()
        for (flag, path) in [
            ("--model", model), ("--calibration", calibration), ("--held-out", heldOut),
            ("--from", from), ("--output", output), ("--study", study),
        ] {
            try ArgumentChecks.path(path, of: flag)
        }
        _ = try goal()
        _ = try timeLimit()
        try ArgumentChecks.context(context)
        try ArgumentChecks.newTokens(maxNewTokens)
        try ArgumentChecks.number(concurrency, of: "--concurrency", in: 1...(1 << 20))
        try ArgumentChecks.number(trials, of: "--trials", in: 1...Int(Int32.max))
        if let seed, seed > UInt64(Int.max) {
            throw ArgumentError("--seed", found: "\(seed)", expected: "0 to \(Int.max)")
        }
        guard mode == .prompt else {
            throw ArgumentError(
                "--mode", found: "context, which is not available yet", expected: "prompt",
                hint: "leave --mode out: prompts are compressed after the question was seen")
        }
    }
}
