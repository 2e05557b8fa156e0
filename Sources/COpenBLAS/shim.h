#include <cblas.h>

// LAPACK's routines are in OpenBLAS too; its C header is a package of its own.

/// Cholesky factor of a symmetric positive definite matrix, column-major, in place.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);

/// Solves with a triangular matrix, column-major; the right sides are overwritten.
void dtrtrs_(const char *uplo, const char *trans, const char *diag, const int *n, const int *nrhs,
             const double *a, const int *lda, double *b, const int *ldb, int *info);
