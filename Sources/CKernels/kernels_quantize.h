// Group quantization and the packing of codes.

#if defined(CK_HARDWARE_HALF)
#include <immintrin.h>
#endif

/// What codes are computed with: a division by infinity gives code 0 where the scale is 0.
CK_INLINE vf divisor_of(vf scale) { return scale == (vf)0.0f ? (vf)INFINITY : scale; }

/// code = clamp(round_half_even((x - minimum) / divisor)).
CK_INLINE vb codes_of(vf x, vf divisor, vf minimum, float top) {
    vf q = smaller(larger((x - minimum) / divisor, (vf)0.0f), (vf)top);
    vf rounded = q + (vf)12582912.0f;  // 1.5 * 2^23: the code stands in the lowest bits
    vu bits;
    memcpy(&bits, &rounded, sizeof bits);
    return __builtin_convertvector(bits, vb);
}

/// Stores the codes of the first `count` values of a vector, at most all lanes, as bytes.
CK_INLINE void store_codes(const float *x, ptrdiff_t count, vf divisor, vf minimum, float top,
                           uint8_t *codes) {
    if (count >= CK_LANES) {
        vb bytes = codes_of(load(x), divisor, minimum, top);
        memcpy(codes, &bytes, sizeof bytes);
    } else {
        vb bytes = codes_of(load_part(x, count, 0.0f), divisor, minimum, top);
        memcpy(codes, &bytes, (size_t)count);
    }
}

/// Rounds lanes to halves, nearest even.
CK_INLINE vs halves_of(vf x) {
#if defined(CK_HARDWARE_HALF)
    _Float16 __attribute__((ext_vector_type(CK_LANES))) halves = __builtin_convertvector(
        x, _Float16 __attribute__((ext_vector_type(CK_LANES))));
    vs bits;
    memcpy(&bits, &halves, sizeof bits);
    return bits;
#else
    vs bits;
    for (int i = 0; i < CK_LANES; i++) bits[i] = half_bits(x[i]);
    return bits;
#endif
}

/// Stores scale and minimum of the first `count` groups.
CK_INLINE void store_pairs(uint16_t *groups, vs scales, vs minima, ptrdiff_t count) {
    vu pairs = __builtin_convertvector(scales, vu) | __builtin_convertvector(minima, vu) << 16;
    memcpy(groups, &pairs, (size_t)count * sizeof pairs[0]);
}

static void quantize_channel_group(const float *x, ptrdiff_t tokens, ptrdiff_t head_dim, float top,
                                   uint8_t *codes, uint16_t *groups) {
    for (ptrdiff_t d = 0; d < head_dim; d += CK_LANES) {
        ptrdiff_t lanes = head_dim - d < CK_LANES ? head_dim - d : CK_LANES;
        vf low = (vf)INFINITY, high = (vf)-INFINITY;
        for (ptrdiff_t t = 0; t < tokens; t++) {
            vf v = lanes == CK_LANES ? load(x + t * head_dim + d)
                                     : load_part(x + t * head_dim + d, lanes, 0.0f);
            low = smaller(v, low);
            high = larger(v, high);
        }
        vs scales = halves_of((high - low) / top), minima = halves_of(low);
        vf divisor = divisor_of(halves_as_floats(scales)), minimum = halves_as_floats(minima);
        store_pairs(groups + 2 * d, scales, minima, lanes);
        for (ptrdiff_t t = 0; t < tokens; t++)
            store_codes(x + t * head_dim + d, lanes, divisor, minimum, top,
                        codes + t * head_dim + d);
    }
}

/// The first of the smallest and the first of the largest of values.
CK_INLINE void find_range(const float *x, ptrdiff_t count, float *low, float *high) {
    vf lows = (vf)INFINITY, highs = (vf)-INFINITY;
    ptrdiff_t whole = count / CK_LANES * CK_LANES;
    for (ptrdiff_t i = 0; i < whole; i += CK_LANES) {
        lows = smaller(load(x + i), lows);
        highs = larger(load(x + i), highs);
    }
    *low = -largest_lane(-lows);
    *high = largest_lane(highs);
    // Zeros of both signs are equal but have different bits: which comes first decides.
    if (*low == 0.0f || *high == 0.0f) {
        *low = INFINITY;
        *high = -INFINITY;
        whole = 0;
    }
    for (ptrdiff_t i = whole; i < count; i++) {
        *low = x[i] < *low ? x[i] : *low;
        *high = x[i] > *high ? x[i] : *high;
    }
}

/// Quantizes up to CK_LANES groups of `group` values side by side.
static void quantize_token_groups(const float *x, ptrdiff_t count, ptrdiff_t group, float top,
                                  uint8_t *codes, uint16_t *groups) {
    float lows[CK_LANES] = {0}, highs[CK_LANES] = {0};
    for (ptrdiff_t g = 0; g < count; g++) find_range(x + g * group, group, lows + g, highs + g);
    vs scales = halves_of((load(highs) - load(lows)) / top), minima = halves_of(load(lows));
    float divisors[CK_LANES];
    store(divisors, divisor_of(halves_as_floats(scales)));
    store(lows, halves_as_floats(minima));
    store_pairs(groups, scales, minima, count);
    for (ptrdiff_t g = 0; g < count; g++)
        for (ptrdiff_t i = 0; i < group; i += CK_LANES)
            store_codes(x + g * group + i, group - i, (vf)divisors[g], (vf)lows[g], top,
                        codes + g * group + i);
}

