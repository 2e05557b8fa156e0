internal import CKernels

extension Kernels {
    /// What a product does with what stands in its place.
    package enum Sum {
        /// It is overwritten.
        case store
        /// The chain of multiply-adds starts from it.
        case resume
        /// The product is added to it, which rounds less where it is large.
        case add

        var raw: ck_sum {
            switch self {
            case .store: CK_STORE
            case .resume: CK_CONTINUE
            case .add: CK_ADD
            }
        }
    }

    /// out[rows][columns] from a[rows][inner] * b[inner][columns].
    package static func multiply(
        _ a: Rows, by b: Rows, into out: Rows, sum: Sum = .store, on set: KernelSet = .chosen
    ) {
        precondition(
            a.width == b.count && out.count == a.count && out.width == b.width,
            "[\(a.count)][\(a.width)] x [\(b.count)][\(b.width)] -> [\(out.count)][\(out.width)]")
        unsafe set.table.pointee.multiply(
            a.view.base, a.stride, a.count, b.view.base, b.stride, a.width, b.width,
            out.view.base, out.stride, sum.raw)
    }

    /// x += y.
    package static func add(_ y: View<Float>, to x: View<Float>, on set: KernelSet = .chosen) {
        precondition(x.count == y.count, "add: \(x.count) and \(y.count) elements")
        unsafe set.table.pointee.add(x.base, y.base, x.count)
    }

    /// x *= factor.
    package static func scale(_ x: View<Float>, by factor: Float, on set: KernelSet = .chosen) {
        unsafe set.table.pointee.scale(x.base, x.count, factor)
    }

    /// out = x / rms(x) * weight.
    package static func rmsNorm(
        _ x: View<Float>, weight: View<Float>, epsilon: Float, into out: View<Float>,
        on set: KernelSet = .chosen
    ) {
        precondition(x.count == weight.count && x.count == out.count, "norm of \(x.count) elements")
        unsafe set.table.pointee.rms_norm(x.base, weight.base, x.count, epsilon, out.base)
    }

    /// Rotates heads `[heads][D]` by the angles of one position, `[D/2]` cosines and sines.
    package static func rotate(
        _ x: View<Float>, headDim: Int, cosines: View<Float>, sines: View<Float>,
        on set: KernelSet = .chosen
    ) {
        precondition(
            x.count % headDim == 0 && cosines.count == headDim / 2 && sines.count == headDim / 2,
            "rotation of \(x.count) elements in heads of \(headDim)")
        unsafe set.table.pointee.rotate(
            x.base, x.count / headDim, headDim, cosines.base, sines.base)
    }

    /// gate = silu(gate) * up.
    package static func siluMultiply(
        _ gate: View<Float>, by up: View<Float>, on set: KernelSet = .chosen
    ) {
        precondition(gate.count == up.count, "silu of \(gate.count) by \(up.count) elements")
        unsafe set.table.pointee.silu_multiply(gate.base, up.base, gate.count)
    }

    /// Rounds to IEEE half; false if a value is not finite or rounds beyond 65504.
    package static func toHalf(
        _ x: View<Float>, into out: View<UInt16>, on set: KernelSet = .chosen
    ) -> Bool {
        precondition(x.count == out.count, "halves of \(x.count) in \(out.count) elements")
        return unsafe set.table.pointee.to_half(x.base, out.base, x.count)
    }

    /// Expands IEEE half.
    package static func fromHalf(
        _ x: View<UInt16>, into out: View<Float>, on set: KernelSet = .chosen
    ) {
        precondition(x.count <= out.count, "\(x.count) halves in \(out.count) elements")
        unsafe set.table.pointee.from_half(x.base, out.base, x.count)
    }

    /// row = exp(row - max(row)); returns the sum.
    package static func exponentiate(_ row: View<Float>, on set: KernelSet = .chosen) -> Float {
        unsafe set.table.pointee.exponentiate(row.base, row.count)
    }

    /// log(sum(exp(x))).
    package static func logSumExp(_ x: View<Float>, on set: KernelSet = .chosen) -> Double {
        unsafe set.table.pointee.log_sum_exp(x.base, x.count)
    }

    /// KL(P || Q) in nats of two distributions given as logits and their log-sum-exp.
    package static func divergence(
        _ p: View<Float>, logSum pLogSum: Double, from q: View<Float>, logSum qLogSum: Double,
        on set: KernelSet = .chosen
    ) -> Double {
        precondition(p.count == q.count, "divergence of \(p.count) and \(q.count) logits")
        return unsafe set.table.pointee.divergence(p.base, pLogSum, q.base, qLogSum, p.count)
    }

    /// Index of the largest element, the first of equals.
    package static func argMax(_ x: View<Float>, on set: KernelSet = .chosen) -> Int {
        unsafe set.table.pointee.arg_max(x.base, x.count)
    }
}

extension Kernels {
    /// Sum of the products of two vectors.
    package static func dot(_ x: View<Float>, _ y: View<Float>, on set: KernelSet = .chosen)
        -> Float
    {
        precondition(x.count == y.count, "dot of \(x.count) and \(y.count) elements")
        return unsafe set.table.pointee.dot(x.base, y.base, x.count)
    }

    /// out[columns][rows] = x[rows][columns].
    package static func transpose(_ x: Rows, into out: Rows) {
        precondition(
            out.count == x.width && out.width >= x.count,
            "[\(x.count)][\(x.width)] transposed into [\(out.count)][\(out.width)]")
        unsafe ck_transpose(
            x.view.base, x.stride, x.count, x.width, out.view.base, out.stride)
    }
}
