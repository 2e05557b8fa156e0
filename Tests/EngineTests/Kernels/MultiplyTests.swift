import Engine
import TestSupport
import Testing

@Suite("Matrix product")
struct MultiplyTests {
    @Test(
        "is as near to the exact product as its number of terms allows",
        arguments: KernelSet.runnable, 0..<60)
    func nearExact(set: KernelSet, seed: Int) throws {
        var inputs = RandomInputs(seed: seed)
        let rows = inputs.int(in: 0...14)
        let inner = inputs.element(of: [0, 1, 2, 7, 64, inputs.int(in: 3...150)])
        let columns = inputs.element(of: [0, 1, 3, 15, 16, 64, 65, inputs.int(in: 2...200)])
        let a = try inputs.rows(rows, width: inner, gap: inputs.int(in: 0...3))
        let b = try inputs.rows(inner, width: columns, gap: inputs.int(in: 0...3))
        let sum = inputs.element(of: [Kernels.Sum.store, .resume, .add])
        let gap = inputs.int(in: 0...3)
        let out =
            try sum == .store
            ? Rows.of(unset: rows, width: columns, gap: gap)
            : inputs.rows(rows, width: columns, gap: gap)
        let exact = SlowKernels.multiply(a, by: b, onto: sum == .store ? nil : out)

        Kernels.multiply(a, by: b, into: out, sum: sum, on: set)

        let worst = worstShare(out.elements, exact)
        #expect(worst.share <= 1, "[\(rows)][\(inner)] x [\(columns)], element \(worst.index)")
        #expect(out.hasUntouchedGaps)
    }

    @Test(
        "a row has the same bits whichever rows accompany it", arguments: KernelSet.runnable, 0..<12
    )
    func rowAlone(set: KernelSet, seed: Int) throws {
        var inputs = RandomInputs(seed: 100 + seed)
        let (rows, inner) = (inputs.int(in: 2...20), inputs.int(in: 1...130))
        let columns = inputs.int(in: 1...150)
        let a = try inputs.rows(rows, width: inner, gap: 1)
        let b = try inputs.rows(inner, width: columns, gap: 0)
        let together = try Rows.of(unset: rows, width: columns, gap: 0)
        let alone = try Rows.of(unset: rows, width: columns, gap: 0)

        Kernels.multiply(a, by: b, into: together, on: set)
        for row in 0..<rows {
            Kernels.multiply(a[row..<row + 1], by: b, into: alone[row..<row + 1], on: set)
        }

        #expect(together.elements.map(\.bitPattern) == alone.elements.map(\.bitPattern))
    }

    @Test(
        "a column has the same bits wherever it stands", arguments: KernelSet.runnable, 0..<4)
    func columnAlone(set: KernelSet, seed: Int) throws {
        var inputs = RandomInputs(seed: 200 + seed)
        let (rows, inner, columns) = (7, inputs.int(in: 1...130), inputs.int(in: 2...150))
        let a = try inputs.rows(rows, width: inner, gap: 0)
        let b = try inputs.rows(inner, width: columns, gap: 0)
        let together = try Rows.of(unset: rows, width: columns, gap: 0)
        let alone = try Rows.of(unset: rows, width: columns, gap: 0)

        Kernels.multiply(a, by: b, into: together, on: set)
        for column in 0..<columns {
            let one = column..<column + 1
            Kernels.multiply(a, by: b[columns: one], into: alone[columns: one], on: set)
        }

        #expect(together.elements.map(\.bitPattern) == alone.elements.map(\.bitPattern))
    }

    @Test(
        "a chain of multiply-adds goes on where another one ended, or is added when it has ended",
        arguments: KernelSet.runnable, 0..<6)
    func sums(set: KernelSet, seed: Int) throws {
        var inputs = RandomInputs(seed: 250 + seed)
        let (rows, inner, columns) = (9, inputs.int(in: 2...130), inputs.int(in: 1...150))
        let border = inputs.int(in: 1...inner - 1)
        let a = try inputs.rows(rows, width: inner, gap: 0)
        let b = try inputs.rows(inner, width: columns, gap: 0)
        let (whole, first) = try (
            product(a, b, set), product(a[columns: 0..<border], b[0..<border], set)
        )
        let (resumed, added) = try (View.of(first), View.of(first))
        let rest = (a[columns: border..<inner], b[border..<inner])

        Kernels.multiply(
            rest.0, by: rest.1, into: Rows(resumed, count: rows, width: columns), sum: .resume,
            on: set)
        Kernels.multiply(
            rest.0, by: rest.1, into: Rows(added, count: rows, width: columns), sum: .add, on: set)

        #expect(resumed.array == whole)
        #expect(added.array == zip(first, try product(rest.0, rest.1, set)).map { $0 + $1 })
    }

    private func product(_ a: Rows, _ b: Rows, _ set: KernelSet) throws -> [Float] {
        let out = try Rows.of(unset: a.count, width: b.width, gap: 0)
        Kernels.multiply(a, by: b, into: out, on: set)
        return out.elements
    }
}
