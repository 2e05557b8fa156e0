internal import CKernels

extension GGUFFile {
    /// All values of a tensor as float32, row by row as stored.
    ///
    /// - Throws: `GGUFError` naming the type if it cannot be expanded, or the byte that cannot be read.
    /// - Complexity: Allocates four bytes a value; call it after the memory guard.
    package func floats(of tensor: GGUFTensor) throws(GGUFError) -> [Float] {
        try checkExpandable(tensor)
        var failure: GGUFError?
        let values = unsafe [Float](unsafeUninitializedCapacity: tensor.elementCount) {
            buffer, count in
            do throws(GGUFError) {
                try unsafe readFloats(of: tensor, into: buffer)
                count = tensor.elementCount
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return values
    }

    /// Expands some rows of a tensor, all of them by default.
    ///
    /// - Parameters:
    ///   - rows: Rows to read.
    ///   - out: Receives `[rows, rowLength]` values; every element is written unless an error is thrown.
    /// - Complexity: Allocates at most 1 MiB or one row, whichever is more.
    package func readFloats(
        of tensor: GGUFTensor, rows: Range<Int>? = nil, into out: UnsafeMutableBufferPointer<Float>
    ) throws(GGUFError) {
        try checkExpandable(tensor)
        let rows = rows ?? 0..<tensor.rowCount
        precondition(out.count == rows.count * tensor.rowLength)
        precondition(rows.lowerBound >= 0 && rows.upperBound <= tensor.rowCount)
        let start = tensor.byteOffset + rows.lowerBound * tensor.rowBytes
        let byteCount = rows.count * tensor.rowBytes
        let chunk = (1 << 20) / tensor.type.blockBytes * tensor.type.blockBytes
        let scratch = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, min(chunk, byteCount)), alignment: 64)
        defer { unsafe scratch.deallocate() }
        var done = 0
        while done < byteCount {
            let piece = unsafe UnsafeMutableRawBufferPointer(
                rebasing: scratch[..<min(chunk, byteCount - done)])
            try unsafe source.read(at: start + done, into: piece)
            let first = done / tensor.type.blockBytes * tensor.type.blockLength
            unsafe expand(
                UnsafeRawBufferPointer(piece), type: tensor.type,
                into: UnsafeMutableBufferPointer(rebasing: out[first...]))
            done += piece.count
        }
    }

    private func checkExpandable(_ tensor: GGUFTensor) throws(GGUFError) {
        guard TensorType.expandable.contains(tensor.type) else {
            throw GGUFError(
                path: path, byteOffset: tensor.headerOffset,
                fault: .cannotExpand(tensor: tensor.name, type: tensor.type.name))
        }
    }
}

/// Expands whole blocks of an expandable type into the front of `out`.
private func expand(
    _ blocks: UnsafeRawBufferPointer, type: TensorType, into out: UnsafeMutableBufferPointer<Float>
) {
    let count = blocks.count / type.blockBytes
    precondition(out.count >= count * type.blockLength)
    guard let source = unsafe blocks.baseAddress?.assumingMemoryBound(to: UInt8.self),
        let target = out.baseAddress
    else { return }
    switch type {
    case .f32:
        unsafe UnsafeMutableRawPointer(target).copyMemory(
            from: source, byteCount: blocks.count)
    case .f16: unsafe ck_expand_f16(source, count, target)
    case .bf16: unsafe ck_expand_bf16(source, count, target)
    case .q40: unsafe ck_expand_q4_0(source, count, target)
    case .q41: unsafe ck_expand_q4_1(source, count, target)
    case .q50: unsafe ck_expand_q5_0(source, count, target)
    case .q51: unsafe ck_expand_q5_1(source, count, target)
    case .q80: unsafe ck_expand_q8_0(source, count, target)
    default: preconditionFailure("\(type) is not expandable")
    }
}
