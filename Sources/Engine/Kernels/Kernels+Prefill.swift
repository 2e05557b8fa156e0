internal import CKernels

extension Kernels {
    /// Exact causal attention of a block of queries with running maximum and sum.
    ///
    /// - Parameters:
    ///   - queries: `[positions][heads * D]`, packed, already divided by sqrt(D).
    ///   - first: The position of the first query; query p sees keys `0 ... first + p`.
    ///   - keys: Transposed keys `[D][tokens]`, padded to a whole tile.
    ///   - values: `[tokens][D]`, with any stride.
    ///   - scratch: `causalScratch` floats.
    ///   - out: `[positions][heads * D]`, with any stride.
    package static func attendCausally(
        _ queries: Rows, first: Int, headDim: Int, keys: Rows, values: Rows, scratch: View<Float>,
        into out: Rows, on set: KernelSet = .chosen
    ) {
        let heads = queries.width / headDim
        let seen = first + queries.count
        precondition(queries.stride == queries.width && out.count == queries.count)
        precondition(keys.count == headDim && keys.width >= (seen + tile - 1) / tile * tile)
        precondition(values.count >= seen && values.width == headDim && out.width == queries.width)
        precondition(scratch.count >= causalScratch(rows: queries.count * heads))
        unsafe set.table.pointee.attend_causally(
            queries.view.base, queries.count, heads, headDim, first, keys.view.base, keys.stride,
            values.view.base, values.stride, scratch.base, out.view.base, out.stride)
    }

    /// Floats of scratch memory for a number of rows (queries x heads).
    package static func causalScratch(rows: Int) -> Int { rows * (tile + 2) }
}
