/// Reads the front of a GGUF file: header, key-values, then tensor descriptions, in the file's order.
struct GGUFParser {
    /// The key under which the alignment of tensor data stands.
    static let alignmentKey = "general.alignment"
    /// The key of the tokens, the only strings that need not be UTF-8.
    static let tokensKey = "tokenizer.ggml.tokens"

    /// Where reading stands.
    var reader: GGUFReader

    /// Starts at the first byte of a file.
    init(source: ReadOnlyFile) { reader = GGUFReader(source: source) }

    /// Reads magic, version and both counts.
    mutating func header() throws(GGUFError) -> (version: Int, tensors: Int, entries: Int) {
        let magic = try reader.uint32()
        guard magic == 0x4655_4747 else { throw reader.error(.badMagic(magic), at: 0) }
        let version = try reader.uint32()
        guard version == 2 || version == 3 else {
            throw reader.error(.unsupportedVersion(version), at: 4)
        }
        let tensors = try reader.count(of: "tensors", atLeast: 24)
        let entries = try reader.count(of: "key-values", atLeast: 13)
        return (Int(version), tensors, entries)
    }

    /// Reads the key-values.
    mutating func metadata(count: Int) throws(GGUFError) -> GGUFMetadata {
        var entries: [GGUFEntry] = []
        var keys: Set<String> = []
        for _ in 0..<count {
            let place = reader.offset
            let key = try key()
            guard keys.insert(key).inserted else {
                throw reader.error(.duplicateKey(printableText(key)), at: place)
            }
            entries.append(try entry(key: key))
        }
        return GGUFMetadata(path: reader.source.path, entries: entries, endOffset: reader.offset)
    }

    private mutating func key() throws(GGUFError) -> String {
        let place = reader.offset
        let length = try reader.count(of: "bytes of a key", atLeast: 1)
        guard (1...65_535).contains(length) else {
            throw reader.error(.keyLength(length), at: place)
        }
        var bytes: [UInt8] = []
        try reader.append(length, to: &bytes)
        guard let key = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw reader.error(.badText("a key"), at: place + 8)
        }
        return key
    }

    private mutating func entry(key: String) throws(GGUFError) -> GGUFEntry {
        let type = try valueType()
        let place = reader.offset
        let value: GGUFValue
        switch type {
        case .array:
            value = .array(try array(key: key))
        case .string:
            let bytes = try reader.string(of: "bytes of a string")
            guard String(validating: bytes, as: UTF8.self) != nil else {
                throw reader.error(.badText(printableText(key)), at: place + 8)
            }
            value = .string(bytes)
        default:
            let bits = try reader.bits(type.minimumBytes)
            if type == .bool && bits > 1 {
                throw reader.error(.badBool(UInt8(truncatingIfNeeded: bits)), at: place)
            }
            value = GGUFValue(bits: bits, type: type)
        }
        return GGUFEntry(key: key, type: type, value: value, byteOffset: place)
    }

    private mutating func valueType() throws(GGUFError) -> GGUFValueType {
        let place = reader.offset
        let code = try reader.uint32()
        guard let type = GGUFValueType(rawValue: code) else {
            throw reader.error(.unknownValueType(code), at: place)
        }
        return type
    }

    private mutating func array(key: String) throws(GGUFError) -> GGUFArray {
        let place = reader.offset
        let type = try valueType()
        guard type != .array else { throw reader.error(.nestedArray, at: place) }
        let count = try reader.count(of: "elements", atLeast: type.minimumBytes)
        let first = reader.offset
        if type == .string { return try strings(key: key, count: count) }
        var bytes: [UInt8] = []
        try reader.append(count * type.minimumBytes, to: &bytes)
        if type == .bool, let index = bytes.firstIndex(where: { $0 > 1 }) {
            throw reader.error(.badBool(bytes[index]), at: first + index)
        }
        return GGUFArray(elementType: type, count: count, byteOffset: first, bytes: bytes)
    }

    private mutating func strings(key: String, count: Int) throws(GGUFError) -> GGUFArray {
        let first = reader.offset
        let areTokens = key == Self.tokensKey
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for _ in 0..<count {
            let place = reader.offset
            let length = try reader.count(of: "bytes of a string", atLeast: 1)
            guard !areTokens || length <= 65_536 else {
                throw reader.error(.tokenTooLong(length), at: place)
            }
            let start = bytes.count
            try reader.append(length, to: &bytes)
            guard areTokens || String(validating: bytes[start...], as: UTF8.self) != nil else {
                throw reader.error(.badText(printableText(key)), at: place + 8)
            }
            ends.append(bytes.count)
        }
        return GGUFArray(stringsEndingAt: ends, byteOffset: first, bytes: bytes)
    }
}
