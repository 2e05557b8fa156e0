// Group quantization and the packing of codes.

#if defined(CK_HARDWARE_HALF)
#include <immintrin.h>
#endif

/// code = clamp(round_half_even((x - minimum) / scale)), 0 where the scale is 0.
CK_INLINE vi codes_of(vf x, vf scale, vf minimum, float top) {
    vf q = (x - minimum) / scale;
    q = __builtin_elementwise_min(__builtin_elementwise_max(q, (vf)0.0f), (vf)top);
    const vf magic = (vf)12582912.0f;
    q = (q + magic) - magic;
    q = scale == (vf)0.0f ? (vf)0.0f : q;
    return __builtin_convertvector(q, vi);
}

/// Stores the first `count` codes as bytes.
CK_INLINE void store_codes(uint8_t *out, vi codes, ptrdiff_t count) {
    vb bytes = __builtin_convertvector(codes, vb);
    memcpy(out, &bytes, (size_t)(count < CK_LANES ? count : CK_LANES));
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

static void quantize_channel_group(const float *x, ptrdiff_t tokens, ptrdiff_t head_dim, float top,
                                   uint8_t *codes, uint16_t *groups) {
    for (ptrdiff_t d = 0; d < head_dim; d += CK_LANES) {
        ptrdiff_t lanes = head_dim - d < CK_LANES ? head_dim - d : CK_LANES;
        vf low = (vf)INFINITY, high = (vf)-INFINITY;
        for (ptrdiff_t t = 0; t < tokens; t++) {
            vf v = lanes == CK_LANES ? load(x + t * head_dim + d)
                                     : load_part(x + t * head_dim + d, lanes, 0.0f);
            low = __builtin_elementwise_min(low, v);
            high = __builtin_elementwise_max(high, v);
        }
        vs scales = halves_of((high - low) / top), minima = halves_of(low);
        vf scale = halves_as_floats(scales), minimum = halves_as_floats(minima);
        for (ptrdiff_t i = 0; i < lanes; i++) {
            groups[(d + i) * 2] = scales[i];
            groups[(d + i) * 2 + 1] = minima[i];
        }
        for (ptrdiff_t t = 0; t < tokens; t++) {
            vf v = lanes == CK_LANES ? load(x + t * head_dim + d)
                                     : load_part(x + t * head_dim + d, lanes, 0.0f);
            vi code = codes_of(v, scale, minimum, top);
            if (lanes == CK_LANES) store_codes(codes + t * head_dim + d, code, CK_LANES);
            else store_codes(codes + t * head_dim + d, code, lanes);
        }
    }
}

static void quantize_token_group(const float *x, ptrdiff_t count, float top, uint8_t *codes,
                                 uint16_t *pair) {
    vf lows = (vf)INFINITY, highs = (vf)-INFINITY;
    ptrdiff_t whole = count / CK_LANES * CK_LANES;
    for (ptrdiff_t i = 0; i < whole; i += CK_LANES) {
        lows = __builtin_elementwise_min(lows, load(x + i));
        highs = __builtin_elementwise_max(highs, load(x + i));
    }
    float low = -max_lanes(-lows), high = max_lanes(highs);
    for (ptrdiff_t i = whole; i < count; i++) {
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
    }
    vs halves = halves_of((vf)((high - low) / top)), minima = halves_of((vf)low);
    pair[0] = halves[0];
    pair[1] = minima[0];
    vf scale = halves_as_floats(halves), minimum = halves_as_floats(minima);
    for (ptrdiff_t i = 0; i < count; i += CK_LANES) {
        ptrdiff_t lanes = count - i < CK_LANES ? count - i : CK_LANES;
        vf v = lanes == CK_LANES ? load(x + i) : load_part(x + i, lanes, 0.0f);
        vi code = codes_of(v, scale, minimum, top);
        if (lanes == CK_LANES) store_codes(codes + i, code, CK_LANES);
        else store_codes(codes + i, code, lanes);
    }
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
        for (ptrdiff_t i = 0; i < tokens * head_dim; i += group)
            quantize_token_group(x + i, group, top, codes + i, groups + i / group * 2);
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
