// Expanding packed weights to float32.
//
// A code times a half has at most 19 significant bits, so that product is exact and a fused
// multiply-add rounds scale * code + minimum as the two steps of weights.c do.

#include "weight_layout.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

typedef uint32_t vu __attribute__((ext_vector_type(CK_LANES)));
typedef uint16_t vs __attribute__((ext_vector_type(CK_LANES)));
typedef int8_t vc __attribute__((ext_vector_type(CK_LANES)));
typedef uint8_t vb __attribute__((ext_vector_type(CK_LANES)));

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

CK_INLINE vf halves_as_floats(vs halves) {
#if defined(CK_HARDWARE_HALF)
    _Float16 __attribute__((ext_vector_type(CK_LANES))) values;
    memcpy(&values, &halves, sizeof values);
    return __builtin_convertvector(values, vf);
#else
    vi bits = __builtin_convertvector(halves, vi), magnitude = (bits & 0x7fff) << 13;
    vf scaled = floats_of((vu)magnitude) * 0x1p112f;  // subnormal halves become normal floats
    vi value;
    memcpy(&value, &scaled, sizeof value);
    value |= (magnitude >= 0x7c00 << 13) & 0x7f800000;  // infinities and what is no number
    return floats_of((vu)(value | (bits & 0x8000) << 16));
#endif
}

CK_INLINE vf load_half_vector(const uint8_t *p) {
    vs halves;
    memcpy(&halves, p, sizeof halves);
    return halves_as_floats(halves);
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

/// Words of fifth bits shifted to where the bit at `place` is a code's fifth; the others are to be
/// masked.
CK_INLINE vu fifths_above_nibbles(vu fifth, const int place) {
    return place < 4 ? fifth << (4 - place) : fifth >> (place - 4 & 31);
}

/// Codes of input k of a block as floats, shifted to where 0 stands for 0; `words` holds those of
/// 8 inputs, k among them.
CK_INLINE vf nibble_values(const ck_weight_type type, vu words, vu fifth, const int k) {
    vu low = words >> (4 * (k % 8));
#if CK_LANES == 16
    // Look-ups read the lowest bits of an index alone: 4 of one table, 5 of two.
    const vf digits = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const vf values = digits + (float)code_shift(type);
    if (!has_fifth(type)) return (vf)_mm512_permutexvar_ps((__m512i)low, (__m512)values);
    vu high = fifths_above_nibbles(fifth, fifth_place(k));
    vu codes = (low & 15) | (high & ~15u);
    return (vf)_mm512_permutex2var_ps((__m512)values, (__m512i)codes, (__m512)(values + 16.0f));
#else
    vu codes = low & 15;
    if (has_fifth(type)) codes |= (fifth >> fifth_place(k) & 1) << 4;
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
