internal import Engine

extension LocalErrorMeter {
    /// Scratch memory for one head.
    struct Memory: Sendable {
        /// What is measured of a slice: pruning, and keys and values at all bits.
        static let changeCount = 1 + 2 * LocalErrors.bits.count

        /// Room for sums over tokens, `[R][D]` and `[R]`.
        struct Sums: Sendable {
            let weighted: View<Float>
            let weights: View<Float>

            init(rows: Int, headDim: Int) throws(MemoryError) {
                weighted = try Buffer(count: rows * headDim).view
                weights = try Buffer(count: rows).view
            }
        }

        let queries: View<Float>
        let scores: View<Float>
        let maxima: View<Float>
        let zeros: View<Float>
        let tile: View<Float>
        let output: View<Float>
        let newTokens: Sums
        let total: Sums
        let kept: Sums
        let slice: Sums
        let positions: View<Int32>
        let keys: View<Float>
        let values: View<Float>
        let transposed: View<Float>
        let roundTrip: View<Float>
        let codes: View<UInt8>
        let groups: View<UInt16>
        let weights: View<Float>
        let changed: View<Float>
        let sums: View<Float>
        let changes: View<Float>
        let product: View<Float>

        init(shape: ModelShape, prompt: Int, answer: Int) throws(MemoryError) {
            let (rows, headDim) = (answer * shape.queriesPerKVHead, shape.headDim)
            let tokens = prompt + answer
            let width = tokens + 2 * Kernels.scoreSlack
            func sums() throws(MemoryError) -> Sums { try Sums(rows: rows, headDim: headDim) }
            queries = try Buffer(count: rows * headDim).view
            scores = try Buffer(count: rows * width).view
            maxima = try Buffer(count: rows).view
            zeros = try Buffer(count: rows).view
            tile = try Buffer(count: Kernels.tile * headDim).view
            output = try Buffer(count: rows * headDim).view
            newTokens = try sums()
            total = try sums()
            kept = try sums()
            slice = try sums()
            positions = try Buffer(count: prompt).view
            keys = try Buffer(count: tokens * headDim).view
            values = try Buffer(count: tokens * headDim).view
            transposed = try Buffer(count: width * headDim).view
            roundTrip = try Buffer(count: tokens * headDim).view
            codes = try Buffer(count: tokens * headDim).view
            groups = try Buffer(count: 2 * tokens * headDim).view
            weights = try Buffer(count: rows * width).view
            changed = try Buffer(count: rows * width).view
            self.sums = try Buffer(count: rows).view
            changes = try Buffer(count: Self.changeCount * rows * headDim).view
            product = try Buffer(count: Self.changeCount * rows * headDim).view
        }
    }
}
