#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Why a GGUF file was refused, with the byte.
package typealias GGUFError = ByteError<GGUFFault>

/// What can be wrong with a file as GGUF, whatever model it holds.
package enum GGUFFault: FileFault {
    /// The system would not open the file.
    case cannotOpen(errorNumber: Int32)
    /// The path leads to a directory, a FIFO, a device or a socket.
    case notRegularFile
    /// The system would not read the file.
    case cannotRead(errorNumber: Int32)
    /// The file became shorter while it was read.
    case shrank(expectedBytes: Int)
    /// Something needs more bytes than the file has left.
    case truncated(needed: Int, left: Int)
    /// The file starts with something other than `GGUF`.
    case badMagic(UInt32)
    /// A version other than 2 and 3.
    case unsupportedVersion(UInt32)
    /// A count of tensors, key-values, characters or elements that cannot fit into what is left.
    case countTooLarge(of: String, count: UInt64, atMost: Int)
    /// Key-values and tensor list together pass what any model needs.
    case metadataTooLarge(limit: Int)
    /// A key of no bytes or more than 65,535.
    case keyLength(Int)
    /// A key or string that is not UTF-8, or a key with a NUL.
    case badText(String)
    /// The same key twice.
    case duplicateKey(String)
    /// A value type that GGUF does not have.
    case unknownValueType(UInt32)
    /// An array of arrays.
    case nestedArray
    /// A bool other than 0 and 1.
    case badBool(UInt8)
    /// A token's text above 64 KiB.
    case tokenTooLong(Int)
    /// An alignment that is not a uint32 power of two up to 65536.
    case badAlignment(String)
    /// A tensor name above 64 bytes.
    case tensorNameLength(Int)
    /// The same tensor name twice.
    case duplicateTensor(String)
    /// A tensor of no or more than four dimensions.
    case dimensionCount(UInt32)
    /// A dimension of zero.
    case zeroDimension(tensor: String)
    /// Dimensions whose product, or byte size, passes 2^63 - 1.
    case tensorTooLarge(tensor: String)
    /// A tensor type whose size is not known.
    case unknownTensorType(tensor: String, code: UInt32)
    /// Rows that are not a whole number of blocks.
    case partialBlock(tensor: String, rowLength: Int, blockLength: Int)
    /// Tensor data that does not start at a multiple of the alignment.
    case misaligned(tensor: String, offset: UInt64, alignment: Int)
    /// Tensor data that ends behind the end of the file.
    case tensorPastEnd(tensor: String, fileBytes: Int)
    /// Two tensors that share bytes.
    case overlap(tensor: String, other: String)
    /// A key that is needed and is not there.
    case missingKey(String)
    /// A value of another type than its key needs.
    case wrongType(key: String, found: String, expected: String)
    /// A number that its key does not allow.
    case outOfRange(key: String, found: String, expected: String)
    /// An array of another length than its key needs.
    case wrongCount(key: String, found: Int, expected: Int)
    /// A tensor whose type cannot be expanded to float32.
    case cannotExpand(tensor: String, type: String)
}

extension GGUFFault {
    package var description: String {
        fileDescription ?? metadataDescription ?? tensorDescription ?? lookupDescription
    }

    package var hint: String? {
        switch self {
        case .badMagic: "a model in GGUF format is needed"
        case .unsupportedVersion(0x0300_0000), .unsupportedVersion(0x0200_0000):
            "the file is big-endian; convert it for this machine"
        case .truncated, .tensorPastEnd: "the download may be incomplete"
        case .cannotExpand:
            "F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1 and Q8_0 can be used"
        default: nil
        }
    }

    private var fileDescription: String? {
        switch self {
        case .cannotOpen(let number): "found \(systemMessage(number)), expected a readable file"
        case .notRegularFile: "found a directory, FIFO or device, expected a regular file"
        case .cannotRead(let number): "found \(systemMessage(number)), expected a readable file"
        case .shrank(let bytes):
            "found the end of the file, expected \(bytes) bytes as at the start"
        case .truncated(let needed, let left): "found \(left) bytes, expected \(needed)"
        case .badMagic(let magic): "found magic \(hex(magic)), expected 0x46554747 (GGUF)"
        case .unsupportedVersion(let version): "found version \(version), expected 2 or 3"
        case .countTooLarge(let what, let count, let atMost):
            "found \(count) \(what), expected at most \(atMost) in the bytes that are left"
        case .metadataTooLarge(let limit):
            "found metadata that goes on, expected its end within \(limit) bytes"
        default: nil
        }
    }

    private var metadataDescription: String? {
        switch self {
        case .keyLength(let length): "found a key of \(length) bytes, expected 1 to 65535"
        case .badText(let what): "found bytes that are no text in \(what), expected UTF-8"
        case .duplicateKey(let key): "found key \(key) again, expected each key once"
        case .unknownValueType(let code): "found value type \(code), expected 0 to 12"
        case .nestedArray: "found an array of arrays, expected an array of values"
        case .badBool(let byte): "found bool \(byte), expected 0 or 1"
        case .tokenTooLong(let length): "found a token of \(length) bytes, expected at most 65536"
        case .badAlignment(let found):
            "found alignment \(found), expected a uint32 power of two up to 65536"
        default: nil
        }
    }

    private var tensorDescription: String? {
        switch self {
        case .tensorNameLength(let length):
            "found a tensor name of \(length) bytes, expected at most 64"
        case .duplicateTensor(let name): "found tensor \(name) again, expected each name once"
        case .dimensionCount(let count): "found \(count) dimensions, expected 1 to 4"
        case .zeroDimension(let name):
            "found a dimension of 0 in tensor \(name), expected 1 or more"
        case .tensorTooLarge(let name):
            "found dimensions that overflow in tensor \(name), expected fewer than 2^63 bytes"
        case .unknownTensorType(let name, let code):
            "found type \(code) in tensor \(name), expected a known tensor type"
        case .partialBlock(let name, let row, let block):
            "found rows of \(row) values in tensor \(name), expected a multiple of \(block)"
        case .misaligned(let name, let offset, let alignment):
            "found offset \(offset) of tensor \(name), expected a multiple of \(alignment)"
        case .tensorPastEnd(let name, let bytes):
            "found tensor \(name) past the end, expected it inside the file's \(bytes) bytes"
        case .overlap(let name, let other):
            "found tensor \(name) over tensor \(other), expected no shared bytes"
        default: nil
        }
    }

    private var lookupDescription: String {
        switch self {
        case .missingKey(let key): "found no key \(key), expected it"
        case .wrongType(let key, let found, let expected):
            "found \(found) for \(key), expected \(expected)"
        case .outOfRange(let key, let found, let expected):
            "found \(key) = \(found), expected \(expected)"
        case .wrongCount(let key, let found, let expected):
            "found \(found) elements in \(key), expected \(expected)"
        case .cannotExpand(let name, let type):
            "found tensor \(name) of type \(type), expected a type that can be expanded"
        default: "found an unreadable file, expected GGUF"
        }
    }

    private func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    private func systemMessage(_ number: Int32) -> String {
        unsafe strerror(number).map { "\"\(unsafe String(cString: $0))\"" } ?? "error \(number)"
    }
}
