/// Checks that the parts of a profile share.
enum ProfileChecks {
    /// Names in profiles are short and are no paths: letters, digits, dots, dashes, plus, underscores.
    static func name(_ text: String, of key: String) throws(ProfileError) {
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "+"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isName, (1...128).contains(text.utf8.count) else {
            throw ProfileError(
                key, found: DisplayText.quoted(text),
                expected: "1 to 128 letters, digits, dots, dashes, pluses or underscores")
        }
    }

    /// A SHA-256 is 64 lower-case hexadecimal digits.
    static func sha256(_ text: String, of key: String) throws(ProfileError) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let letters = UInt8(ascii: "a")...UInt8(ascii: "f")
        guard text.utf8.count == 64,
            text.utf8.allSatisfy({ digits.contains($0) || letters.contains($0) })
        else {
            throw ProfileError(
                key, found: DisplayText.quoted(text, limit: 80),
                expected: "64 lower-case hexadecimal digits")
        }
    }

    /// Refuses a number outside `range`.
    static func number(
        _ value: Int, of key: String, in range: ClosedRange<Int>
    ) throws(ProfileError) {
        guard range.contains(value) else {
            throw ProfileError(
                key, found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// Refuses what is not finite or outside `range`.
    static func number(
        _ value: Double, of key: String, in range: ClosedRange<Double>
    ) throws(ProfileError) {
        guard range.contains(value) else {
            throw ProfileError(
                key, found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// Refuses infinities and NaN.
    static func finite(_ value: Double, of key: String) throws(ProfileError) {
        guard value.isFinite else {
            throw ProfileError(key, found: "\(value)", expected: "a finite number")
        }
    }
}
