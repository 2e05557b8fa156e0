internal import COpenBLAS

/// The Cholesky factor of a symmetric positive definite matrix (LAPACK's, from OpenBLAS).
package struct CholeskyFactor: Sendable {
    /// Rows of the matrix.
    package let count: Int
    /// Lower factor, column-major.
    private let lower: [Double]

    /// Factors a matrix `[count][count]`, of which one triangle is enough; nil if it is not positive
    /// definite.
    package init?(_ matrix: [Double], count: Int) {
        precondition(matrix.count == count * count)
        self.count = count
        var factor = matrix
        var (n, info) = (Int32(count), Int32(0))
        // A row-major upper triangle is a column-major lower one.
        unsafe dpotrf_("L", &n, &factor, &n, &info)
        guard info == 0 else { return nil }
        lower = factor
    }

    /// Solves M x = b.
    package func solve(_ right: [Double]) -> [Double] {
        triangular(triangular(right, transposed: false), transposed: true)
    }

    /// Solves L x = b for one or more right sides, one after the other.
    package func solveLower(_ right: [Double]) -> [Double] {
        triangular(right, transposed: false)
    }

    /// Solves L^T x = b: turns independent draws into draws with covariance M^-1.
    package func solveTransposed(_ right: [Double]) -> [Double] {
        triangular(right, transposed: true)
    }

    private func triangular(_ right: [Double], transposed: Bool) -> [Double] {
        precondition(right.count % count == 0)
        var (solution, factor) = (right, lower)
        var (n, sides, info) = (Int32(count), Int32(right.count / count), Int32(0))
        unsafe dtrtrs_(
            "L", transposed ? "T" : "N", "N", &n, &sides, &factor, &n, &solution, &n, &info)
        precondition(info == 0, "a singular factor")
        return solution
    }
}
