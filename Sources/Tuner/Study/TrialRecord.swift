/// Where a search's trials are kept.
package struct TrialRecord: Sendable {
    private let study: Study
    private let question: Int

    /// Finds a question in a study, or adds it.
    ///
    /// - Throws: `StudyError`.
    package init(_ question: StudyQuestion, in study: Study) throws(StudyError) {
        self.study = study
        self.question = try study.number(of: question)
    }

    /// Keeps a trial; when it returns, the trial survives a power cut.
    func keep(_ trial: Trial, number: Int, evaluations: Double) throws(StudyError) {
        try study.record(trial, number: number, evaluations: evaluations, question: question)
    }
}
