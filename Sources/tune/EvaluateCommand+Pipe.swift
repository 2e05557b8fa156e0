internal import Engine
internal import Tuner

extension EvaluateCommand {
    /// Refuses flags that do not go with `--pipe`, or not without it.
    func checkPipe() throws(ArgumentError) {
        guard pipe else {
            for (flag, isGiven) in [
                ("--budget", budget != nil), ("--granularity", granularity != nil),
            ] where isGiven {
                throw ArgumentError(
                    "found \(flag) without --pipe, expected both or neither",
                    hint: "plans and profiles are measured whatever their size")
            }
            return
        }
        for (flag, isGiven) in [
            ("--plan", !plans.isEmpty), ("--profile", !profiles.isEmpty), ("--no-score", noScore),
        ] where isGiven {
            throw ArgumentError(
                "found \(flag) beside --pipe, expected one of them",
                hint: "plans come from standard input, as in {\"plan\": \"tokens=...\"}")
        }
        guard let budget else {
            throw ArgumentError(
                "found --pipe without --budget, expected the bytes that a plan may take",
                hint: "for example --budget 4MiB")
        }
        _ = try ArgumentChecks.bytes(budget, of: "--budget")
    }

    /// Answers requests, one a line, until standard input ends.
    func answerRequests() throws {
        let model = try global.load(model: model)
        let selection = try TaskSelection(
            CalibrationSet(path: calibration), encoder: model.encoder, shape: model.shape,
            context: context, maxNewTokens: maxNewTokens, strict: strict)
        for skipped in selection.skipped {
            try Output.messages.writeLine("left out \(skipped.id): \(skipped.reason)")
        }
        let samples = try TaskPreparation(model, global: global, cache: cache).samples(
            selection.tasks, columnSums: false, maxNewTokens: selection.maxNewTokens)
        var pipe = try PlanPipe(
            samples, model: model,
            budget: SearchBudget(
                bytes: ArgumentChecks.bytes(budget ?? "", of: "--budget"),
                context: selection.context, maxNewTokens: selection.maxNewTokens, concurrency: 1),
            granularity: Granularity(rawValue: granularity?.rawValue ?? "") ?? .head)
        var lines = InputLines(limit: PlanPipe.requestLimit)
        var number = 0
        while let line = try lines.next() {
            number += 1
            try Output.results.writeLine(pipe.reply(to: line, number: number).line)
        }
    }
}