static void quantize(const float *x, ptrdiff_t tokens, ptrdiff_t head_dim, int32_t bits,
                     int32_t group, bool per_channel, uint8_t *codes, uint16_t *groups) {
    float top = (float)((1 << bits) - 1);
    if (per_channel) {
        for (ptrdiff_t t = 0; t < tokens; t += group) {
            ptrdiff_t count = tokens - t < group ? tokens - t : group;
            quantize_channel_group(x + t * head_dim, count, head_dim, top, codes + t * head_dim,
                                   groups + t / group * head_dim * 2);
        }
    } else {
        ptrdiff_t count = tokens * head_dim / group;
        for (ptrdiff_t g = 0; g < count; g += CK_LANES)
            quantize_token_groups(x + g * group, count - g < CK_LANES ? count - g : CK_LANES,
                                  group, top, codes + g * group, groups + 2 * g);
    }
}

static void dequantize(const uint8_t *codes, const uint16_t *groups, ptrdiff_t tokens,
                       ptrdiff_t head_dim, int32_t group, bool per_channel, float *out) {
    float scales[CK_LANES], minima[CK_LANES];
    for (ptrdiff_t d = 0; per_channel && d < head_dim; d += CK_LANES) {
        ptrdiff_t lanes = head_dim - d < CK_LANES ? head_dim - d : CK_LANES;
        for (ptrdiff_t t = 0; t < tokens; t++) {
            const uint16_t *pairs = groups + (t / group * head_dim + d) * 2;
            for (ptrdiff_t i = 0; t % group == 0 && i < lanes; i++) {
                scales[i] = half_value(pairs[2 * i]);
                minima[i] = half_value(pairs[2 * i + 1]);
            }
            for (ptrdiff_t i = 0; i < lanes; i++)
                out[t * head_dim + d + i] =
                    (float)codes[t * head_dim + d + i] * scales[i] + minima[i];
        }
    }
    for (ptrdiff_t start = 0; !per_channel && start < tokens * head_dim; start += group) {
        const uint16_t *pair = groups + start / group * 2;
        float scale = half_value(pair[0]), minimum = half_value(pair[1]);
        for (ptrdiff_t i = start; i < start + group; i++)
            out[i] = (float)codes[i] * scale + minimum;
    }
}

/// Eight codes, the first in the lowest bits.
CK_INLINE void pack_eight(const uint8_t *codes, const int bits, uint8_t *out) {
    uint64_t word = 0;
#if defined(CK_HARDWARE_HALF)
    memcpy(&word, codes, 8);
    word = _pext_u64(word, 0x0101010101010101ull * ((1u << bits) - 1));
#else
    for (int i = 0; i < 8; i++) word |= (uint64_t)codes[i] << (bits * i);
#endif
    memcpy(out, &word, (size_t)bits);
}

CK_INLINE void pack_keys_bits(const uint8_t *codes, ptrdiff_t tokens, ptrdiff_t head_dim,
                              const int bits, uint8_t *out) {
    for (ptrdiff_t t = 0; t < tokens; t += CK_TOKEN_BLOCK, codes += CK_TOKEN_BLOCK * head_dim) {
        ptrdiff_t count = tokens - t < CK_TOKEN_BLOCK ? tokens - t : CK_TOKEN_BLOCK;
        if (count == CK_TOKEN_BLOCK && lies_in_words(head_dim)) {
            pack_key_words(codes, head_dim, bits, out);
            out += CK_TOKEN_BLOCK * head_dim / 8 * bits;
            continue;
        }
        // head_dim is a multiple of 8, so a block's codes come in whole eights.
        uint8_t eight[8];
        int filled = 0;
        for (ptrdiff_t d = 0; d < head_dim; d++)
            for (ptrdiff_t i = 0; i < count; i++) {
                eight[filled++] = codes[i * head_dim + d];
                if (filled < 8) continue;
                pack_eight(eight, bits, out);
                out += bits;
                filled = 0;
            }
    }
}

CK_INLINE void pack_values_bits(const uint8_t *codes, ptrdiff_t tokens, ptrdiff_t head_dim,
                                const int bits, uint8_t *out) {
    for (ptrdiff_t t = 0; t < tokens; t += CK_TOKEN_BLOCK, codes += CK_TOKEN_BLOCK * head_dim,
                   out += CK_TOKEN_BLOCK * head_dim / 8 * bits) {
        ptrdiff_t count = tokens - t < CK_TOKEN_BLOCK ? tokens - t : CK_TOKEN_BLOCK;
        if (count == CK_TOKEN_BLOCK && lies_in_words(head_dim))
            pack_value_words(codes, head_dim, bits, out);
        else
            for (ptrdiff_t i = 0; i < count * head_dim; i += 8)
                pack_eight(codes + i, bits, out + i / 8 * bits);
    }
}

/// Calls a function with its number of bits as a constant.
#define CK_WITH_BITS(bits, call)                                                                   \
    switch (bits) {                                                                                \
    case 2: call(2); break;                                                                        \
    case 3: call(3); break;                                                                        \
    case 4: call(4); break;                                                                        \
    case 5: call(5); break;                                                                        \
    case 6: call(6); break;                                                                        \
    default: call(8); break;                                                                       \
    }

static void pack_keys(const uint8_t *codes, ptrdiff_t tokens, ptrdiff_t head_dim, int32_t bits,
                      uint8_t *out) {
#define CK_CALL(b) pack_keys_bits(codes, tokens, head_dim, b, out)
    CK_WITH_BITS(bits, CK_CALL)
#undef CK_CALL
}

static void pack_values(const uint8_t *codes, ptrdiff_t tokens, ptrdiff_t head_dim, int32_t bits,
                        uint8_t *out) {
#define CK_CALL(b) pack_values_bits(codes, tokens, head_dim, b, out)
    CK_WITH_BITS(bits, CK_CALL)
#undef CK_CALL
}
