// Where the parts of a block lie in a panel.

#include "ck_panels.h"

#include <stdbool.h>

#define CK_CONST static inline __attribute__((always_inline, const))

CK_CONST bool has_blocks(ck_weight_type type) {
    return type != CK_F32 && type != CK_F16 && type != CK_BF16;
}

CK_CONST bool has_minimum(ck_weight_type type) { return type == CK_Q4_1 || type == CK_Q5_1; }

CK_CONST bool has_fifth(ck_weight_type type) { return type == CK_Q5_0 || type == CK_Q5_1; }

/// Bytes of an output's share of a block, or of one weight of a type without blocks.
CK_CONST ptrdiff_t unit_bytes(ck_weight_type type) {
    if (!has_blocks(type)) return type == CK_F32 ? 4 : 2;
    ptrdiff_t codes = type == CK_Q8_0 ? CK_WEIGHT_BLOCK : CK_WEIGHT_BLOCK / 2;
    return 2 + (has_minimum(type) ? 2 : 0) + (has_fifth(type) ? 4 : 0) + codes;
}

/// Bytes of a row of weights, in a file as in memory.
CK_CONST ptrdiff_t row_bytes(ck_weight_type type, ptrdiff_t inputs) {
    return (has_blocks(type) ? inputs / CK_WEIGHT_BLOCK : inputs) * unit_bytes(type);
}

/// The first byte of a panel.
static inline const uint8_t *panel_start(const ck_weights *weights, ptrdiff_t panel) {
    return weights->panels + panel * CK_PANEL * row_bytes(weights->type, weights->inputs);
}

/// Where the minima of a panel's block begin; its scales begin at 0.
CK_CONST ptrdiff_t minima_offset(void) { return 2 * CK_PANEL; }

/// Where the fifth bits of a panel's block begin.
CK_CONST ptrdiff_t fifths_offset(ck_weight_type type) {
    return (has_minimum(type) ? 4 : 2) * CK_PANEL;
}

/// Where the codes of a panel's block begin.
CK_CONST ptrdiff_t codes_offset(ck_weight_type type) {
    return fifths_offset(type) + (has_fifth(type) ? 4 * CK_PANEL : 0);
}

/// The number that is added to a code before it is scaled.
CK_CONST int code_shift(ck_weight_type type) {
    return type == CK_Q4_0 ? -8 : type == CK_Q5_0 ? -16 : 0;
}

/// The bit of an output's word of fifth bits that belongs to input k of a block: those of inputs j
/// and j + 4 of eight lie 16 bits apart, as their codes do in a word.
CK_CONST int fifth_place(int k) { return k / 8 * 4 + k % 4 + k % 8 / 4 * 16; }
