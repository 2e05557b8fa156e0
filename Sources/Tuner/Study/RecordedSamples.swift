package import Engine

/// Samples of a study, under their numbers there: what was measured on them is asked for first.
package struct RecordedSamples: Sendable {
    /// The study.
    let study: Study
    /// The samples' numbers in the study, in order.
    package let numbers: [Int]

    /// Finds samples in a study, or adds them.
    ///
    /// - Throws: `StudyError`.
    package init(_ samples: [MeasuredSample], in study: Study) throws(StudyError) {
        self.init(study, numbers: try study.numbers(of: samples.map(\.identity)))
    }

    private init(_ study: Study, numbers: [Int]) {
        self.study = study
        self.numbers = numbers
    }

    /// Some of the samples.
    package subscript(range: Range<Int>) -> RecordedSamples {
        RecordedSamples(study, numbers: Array(numbers[range]))
    }

    /// What a plan did on all of them; nil if one is missing.
    func qualities(of plan: CompressionPlan) throws(StudyError) -> [SampleQuality]? {
        try study.qualities(of: plan, on: numbers)
    }

    /// Keeps what a plan did.
    func record(_ qualities: [SampleQuality], of plan: CompressionPlan) throws(StudyError) {
        try study.record(qualities, of: plan, on: numbers)
    }

    /// Scores under a plan; nil if one is missing.
    func scores(of plan: CompressionPlan, maxNewTokens: Int) throws(StudyError) -> [Double]? {
        try study.scores(of: plan, on: numbers, maxNewTokens: maxNewTokens)
    }

    /// Keeps scores under a plan.
    func record(
        scores: [Double], of plan: CompressionPlan, maxNewTokens: Int
    ) throws(StudyError) {
        try study.record(scores: scores, of: plan, on: numbers, maxNewTokens: maxNewTokens)
    }
}

extension MeasuredSample {
    /// SHA-256 over the prompt's and the answer's tokens: what losses depend on.
    var identity: [UInt8] {
        var hash = ContentHash()
        hash.update(snapshot.tokens)
        hash.update(answer)
        return hash.digest()
    }
}
