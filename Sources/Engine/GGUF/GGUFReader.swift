/// Reads numbers and strings from the front of a file, one behind the other; no claim of the file is
/// believed before the bytes are known to be there.
struct GGUFReader {
    /// Metadata above this is refused: vocabularies of a million tokens take a tenth of it.
    static let metadataLimit = 256 << 20

    /// The file.
    let source: ReadOnlyFile
    /// Where the next read begins.
    private(set) var offset = 0

    private var window: [UInt8] = []
    private var windowStart = 0

    /// Starts at the first byte.
    init(source: ReadOnlyFile) { self.source = source }

    /// Bytes between the next read and the end of the file.
    var left: Int { source.byteCount - offset }

    /// An error at the next read, or at another byte.
    func error(_ fault: GGUFFault, at place: Int? = nil) -> GGUFError {
        GGUFError(path: source.path, byteOffset: place ?? offset, fault: fault)
    }

    /// Refuses a need that the rest of the file, or of what metadata may take, cannot meet.
    func require(_ byteCount: Int) throws(GGUFError) {
        guard byteCount <= left else {
            throw error(.truncated(needed: byteCount, left: left))
        }
        guard byteCount <= Self.metadataLimit - offset else {
            throw error(.metadataTooLarge(limit: Self.metadataLimit))
        }
    }

    /// A little-endian number of 1 to 8 bytes.
    mutating func bits(_ byteCount: Int) throws(GGUFError) -> UInt64 {
        try require(byteCount)
        try fill(byteCount)
        var value: UInt64 = 0
        for place in 0..<byteCount {
            value |= UInt64(window[offset - windowStart + place]) << (8 * place)
        }
        offset += byteCount
        return value
    }

    /// A uint32.
    mutating func uint32() throws(GGUFError) -> UInt32 {
        UInt32(truncatingIfNeeded: try bits(4))
    }

    /// A count of things that take at least so many bytes each, refused if the file cannot hold them.
    mutating func count(of what: String, atLeast bytesEach: Int) throws(GGUFError) -> Int {
        let place = offset
        let value = try bits(8)
        let atMost = left / bytesEach
        guard value <= UInt64(atMost) else {
            throw error(.countTooLarge(of: what, count: value, atMost: atMost), at: place)
        }
        return Int(value)
    }

    /// Appends the next bytes to an array.
    mutating func append(_ byteCount: Int, to bytes: inout [UInt8]) throws(GGUFError) {
        try require(byteCount)
        var missing = byteCount
        while missing > 0 {
            try fill(1)
            let start = offset - windowStart
            let piece = min(missing, window.count - start)
            bytes.append(contentsOf: window[start..<start + piece])
            offset += piece
            missing -= piece
        }
    }

    /// A string: its length, then its bytes.
    mutating func string(of what: String) throws(GGUFError) -> [UInt8] {
        let length = try count(of: what, atLeast: 1)
        var bytes: [UInt8] = []
        try append(length, to: &bytes)
        return bytes
    }

    /// Makes the window hold the next bytes, at most 8 of which are asked for and known to exist.
    private mutating func fill(_ byteCount: Int) throws(GGUFError) {
        guard offset + byteCount > windowStart + window.count else { return }
        let size = min(1 << 16, source.byteCount - offset)
        if window.count != size { window = [UInt8](repeating: 0, count: size) }
        windowStart = offset
        var failure: GGUFError?
        unsafe window.withUnsafeMutableBytes { buffer in
            do throws(GGUFError) {
                try unsafe source.read(at: offset, into: buffer)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
