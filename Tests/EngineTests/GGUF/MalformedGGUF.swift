import Engine
import TestSupport

/// A broken GGUF file and why it is refused.
struct MalformedGGUF: Sendable, CustomStringConvertible {
    let description: String
    let fault: GGUFFault
    let change: @Sendable (inout ToyGGUFWriter) -> Void

    init(
        _ description: String, _ fault: GGUFFault,
        _ change: @escaping @Sendable (inout ToyGGUFWriter) -> Void
    ) {
        self.description = description
        self.fault = fault
        self.change = change
    }

    /// A right file: two tensors of 64 bytes and a few keys.
    static func sound() -> ToyGGUFWriter {
        var writer = ToyGGUFWriter()
        writer.set("general.architecture", .text("llama"))
        writer.set("flag", .bool(1))
        writer.tensors = [
            .init("a", [4, 4], data: BlockEncoder.f32.bytes(of: (0..<16).map { Float($0) })),
            .init("b", [16], data: BlockEncoder.f32.bytes(of: (0..<16).map { -Float($0) })),
        ]
        return writer
    }

    /// An array's element type, count and the bytes of its elements.
    private static func array(
        of type: UInt32, count: UInt64, _ elements: [UInt8] = []
    ) -> ToyGGUFWriter.Value {
        var bytes: [UInt8] = []
        bytes.put(type)
        bytes.put(count)
        return .raw(type: 9, bytes: bytes + elements)
    }

    /// A string's length and its bytes.
    private static func string(length: UInt64, _ bytes: [UInt8] = []) -> ToyGGUFWriter.Value {
        var all: [UInt8] = []
        all.put(length)
        return .raw(type: 8, bytes: all + bytes)
    }

    static let headers: [Self] = [
        Self("another magic", .badMagic(0x4c4d_4747)) { $0.magic = 0x4c4d_4747 },
        Self("version 1", .unsupportedVersion(1)) { $0.version = 1 },
        Self("version 4", .unsupportedVersion(4)) { $0.version = 4 },
        Self("a big-endian file", .unsupportedVersion(0x0300_0000)) { $0.version = 0x0300_0000 },
        Self(
            "2^64 - 1 tensors", .countTooLarge(of: "tensors", count: .max, atMost: 11)
        ) { $0.tensorCount = .max },
        Self(
            "2^62 key-values", .countTooLarge(of: "key-values", count: 1 << 62, atMost: 20)
        ) { $0.entryCount = 1 << 62 },
    ]

    static let keys: [Self] = [
        Self("an empty key", .keyLength(0)) { $0.entries[0].key = [] },
        Self("a key of 65,536 bytes", .keyLength(65_536)) {
            $0.entries[0].key = [UInt8](repeating: 0x61, count: 65_536)
        },
        Self("a key that is not UTF-8", .badText("a key")) { $0.entries[0].key = [0xc3, 0x28] },
        Self("a key with a NUL", .badText("a key")) { $0.entries[0].key = [0x61, 0, 0x62] },
        Self("a key twice", .duplicateKey("flag")) { $0.entries.append($0.entries[1]) },
        Self("value type 13", .unknownValueType(13)) {
            $0.set("key", .raw(type: 13, bytes: [0]))
        },
        Self("a bool of 2", .badBool(2)) { $0.set("flag", .bool(2)) },
        Self("a bool of 7 in an array", .badBool(7)) {
            $0.set("flags", array(of: 7, count: 3, [0, 1, 7]))
        },
        Self("a string that is not UTF-8", .badText("key")) { $0.set("key", .string([0xff])) },
        Self("a string in an array that is not UTF-8", .badText("key")) {
            $0.set("key", .strings([[0x61], [0x80]]))
        },
        Self(
            "a string of 2^63 bytes",
            .countTooLarge(of: "bytes of a string", count: 1 << 63, atMost: 211)
        ) { $0.set("key", string(length: 1 << 63)) },
        Self("an array of arrays", .nestedArray) {
            $0.set("key", array(of: 9, count: 1, [4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
        },
        Self("elements of type 99", .unknownValueType(99)) {
            $0.set("key", array(of: 99, count: 0))
        },
        Self(
            "an array whose bytes wrap",
            .countTooLarge(of: "elements", count: 1 << 62, atMost: 25)
        ) { $0.set("key", array(of: 10, count: 1 << 62)) },
        Self("a token of 65,537 bytes", .tokenTooLong(65_537)) {
            $0.set("tokenizer.ggml.tokens", .strings([[UInt8](repeating: 0x61, count: 65_537)]))
        },
        Self("an alignment of 0", .badAlignment("uint32 0")) {
            $0.set("general.alignment", .uint32(0))
        },
        Self("an alignment of 48", .badAlignment("uint32 48")) {
            $0.set("general.alignment", .uint32(48))
        },
        Self("an alignment of 131,072", .badAlignment("uint32 131072")) {
            $0.set("general.alignment", .uint32(131_072))
        },
        Self("an alignment of another type", .badAlignment("uint64 32")) {
            $0.set("general.alignment", .uint64(32))
        },
    ]

    static let tensors: [Self] = [
        Self("a tensor name of 65 bytes", .tensorNameLength(65)) {
            $0.tensors[0].name = [UInt8](repeating: 0x61, count: 65)
        },
        Self("a tensor name that is not UTF-8", .badText("a tensor name")) {
            $0.tensors[0].name = [0xe2, 0x82]
        },
        Self("a tensor name twice", .duplicateTensor("a")) { $0.tensors[1].name = [0x61] },
        Self("no dimensions", .dimensionCount(0)) { $0.tensors[0].dimensions = [] },
        Self("five dimensions", .dimensionCount(5)) { $0.tensors[0].dimensions = [4, 1, 1, 1, 4] },
        Self("a dimension of 0", .zeroDimension(tensor: "a")) {
            $0.tensors[0].dimensions = [4, 0, 4]
        },
        Self("a dimension of 2^63", .tensorTooLarge(tensor: "a")) {
            $0.tensors[0].dimensions = [1 << 63]
        },
        Self("dimensions whose product wraps to 0", .tensorTooLarge(tensor: "a")) {
            $0.tensors[0].dimensions = [1 << 32, 1 << 32]
        },
        Self("bytes that wrap where elements fit", .tensorTooLarge(tensor: "a")) {
            $0.tensors[0].dimensions = [1 << 61]
        },
        Self("a removed tensor type", .unknownTensorType(tensor: "a", code: 4)) {
            $0.tensors[0].type = 4
        },
        Self("a tensor type of 2^32 - 1", .unknownTensorType(tensor: "a", code: .max)) {
            $0.tensors[0].type = .max
        },
        Self(
            "rows of half a block", .partialBlock(tensor: "b", rowLength: 16, blockLength: 32)
        ) { $0.tensors[1].type = 3 },
        Self(
            "data between two aligned bytes", .misaligned(tensor: "b", offset: 65, alignment: 32)
        ) { $0.tensors[1].offset = 65 },
        Self("a tensor over another", .overlap(tensor: "b", other: "a")) {
            $0.tensors[1].offset = 32
        },
        Self("a tensor past the end", .tensorPastEnd(tensor: "b", fileBytes: 288)) {
            $0.tensors[1].dimensions = [17]
        },
        Self("an offset past the end", .tensorPastEnd(tensor: "b", fileBytes: 288)) {
            $0.tensors[1].offset = 1 << 40
        },
        Self("an offset that wraps", .tensorPastEnd(tensor: "b", fileBytes: 288)) {
            $0.tensors[1].offset = .max - 31
        },
    ]
}
