/// Text of a file as it may be printed: control characters and characters that change how others are
/// shown appear as escapes such as `\u{1B}`, bytes that are not UTF-8 as U+FFFD.
package func printableText(_ bytes: some Collection<UInt8>) -> String {
    printableText(String(decoding: bytes, as: UTF8.self))
}

/// Text of a file as it may be printed; see `printableText(_:)` for bytes.
package func printableText(_ text: String) -> String {
    var printable = ""
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            printable += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        default:
            printable.unicodeScalars.append(scalar)
        }
    }
    return printable
}
