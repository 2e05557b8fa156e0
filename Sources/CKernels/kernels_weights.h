// Products with packed weights, which are expanded on the way: few rows in registers, many rows
// tile by tile.
//
// A code times a half has at most 19 significant bits, so that product is exact and a fused
// multiply-add rounds scale * code + minimum as the two steps of weights.c do.

#include "weight_layout.h"

#if CK_LANES == 16
#include <immintrin.h>
#endif

typedef uint32_t vu __attribute__((ext_vector_type(CK_LANES)));
typedef uint16_t vs __attribute__((ext_vector_type(CK_LANES)));
typedef int8_t vc __attribute__((ext_vector_type(CK_LANES)));

/// Rows of a register tile of expanded weights; its vectors are as many chains as hide the latency
/// of a multiply-add where registers suffice.
#define CK_FEW_ROWS 4
#define CK_FEW_VECTORS (CK_LANES == 16 ? 4 : 2)
/// From this number of rows on, weights expanded to a tile in memory are faster.
#define CK_MANY_ROWS (CK_LANES == 16 ? 20 : CK_LANES == 8 ? 8 : 5)

CK_INLINE vu load_words(const uint8_t *p) {
    vu words;
    memcpy(&words, p, sizeof words);
    return words;
}

/// Floats with the given bits.
CK_INLINE vf floats_of(vu bits) {
    vf values;
    memcpy(&values, &bits, sizeof values);
    return values;
}

CK_INLINE vf load_half_vector(const uint8_t *p) {
#if defined(CK_HARDWARE_HALF)
    _Float16 __attribute__((ext_vector_type(CK_LANES))) halves;
    memcpy(&halves, p, sizeof halves);
    return __builtin_convertvector(halves, vf);
#else
    vs halves;
    memcpy(&halves, p, sizeof halves);
    vi bits = __builtin_convertvector(halves, vi), magnitude = (bits & 0x7fff) << 13;
    vf scaled = floats_of((vu)magnitude) * 0x1p112f;  // subnormal halves become normal floats
    vi value;
    memcpy(&value, &scaled, sizeof value);
    value |= (magnitude >= 0x7c00 << 13) & 0x7f800000;  // infinities and what is no number
    return floats_of((vu)(value | (bits & 0x8000) << 16));
#endif
}

/// What the weights of a vector of outputs share in a block.
typedef struct {
    vf scale, minimum;
    vu fifth;
} block_terms;

CK_INLINE block_terms load_terms(const ck_weight_type type, const uint8_t *block, int output) {
    block_terms terms = {.scale = load_half_vector(block + 2 * output)};
    if (has_minimum(type))
        terms.minimum = load_half_vector(block + minima_offset() + 2 * output);
    if (has_fifth(type)) terms.fifth = load_words(block + fifths_offset(type) + 4 * output);
    return terms;
}

/// Codes of input k of a block as floats, shifted to where 0 stands for 0; `words` holds those of
/// 8 inputs, k among them.
CK_INLINE vf nibble_values(const ck_weight_type type, vu words, vu fifth, const int k) {
    vu low = words >> (4 * (k % 8));
#if CK_LANES == 16
    // Look-ups read the lowest bits of an index alone: 4 of one table, 5 of two.
    vf values = (vf){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15} + (float)code_shift(type);
    if (!has_fifth(type)) return (vf)_mm512_permutexvar_ps((__m512i)low, (__m512)values);
    vu high = k < 4 ? fifth << (4 - k % 4) : fifth >> (k - 4 & 31);
    vu codes = (low & 15) | (high & ~15u);
    return (vf)_mm512_permutex2var_ps((__m512)values, (__m512i)codes, (__m512)(values + 16.0f));
#else
    vu codes = low & 15;
    if (has_fifth(type)) codes |= (fifth >> k & 1) << 4;
    return __builtin_convertvector((vi)codes + code_shift(type), vf);
#endif
}

/// Weights of one input of a vector of outputs, of a type without blocks.
CK_INLINE vf plain_weights(const ck_weight_type type, const uint8_t *row, int output) {
    if (type == CK_F32) return load((const float *)row + output);
    if (type == CK_F16) return load_half_vector(row + 2 * output);
    vs uppers;
    memcpy(&uppers, row + 2 * output, sizeof uppers);
    return floats_of(__builtin_convertvector(uppers, vu) << 16);
}

/// Weights of input k of a block.
CK_INLINE vf block_weights(const ck_weight_type type, const uint8_t *block, vu words,
                           block_terms terms, const int k, int output) {
    vf values;
    if (type == CK_Q8_0) {
        vc codes;
        memcpy(&codes, block + codes_offset(type) + k * CK_PANEL + output, sizeof codes);
        values = __builtin_convertvector(codes, vf);
    } else {
        values = nibble_values(type, words, terms.fifth, k);
    }
    return has_minimum(type) ? terms.scale * values + terms.minimum : terms.scale * values;
}

