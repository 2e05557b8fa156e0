#include "ck_kernels.h"

void ck_transpose(const float *x, ptrdiff_t x_stride, ptrdiff_t rows, ptrdiff_t columns, float *out,
                  ptrdiff_t out_stride) {
    for (ptrdiff_t start = 0; start < rows; start += 16) {
        ptrdiff_t end = start + 16 < rows ? start + 16 : rows;
        for (ptrdiff_t c = 0; c < columns; c++)
            for (ptrdiff_t r = start; r < end; r++) out[c * out_stride + r] = x[r * x_stride + c];
    }
}
