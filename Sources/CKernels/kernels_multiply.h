// Matrix products from register tiles of up to 6 rows x CK_VECTORS vectors.

#define CK_ROWS 6

/// One register tile; `rows` and `vectors` are constants at every call.
CK_INLINE void multiply_tile(const float *a, ptrdiff_t a_stride, const int rows, const float *b,
                             ptrdiff_t b_stride, ptrdiff_t inner, const int vectors, float *c,
                             ptrdiff_t c_stride, const ck_sum mode) {
    vf sum[CK_ROWS][CK_VECTORS];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            sum[r][v] = mode == CK_CONTINUE ? load(c + r * c_stride + v * CK_LANES) : (vf)0.0f;
    for (ptrdiff_t k = 0; k < inner; k++) {
        vf column[CK_VECTORS];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) column[v] = load(b + k * b_stride + v * CK_LANES);
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) {
            vf row = (vf)a[r * a_stride + k];
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) sum[r][v] = row * column[v] + sum[r][v];
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            float *out = c + r * c_stride + v * CK_LANES;
            store(out, mode == CK_ADD ? load(out) + sum[r][v] : sum[r][v]);
        }
}

/// All rows of a strip of `vectors` vectors.
CK_INLINE void multiply_strip(const float *a, ptrdiff_t a_stride, ptrdiff_t rows, const float *b,
                              ptrdiff_t b_stride, ptrdiff_t inner, const int vectors, float *c,
                              ptrdiff_t c_stride, const ck_sum mode) {
    ptrdiff_t r = 0;
    for (; r + CK_ROWS <= rows; r += CK_ROWS)
        multiply_tile(a + r * a_stride, a_stride, CK_ROWS, b, b_stride, inner, vectors,
                      c + r * c_stride, c_stride, mode);
    a += r * a_stride;
    c += r * c_stride;
    switch (rows - r) {
    case 5: multiply_tile(a, a_stride, 5, b, b_stride, inner, vectors, c, c_stride, mode); break;
    case 4: multiply_tile(a, a_stride, 4, b, b_stride, inner, vectors, c, c_stride, mode); break;
    case 3: multiply_tile(a, a_stride, 3, b, b_stride, inner, vectors, c, c_stride, mode); break;
    case 2: multiply_tile(a, a_stride, 2, b, b_stride, inner, vectors, c, c_stride, mode); break;
    case 1: multiply_tile(a, a_stride, 1, b, b_stride, inner, vectors, c, c_stride, mode); break;
    default: break;
    }
}

static void multiply(const float *a, ptrdiff_t a_stride, ptrdiff_t rows, const float *b,
                     ptrdiff_t b_stride, ptrdiff_t inner, ptrdiff_t columns, float *c,
                     ptrdiff_t c_stride, ck_sum mode) {
    ptrdiff_t n = 0;
    for (; n + CK_VECTORS * CK_LANES <= columns; n += CK_VECTORS * CK_LANES)
        multiply_strip(a, a_stride, rows, b + n, b_stride, inner, CK_VECTORS, c + n, c_stride,
                       mode);
    for (; n + CK_LANES <= columns; n += CK_LANES)
        multiply_strip(a, a_stride, rows, b + n, b_stride, inner, 1, c + n, c_stride, mode);
    for (ptrdiff_t r = 0; n < columns && r < rows; r++)
        for (ptrdiff_t i = n; i < columns; i++) {
            // The same chain of multiply-adds as in the vector tiles.
            float *out = c + r * c_stride + i;
            float sum = mode == CK_CONTINUE ? *out : 0.0f;
            for (ptrdiff_t k = 0; k < inner; k++)
                sum = a[r * a_stride + k] * b[k * b_stride + i] + sum;
            *out = mode == CK_ADD ? *out + sum : sum;
        }
}
