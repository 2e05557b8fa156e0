/// The words of a progress line: pure, so that they can be tested without a clock or a terminal.
package struct ProgressText {
    /// What is being done, such as `prefill`.
    package let label: String
    /// What is counted, such as `samples`.
    package let unit: String
    /// How many there are in all, where that is known.
    package let total: Int?

    /// Names a stage and what it counts.
    package init(label: String, unit: String, total: Int?) {
        self.label = label
        self.unit = unit
        self.total = total
    }

    /// Something like `prefill: 12 of 24 samples (50 %), 2.1 samples/s, 6 s left`, and a note.
    package func line(done: Int, elapsedSeconds: Double, note: String? = nil) -> String {
        var parts: [String] = []
        if let total, total > 0 {
            parts.append("\(done) of \(total) \(unit) (\(done * 100 / total) %)")
        } else {
            parts.append("\(done) \(unit)")
        }
        if done > 0, elapsedSeconds > 0 {
            let rate = Double(done) / elapsedSeconds
            parts.append(Self.rate(rate, unit: unit))
            if let total, total > done {
                parts.append("\(Self.duration(seconds: Double(total - done) / rate)) left")
            }
        }
        if let note { parts.append(note) }
        return "\(label): \(parts.joined(separator: ", "))"
    }

    /// Something like `2.1 samples/s`; below one in ten seconds, `14.2 s each`.
    private static func rate(_ perSecond: Double, unit: String) -> String {
        perSecond < 0.1
            ? "\(rounded(1 / perSecond)) s each" : "\(rounded(perSecond)) \(unit)/s"
    }

    /// Something like `59 s`, `4 min 05 s` or `2 h 03 min`.
    package static func duration(seconds: Double) -> String {
        let seconds = Int(min(max(seconds, 0), 1e9).rounded(.up))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(two(seconds % 60)) s" }
        return "\(seconds / 3600) h \(two(seconds / 60 % 60)) min"
    }

    /// One decimal below 100, none above.
    private static func rounded(_ number: Double) -> String {
        guard number < 100 else { return "\(Int(min(number, 1e15).rounded()))" }
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
