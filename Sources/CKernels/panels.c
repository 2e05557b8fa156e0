#include "ck_kernels.h"

void ck_pack_panels(const float *matrix, ptrdiff_t rows, ptrdiff_t inner, float *panels) {
    for (ptrdiff_t start = 0; start < rows; start += CK_PANEL, panels += inner * CK_PANEL) {
        ptrdiff_t count = rows - start < CK_PANEL ? rows - start : CK_PANEL;
        for (ptrdiff_t r = 0; r < CK_PANEL; r++)
            for (ptrdiff_t k = 0; k < inner; k++)
                panels[k * CK_PANEL + r] = r < count ? matrix[(start + r) * inner + k] : 0.0f;
    }
}
