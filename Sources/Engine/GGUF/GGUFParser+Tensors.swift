extension GGUFParser {
    /// A tensor's description as the file has it, before the place of its data is known.
    private struct Description {
        let name: String
        let dimensions: [Int]
        let type: TensorType
        let byteCount: Int
        let offset: UInt64
        let offsetPlace: Int
        let headerOffset: Int
    }

    /// The alignment of tensor data that the metadata asks for.
    func alignment(in metadata: GGUFMetadata) throws(GGUFError) -> Int {
        guard let entry = metadata[Self.alignmentKey] else { return 32 }
        guard entry.type == .uint32, let value = entry.value.integer,
            (1...65_536).contains(value), value & (value - 1) == 0
        else {
            let found = "\(entry.type) \(entry.value.printable)"
            throw reader.error(.badAlignment(found), at: entry.byteOffset)
        }
        return value
    }

    /// Reads the tensor descriptions and finds the place of every tensor's data.
    ///
    /// - Returns: The tensors in the file's order, and where the last byte of any of them ends.
    mutating func tensors(
        count: Int, alignment: Int
    ) throws(GGUFError) -> (tensors: [GGUFTensor], dataEnd: Int) {
        var descriptions: [Description] = []
        var names: Set<String> = []
        for _ in 0..<count {
            let description = try description()
            guard names.insert(description.name).inserted else {
                throw reader.error(
                    .duplicateTensor(description.name), at: description.headerOffset)
            }
            descriptions.append(description)
        }
        var tensors: [GGUFTensor] = []
        for description in descriptions {
            tensors.append(try place(description, alignment: alignment))
        }
        try refuseOverlap(tensors)
        let dataEnd = tensors.map { $0.byteOffset + $0.byteCount }.max() ?? reader.offset
        return (tensors, dataEnd)
    }

    private mutating func description() throws(GGUFError) -> Description {
        let headerOffset = reader.offset
        let name = try tensorName()
        let dimensions = try dimensions(tensor: name)
        let typePlace = reader.offset
        let code = try reader.uint32()
        guard let type = TensorType(code: code) else {
            throw reader.error(.unknownTensorType(tensor: name, code: code), at: typePlace)
        }
        guard dimensions[0] % type.blockLength == 0 else {
            let fault = GGUFFault.partialBlock(
                tensor: name, rowLength: dimensions[0], blockLength: type.blockLength)
            throw reader.error(fault, at: headerOffset)
        }
        var blocks = dimensions[0] / type.blockLength
        for dimension in dimensions.dropFirst() {
            blocks = try product(blocks, dimension, tensor: name, at: headerOffset)
        }
        let byteCount = try product(blocks, type.blockBytes, tensor: name, at: headerOffset)
        let offsetPlace = reader.offset
        return Description(
            name: name, dimensions: dimensions, type: type, byteCount: byteCount,
            offset: try reader.bits(8), offsetPlace: offsetPlace, headerOffset: headerOffset)
    }

    private mutating func tensorName() throws(GGUFError) -> String {
        let place = reader.offset
        let length = try reader.count(of: "bytes of a tensor name", atLeast: 1)
        guard length <= 64 else { throw reader.error(.tensorNameLength(length), at: place) }
        var bytes: [UInt8] = []
        try reader.append(length, to: &bytes)
        guard let name = String(validating: bytes, as: UTF8.self) else {
            throw reader.error(.badText("a tensor name"), at: place + 8)
        }
        return printableText(name)
    }

    private mutating func dimensions(tensor: String) throws(GGUFError) -> [Int] {
        let place = reader.offset
        let count = try reader.uint32()
        guard (1...4).contains(count) else { throw reader.error(.dimensionCount(count), at: place) }
        var dimensions: [Int] = []
        var elements = 1
        for _ in 0..<count {
            let place = reader.offset
            let value = try reader.bits(8)
            guard value > 0 else { throw reader.error(.zeroDimension(tensor: tensor), at: place) }
            guard let dimension = Int(exactly: value) else {
                throw reader.error(.tensorTooLarge(tensor: tensor), at: place)
            }
            elements = try product(elements, dimension, tensor: tensor, at: place)
            dimensions.append(dimension)
        }
        return dimensions
    }

    private func product(
        _ a: Int, _ b: Int, tensor: String, at place: Int
    ) throws(GGUFError) -> Int {
        let (value, overflow) = a.multipliedReportingOverflow(by: b)
        guard !overflow else { throw reader.error(.tensorTooLarge(tensor: tensor), at: place) }
        return value
    }

    private func place(
        _ description: Description, alignment: Int
    ) throws(GGUFError) -> GGUFTensor {
        let fileBytes = reader.source.byteCount
        // Metadata ends within the file, so that this sum cannot wrap.
        let dataStart = (reader.offset + alignment - 1) / alignment * alignment
        guard description.offset % UInt64(alignment) == 0 else {
            let fault = GGUFFault.misaligned(
                tensor: description.name, offset: description.offset, alignment: alignment)
            throw reader.error(fault, at: description.offsetPlace)
        }
        guard let offset = Int(exactly: description.offset), dataStart <= fileBytes,
            offset <= fileBytes - dataStart,
            description.byteCount <= fileBytes - dataStart - offset
        else {
            let fault = GGUFFault.tensorPastEnd(tensor: description.name, fileBytes: fileBytes)
            throw reader.error(fault, at: description.offsetPlace)
        }
        return GGUFTensor(
            name: description.name, dimensions: description.dimensions, type: description.type,
            headerOffset: description.headerOffset, byteOffset: dataStart + offset,
            byteCount: description.byteCount)
    }

    private func refuseOverlap(_ tensors: [GGUFTensor]) throws(GGUFError) {
        let ordered = tensors.sorted { $0.byteOffset < $1.byteOffset }
        for (first, second) in zip(ordered, ordered.dropFirst()) {
            guard first.byteOffset + first.byteCount <= second.byteOffset else {
                let fault = GGUFFault.overlap(tensor: second.name, other: first.name)
                throw reader.error(fault, at: second.headerOffset)
            }
        }
    }
}
