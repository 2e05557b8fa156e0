internal import Engine
internal import Foundation

/// Plain text files below a folder, cut into sentences.
struct TextFolder {
    /// Bytes that are read of one file and of all; the rest is left alone.
    private static let fileLimit = 8 << 20
    private static let totalLimit = 32 << 20

    private let path: String
    /// Paths inside the folder, in order of their bytes.
    private let files: [String]

    /// Lists a folder; hidden files and folders are left out, links to folders are not followed.
    ///
    /// - Throws: `HaystackError` if there is no such folder.
    init(path: String) throws(HaystackError) {
        var isDirectory: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        guard exists else { throw .cannotRead(path: path) }
        guard isDirectory.boolValue else { throw .notAFolder(path: path) }
        guard let found = try? FileManager.default.subpathsOfDirectory(atPath: path) else {
            throw .cannotRead(path: path)
        }
        self.path = path
        files =
            found
            .filter { name in !name.split(separator: "/").contains { $0.hasPrefix(".") } }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The sentences of all files, one file after the other.
    ///
    /// - Throws: `HaystackError.noText` if there are none, `TextFileError` if reading fails.
    func sentences() throws -> [HaystackSentence] {
        var sentences: [HaystackSentence] = []
        var left = Self.totalLimit
        for name in files where left > 0 {
            guard let bytes = try read("\(path)/\(name)", limit: min(left, Self.fileLimit)),
                let text = Self.plainText(bytes)
            else { continue }
            left -= bytes.count
            sentences += SentenceSplitter.sentences(of: text)
        }
        guard !sentences.isEmpty else { throw HaystackError.noText(path: path) }
        return sentences
    }

    /// The first bytes of a file, nil for what is no regular file and for links to nothing.
    private func read(_ name: String, limit: Int) throws(TextFileError) -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: name) else { return nil }
        do {
            let file = try TextFile(path: name)
            var bytes: [UInt8] = []
            while bytes.count < limit, try file.read(atMost: 1 << 16, into: &bytes) > 0 {}
            return Array(bytes.prefix(limit))
        } catch {
            if case .notRegular = error { return nil }
            throw error
        }
    }

    /// The text of a file, nil where it is none: compressed, binary or not UTF-8.
    private static func plainText(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x1f, 0x8b]) || bytes.contains(0) { return nil }
        // A limit may have cut the last character in two.
        for cut in 0..<min(4, bytes.count + 1) {
            if let text = String(validating: bytes.dropLast(cut), as: UTF8.self) { return text }
        }
        return nil
    }
}
