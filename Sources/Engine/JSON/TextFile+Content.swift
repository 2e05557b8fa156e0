extension TextFile {
    /// Recognises content that is no UTF-8 JSON by its first bytes: what it is and what to do.
    package static func foreignContent(
        of bytes: [UInt8]
    ) -> (found: String, hint: String)? {
        func starts(with prefix: [UInt8]) -> Bool {
            bytes.count >= prefix.count && prefix.indices.allSatisfy { bytes[$0] == prefix[$0] }
        }
        let utf16Hint = "convert the file: iconv -f UTF-16 -t UTF-8 FILE"
        if starts(with: [0x1f, 0x8b]) { return ("gzip data", "unpack the file: gunzip FILE") }
        if starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
            return ("zstd data", "unpack it: zstd -d FILE")
        }
        if starts(with: [0x50, 0x4b, 3, 4]) { return ("a zip archive", "unpack it: unzip FILE") }
        if starts(with: [0x42, 0x5a, 0x68]) { return ("bzip2 data", "unpack it: bunzip2 FILE") }
        if starts(with: Array("PAR1".utf8)) {
            return ("a Parquet file", "convert the data set to JSON lines")
        }
        if starts(with: Array("GGUF".utf8)) {
            return ("a GGUF model", "the model belongs to --model")
        }
        if starts(with: [0xef, 0xbb, 0xbf]) {
            return ("a byte order mark", "remove the first three bytes: tail -c +4 FILE")
        }
        if starts(with: [0xff, 0xfe]) || starts(with: [0xfe, 0xff]) {
            return ("UTF-16", utf16Hint)
        }
        if bytes.count >= 2, (bytes[0] == 0) != (bytes[1] == 0) {
            return ("a NUL byte, as in UTF-16", utf16Hint)
        }
        if starts(with: Array("<".utf8)) {
            return ("`<`, as in HTML", "the download was a web page: fetch the raw file")
        }
        return nil
    }
}
