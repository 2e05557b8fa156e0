import TestSupport
import Testing
import Tuner

@Suite("Cholesky factor")
struct CholeskyFactorTests {
    /// B * B^T + 1, which is positive definite.
    private static func matrix(_ count: Int, inputs: inout RandomInputs) -> [[Double]] {
        let factor = (0..<count).map { _ in inputs.floats(count).map(Double.init) }
        return (0..<count).map { row in
            (0..<count).map { column in
                zip(factor[row], factor[column]).reduce(row == column ? 1 : 0) {
                    $0 + $1.0 * $1.1
                }
            }
        }
    }

    @Test("solves as elimination does, and its transpose as loops do", arguments: [1, 2, 7, 40])
    func solves(count: Int) throws {
        var inputs = RandomInputs(seed: count)
        let matrix = Self.matrix(count, inputs: &inputs)
        let right = inputs.floats(count).map(Double.init)
        let factor = try #require(CholeskyFactor(Array(matrix.joined()), count: count))
        for (found, expected) in zip(factor.solve(right), DenseAlgebra.solve(matrix, right)) {
            #expect(abs(found - expected) < 1e-10)
        }
        let lower = DenseAlgebra.cholesky(matrix)
        let transposed = matrix.indices.map { row in matrix.indices.map { lower[$0][row] } }
        let halfway = DenseAlgebra.solve(transposed, right)
        for (found, expected) in zip(factor.solveTransposed(right), halfway) {
            #expect(abs(found - expected) < 1e-10)
        }
    }

    @Test("reads the upper triangle of rows alone")
    func triangle() throws {
        var inputs = RandomInputs(seed: 5)
        let matrix = Self.matrix(6, inputs: &inputs)
        let upper = matrix.indices.flatMap { row in
            matrix.indices.map { $0 < row ? .nan : matrix[row][$0] }
        }
        let right = inputs.floats(6).map(Double.init)
        let (half, whole) = (
            CholeskyFactor(upper, count: 6), CholeskyFactor(Array(matrix.joined()), count: 6)
        )
        #expect(try #require(half).solve(right) == #require(whole).solve(right))
    }

    @Test("there is none of a matrix that is not positive definite")
    func indefinite() {
        #expect(CholeskyFactor([1, 2, 2, 1], count: 2) == nil)
    }
}
