/// Why a text was refused as a size.
public struct ByteCountError: UserError, Equatable {
    /// What is wrong with it.
    public enum Reason: Sendable, Equatable {
        /// It does not start with a plain decimal number.
        case notANumber
        /// What follows the number is no unit.
        case unknownUnit(String)
        /// A fraction of one byte.
        case partOfAByte
        /// It rounds down to no byte at all.
        case nothing
        /// 64 bits do not hold it.
        case tooLarge
    }

    /// The text.
    public let found: String
    /// What is wrong with it.
    public let reason: Reason

    /// What was found and what was expected.
    public var description: String {
        switch reason {
        case .notANumber: "found \"\(found)\", expected a size such as 2GiB"
        case .unknownUnit(let unit):
            "found the unit \"\(unit)\" in \"\(found)\", expected KiB, MiB, GiB, KB, MB, GB or none"
        case .partOfAByte: "found \"\(found)\", expected a whole number of bytes"
        case .nothing: "found \"\(found)\", expected at least one byte"
        case .tooLarge: "found \"\(found)\", expected a size below 8 EiB"
        }
    }

    /// How sizes are written.
    public var hint: String? {
        if case .unknownUnit(let unit) = reason {
            let number = found.prefix { $0 == "." || $0.isNumber }
            for letter in ["K", "M", "G", "T"] where unit.uppercased().hasPrefix(letter) {
                return "write \(number)\(letter)iB (powers of 1024) or \(number)\(letter)B "
                    + "(powers of 1000)"
            }
        }
        return "sizes read like 2GiB, 1.5GB, 512MiB or 1073741824"
    }

    /// A size is an argument.
    public var exitStatus: ExitStatus { .badArgument }
}