/// Eight inputs of a block of a nibble type, or of 8-bit codes, times `rows` rows.
CK_INLINE void add_eight(const ck_weight_type type, const uint8_t *block, const block_terms *terms,
                         const int eight, const float *a, ptrdiff_t a_stride, const int rows,
                         const int vectors, int output, vf sum[CK_FEW_ROWS][CK_FEW_VECTORS]) {
    vu words[CK_FEW_VECTORS] = {0};
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors && type != CK_Q8_0; v++)
        words[v] = load_words(block + codes_offset(type) +
                              4 * (eight * CK_PANEL + output + v * CK_LANES));
#pragma clang loop unroll(full)
    for (int j = 0; j < 8; j++) {
        const int k = 8 * eight + j;
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            vf column =
                block_weights(type, block, words[v], terms[v], k, output + v * CK_LANES);
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++)
                sum[r][v] = (vf)a[r * a_stride + k] * column + sum[r][v];
        }
    }
}

/// One chain of inputs of a strip of outputs times `rows` rows; the strip begins at `output`.
CK_INLINE void multiply_chain(const ck_weight_type type, const uint8_t *panel, ptrdiff_t count,
                              const float *a, ptrdiff_t a_stride, const int rows,
                              const int vectors, int output,
                              vf sum[CK_FEW_ROWS][CK_FEW_VECTORS]) {
    const ptrdiff_t step = unit_bytes(type) * CK_PANEL;
    if (!has_blocks(type)) {
        for (ptrdiff_t k = 0; k < count; k++, panel += step)
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) {
                vf column = plain_weights(type, panel, output + v * CK_LANES);
#pragma clang loop unroll(full)
                for (int r = 0; r < rows; r++)
                    sum[r][v] = (vf)a[r * a_stride + k] * column + sum[r][v];
            }
        return;
    }
    for (ptrdiff_t k = 0; k < count; k += CK_WEIGHT_BLOCK, panel += step, a += CK_WEIGHT_BLOCK) {
        block_terms terms[CK_FEW_VECTORS];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
            terms[v] = load_terms(type, panel, output + v * CK_LANES);
#pragma clang loop unroll(full)
        for (int eight = 0; eight < CK_WEIGHT_BLOCK / 8; eight++)
            add_eight(type, panel, terms, eight, a, a_stride, rows, vectors, output, sum);
    }
}

/// Stores, or adds to what is there, those of a vector's lanes that stand before `columns`.
CK_INLINE void put(float *out, vf sum, ptrdiff_t columns, bool adding) {
    if (columns >= CK_LANES) store(out, adding ? load(out) + sum : sum);
    for (ptrdiff_t i = 0; columns < CK_LANES && i < columns; i++)
        out[i] = adding ? out[i] + sum[i] : sum[i];
}

/// A panel times few rows.
CK_INLINE void multiply_few(const ck_weight_type type, const uint8_t *panel, ptrdiff_t inputs,
                            ptrdiff_t columns, const float *a, ptrdiff_t a_stride, const int rows,
                            float *c, ptrdiff_t c_stride, bool adding) {
    for (int output = 0; output < columns; output += CK_FEW_VECTORS * CK_LANES)
        for (ptrdiff_t k = 0; k < inputs; k += CK_CHAIN) {
            const uint8_t *chain = panel + row_bytes(type, k) * CK_PANEL;
            ptrdiff_t count = inputs - k < CK_CHAIN ? inputs - k : CK_CHAIN;
            vf sum[CK_FEW_ROWS][CK_FEW_VECTORS] = {0};
            multiply_chain(type, chain, count, a + k, a_stride, rows, CK_FEW_VECTORS, output, sum);
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
                for (int v = 0; v < CK_FEW_VECTORS; v++) {
                    int column = output + v * CK_LANES;
                    put(c + r * c_stride + column, sum[r][v], columns - column,
                        adding || k > 0);
                }
        }
}

/// Expands `count` inputs of a panel: out[count][CK_PANEL].
CK_INLINE void expand_inputs(const ck_weight_type type, const uint8_t *panel, ptrdiff_t count,
                             float *out) {
    const ptrdiff_t step = unit_bytes(type) * CK_PANEL;
    if (!has_blocks(type)) {
        for (ptrdiff_t k = 0; k < count; k++, panel += step, out += CK_PANEL)
            for (int output = 0; output < CK_PANEL; output += CK_LANES)
                store(out + output, plain_weights(type, panel, output));
        return;
    }
    for (ptrdiff_t b = 0; b < count; b += CK_WEIGHT_BLOCK, panel += step)
        for (int output = 0; output < CK_PANEL; output += CK_LANES) {
            block_terms terms = load_terms(type, panel, output);
            float *place = out + b * CK_PANEL + output;
#pragma clang loop unroll(full)
            for (int eight = 0; eight < CK_WEIGHT_BLOCK / 8; eight++) {
                vu words = {0};
                if (type != CK_Q8_0)
                    words = load_words(panel + codes_offset(type) +
                                       4 * (eight * CK_PANEL + output));
#pragma clang loop unroll(full)
                for (int j = 0; j < 8; j++) {
                    const int k = 8 * eight + j;
                    store(place + k * CK_PANEL,
                          block_weights(type, panel, words, terms, k, output));
                }
            }
        }
}

