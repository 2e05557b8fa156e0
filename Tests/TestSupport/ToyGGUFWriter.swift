/// Builds a GGUF file byte by byte, a broken one as willingly as a right one.
package struct ToyGGUFWriter: Sendable {
    /// A value of the metadata, written with exactly the type that its case names.
    package indirect enum Value: Sendable {
        case uint8(UInt8)
        case uint32(UInt32)
        case int32(Int32)
        case uint64(UInt64)
        case float32(Float)
        case bool(UInt8)
        case string([UInt8])
        case strings([[UInt8]])
        case int32s([Int32])
        case float32s([Float])
        /// A type code and the bytes that follow it.
        case raw(type: UInt32, bytes: [UInt8])

        /// A string of text.
        package static func text(_ text: String) -> Self { .string(Array(text.utf8)) }

        /// An array of texts.
        package static func texts(_ texts: [String]) -> Self {
            .strings(texts.map { Array($0.utf8) })
        }
    }

    /// A tensor as its description states it, which need not be true.
    package struct Tensor: Sendable {
        package var name: [UInt8]
        package var dimensions: [UInt64]
        package var type: UInt32
        /// The offset to state; by default the next aligned one.
        package var offset: UInt64?
        package var data: [UInt8]

        package init(
            _ name: String, _ dimensions: [UInt64], type: UInt32 = 0, offset: UInt64? = nil,
            data: [UInt8]
        ) {
            self.name = Array(name.utf8)
            self.dimensions = dimensions
            self.type = type
            self.offset = offset
            self.data = data
        }
    }

    package var magic: UInt32 = 0x4655_4747
    package var version: UInt32 = 3
    /// The counts to state; by default the true ones.
    package var tensorCount: UInt64?
    package var entryCount: UInt64?
    package var entries: [(key: [UInt8], value: Value)] = []
    package var tensors: [Tensor] = []
    /// The alignment that the writer follows, whatever the metadata says.
    package var alignment = 32
    /// Bytes behind everything.
    package var trailing: [UInt8] = []

    package init() {}

    /// Replaces the value of a key, or adds the key.
    package mutating func set(_ key: String, _ value: Value) {
        remove(key)
        entries.append((Array(key.utf8), value))
    }

    /// Removes a key.
    package mutating func remove(_ key: String) {
        entries.removeAll { $0.key == Array(key.utf8) }
    }

    /// Changes the tensor of a name.
    package mutating func change(_ name: String, _ body: (inout Tensor) -> Void) {
        for index in tensors.indices where tensors[index].name == Array(name.utf8) {
            body(&tensors[index])
        }
    }

    /// Header, metadata and tensor descriptions.
    package func front() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.put(magic)
        bytes.put(version)
        bytes.put(tensorCount ?? UInt64(tensors.count))
        bytes.put(entryCount ?? UInt64(entries.count))
        for entry in entries {
            bytes.putString(entry.key)
            bytes.put(entry.value)
        }
        var next: UInt64 = 0
        for tensor in tensors {
            bytes.putString(tensor.name)
            bytes.put(UInt32(tensor.dimensions.count))
            for dimension in tensor.dimensions { bytes.put(dimension) }
            bytes.put(tensor.type)
            bytes.put(tensor.offset ?? next)
            next += UInt64(padded(tensor.data.count))
        }
        return bytes
    }

    /// The whole file.
    package func bytes() -> [UInt8] {
        var bytes = front()
        bytes.pad(to: padded(bytes.count))
        let start = bytes.count
        for tensor in tensors {
            bytes += tensor.data
            bytes.pad(to: start + padded(bytes.count - start))
        }
        return bytes + trailing
    }

    /// Writes the file into a directory and returns its path.
    package func write(to directory: TemporaryDirectory, name: String = "toy.gguf") throws -> String
    {
        try directory.write(bytes(), as: name)
    }

    private func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}

extension [UInt8] {
    /// Appends a number, low byte first.
    package mutating func put(_ value: some FixedWidthInteger) {
        for place in stride(from: 0, to: value.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: value >> place))
        }
    }

    /// Appends a length and as many bytes.
    package mutating func putString(_ bytes: [UInt8]) {
        put(UInt64(bytes.count))
        self += bytes
    }

    fileprivate mutating func pad(to count: Int) {
        self += [UInt8](repeating: 0, count: Swift.max(0, count - self.count))
    }

    /// Appends a type code and a value.
    fileprivate mutating func put(_ value: ToyGGUFWriter.Value) {
        switch value {
        case .uint8(let number): put(UInt32(0), then: number)
        case .uint32(let number): put(UInt32(4), then: number)
        case .int32(let number): put(UInt32(5), then: number)
        case .float32(let number): put(UInt32(6), then: number.bitPattern)
        case .bool(let number): put(UInt32(7), then: number)
        case .uint64(let number): put(UInt32(10), then: number)
        case .string(let bytes):
            put(UInt32(8))
            putString(bytes)
        case .strings(let texts):
            putArray(of: 8, count: texts.count)
            for text in texts { putString(text) }
        case .int32s(let numbers):
            putArray(of: 5, count: numbers.count)
            for number in numbers { put(number) }
        case .float32s(let numbers):
            putArray(of: 6, count: numbers.count)
            for number in numbers { put(number.bitPattern) }
        case .raw(let type, let bytes):
            put(type)
            self += bytes
        }
    }

    private mutating func put(_ type: UInt32, then value: some FixedWidthInteger) {
        put(type)
        put(value)
    }

    private mutating func putArray(of type: UInt32, count: Int) {
        put(UInt32(9))
        put(type)
        put(UInt64(count))
    }
}