/// Calls a function with its type of weights as a constant.
#define CK_WITH_TYPE(type, call)                                                                   \
    switch (type) {                                                                                \
    case CK_F32: call(CK_F32); break;                                                              \
    case CK_F16: call(CK_F16); break;                                                              \
    case CK_BF16: call(CK_BF16); break;                                                            \
    case CK_Q4_0: call(CK_Q4_0); break;                                                            \
    case CK_Q4_1: call(CK_Q4_1); break;                                                            \
    case CK_Q5_0: call(CK_Q5_0); break;                                                            \
    case CK_Q5_1: call(CK_Q5_1); break;                                                            \
    case CK_Q8_0: call(CK_Q8_0); break;                                                            \
    }

/// A panel times few rows, in groups that fit a register tile.
CK_INLINE void multiply_few_rows(const ck_weight_type type, const uint8_t *panel, ptrdiff_t inputs,
                                 ptrdiff_t columns, const float *a, ptrdiff_t a_stride,
                                 ptrdiff_t rows, float *c, ptrdiff_t c_stride, bool adding) {
#define CK_CALL(r) multiply_few(type, panel, inputs, columns, a, a_stride, r, c, c_stride, adding)
    for (; rows > 0; rows -= CK_FEW_ROWS) {
        switch (rows) {
        case 1: CK_CALL(1); break;
        case 2: CK_CALL(2); break;
        case 3: CK_CALL(3); break;
        default: CK_CALL(4); break;
        }
        a += CK_FEW_ROWS * a_stride;
        c += CK_FEW_ROWS * c_stride;
    }
#undef CK_CALL
}

/// A panel times many rows: chain after chain is expanded once for all of them.
CK_INLINE void multiply_many_rows(const ck_weight_type type, const uint8_t *panel,
                                  ptrdiff_t inputs, ptrdiff_t columns, const float *a,
                                  ptrdiff_t a_stride, ptrdiff_t rows, float *c, ptrdiff_t c_stride,
                                  bool adding) {
    _Alignas(64) float tile[CK_CHAIN * CK_PANEL];
    for (ptrdiff_t k = 0; k < inputs; k += CK_CHAIN) {
        ptrdiff_t count = inputs - k < CK_CHAIN ? inputs - k : CK_CHAIN;
        const uint8_t *chain = panel + row_bytes(type, k) * CK_PANEL;
        if (type != CK_F32) expand_inputs(type, chain, count, tile);
        multiply(a + k, a_stride, rows, type == CK_F32 ? (const float *)chain : tile, CK_PANEL,
                 count, columns, c, c_stride, adding || k > 0 ? CK_ADD : CK_STORE);
    }
}

/// Calls a function with the type of some weights as a constant.
#define CK_WITH_TYPE(type, call)                                                                   \
    switch (type) {                                                                                \
    case CK_F32: call(CK_F32); break;                                                              \
    case CK_F16: call(CK_F16); break;                                                              \
    case CK_BF16: call(CK_BF16); break;                                                            \
    case CK_Q4_0: call(CK_Q4_0); break;                                                            \
    case CK_Q4_1: call(CK_Q4_1); break;                                                            \
    case CK_Q5_0: call(CK_Q5_0); break;                                                            \
    case CK_Q5_1: call(CK_Q5_1); break;                                                            \
    case CK_Q8_0: call(CK_Q8_0); break;                                                            \
    }

static void multiply_weights(const ck_weights *weights, ptrdiff_t first, ptrdiff_t count,
                             const float *a, ptrdiff_t a_stride, ptrdiff_t rows, float *c,
                             ptrdiff_t c_stride, bool adding) {
    const ptrdiff_t inputs = weights->inputs;
    for (ptrdiff_t p = first; p < first + count; p++) {
        const uint8_t *panel = panel_start(weights, p);
        ptrdiff_t left = weights->outputs - p * CK_PANEL;
        ptrdiff_t columns = left < CK_PANEL ? left : CK_PANEL;
        float *place = c + (p - first) * CK_PANEL;
#define CK_CALL(t)                                                                                 \
    if (rows < CK_MANY_ROWS)                                                                       \
        multiply_few_rows(t, panel, inputs, columns, a, a_stride, rows, place, c_stride, adding);  \
    else                                                                                           \
        multiply_many_rows(t, panel, inputs, columns, a, a_stride, rows, place, c_stride, adding)
        CK_WITH_TYPE(weights->type, CK_CALL)
#undef CK_CALL
    }
}

static void expand_panel(const ck_weights *weights, ptrdiff_t panel, float *out) {
    const uint8_t *start = panel_start(weights, panel);
#define CK_CALL(t) expand_inputs(t, start, weights->inputs, out)
    CK_WITH_TYPE(weights->type, CK_CALL)
#undef CK_CALL
}
