// Expanding packed keys and values to float32.
//
// A code times a half has at most 19 significant bits, so that a fused multiply-add rounds
// code * scale + minimum as two steps do.

/// A half as the processor expands it, where it does.
CK_INLINE float quick_half(uint16_t bits) {
#if defined(CK_HARDWARE_HALF)
    _Float16 half;
    memcpy(&half, &bits, sizeof half);
    return (float)half;
#else
    return half_value(bits);
#endif
}

/// Eight codes as floats.
CK_INLINE void unpack_eight(const uint8_t *packed, const int bits, float *out) {
    uint64_t word = 0;
    memcpy(&word, packed, (size_t)bits);
#if defined(CK_HARDWARE_HALF)
    word = _pdep_u64(word, 0x0101010101010101ull * ((1u << bits) - 1));
    typedef uint8_t bytes8 __attribute__((ext_vector_type(8)));
    bytes8 codes;
    memcpy(&codes, &word, 8);
    vf8 values = __builtin_convertvector(codes, vf8);
    memcpy(out, &values, sizeof values);
#else
    for (int i = 0; i < 8; i++) out[i] = (float)((word >> (bits * i)) & ((1u << bits) - 1));
#endif
}

/// Codes that fill a vector; narrow vectors take them by eights and have no part in this.
#define CK_WIDE_CODES (CK_LANES >= 8)

#if CK_WIDE_CODES
/// CK_LANES codes as floats; the first one begins a byte.
CK_INLINE vf wide_codes(const uint8_t *packed, const int bits) {
#if CK_LANES == 16
    if (bits == 2 || bits == 4) {
        // Every lane shifts its code to the lowest bits of a word; a look-up drops what is above.
        uint32_t words[2] = {0};
        memcpy(words, packed, 2 * (size_t)bits);
        const vi lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        const vu both = bits == 4 ? (lane < 8 ? (vu)words[0] : (vu)words[1]) : (vu)words[0];
        const vu shifted = both >> (vu)(bits == 4 ? lane % 8 * 4 : lane * 2);
        const vf values = __builtin_convertvector(bits == 4 ? lane : lane % 4, vf);
        return (vf)_mm512_permutexvar_ps((__m512i)shifted, (__m512)values);
    }
#endif
    vb codes;
    if (bits == 8) {
        memcpy(&codes, packed, sizeof codes);
    } else {
        uint64_t words[CK_LANES / 8] = {0};
        for (int i = 0; i < CK_LANES / 8; i++) {
            memcpy(words + i, packed + i * bits, (size_t)bits);
            words[i] = _pdep_u64(words[i], 0x0101010101010101ull * ((1u << bits) - 1));
        }
        memcpy(&codes, words, sizeof codes);
    }
    return __builtin_convertvector(codes, vf);
}

/// A whole block of keys whose tokens share a group in each channel: [head_dim][CK_TILE].
CK_INLINE void unpack_channel_block(const uint8_t *packed, const uint16_t *pairs,
                                    ptrdiff_t head_dim, const int bits, float *out) {
    for (ptrdiff_t first = 0; first < head_dim; first += 8, pairs += 16) {
        float terms[16];
        for (int i = 0; i < 16; i += CK_LANES)
            store(terms + i, load_half_vector((const uint8_t *)(pairs + i)));
        for (int d = 0; d < 8; d++, out += CK_TILE)
            for (int i = 0; i < CK_KEY_BLOCK; i += CK_LANES, packed += CK_LANES / 8 * bits)
                store(out + i, wide_codes(packed, bits) * terms[2 * d] + terms[2 * d + 1]);
    }
}

/// A whole block of keys with groups of channels in each token: [head_dim][CK_TILE].
CK_INLINE void unpack_token_block(const uint8_t *packed, const uint16_t *pairs, ptrdiff_t group,
                                  ptrdiff_t head_dim, const int bits, float *out) {
    const ptrdiff_t stride = head_dim / group * 2;
    for (ptrdiff_t start = 0; start < head_dim; start += group, pairs += 2) {
        uint16_t scales[CK_KEY_BLOCK], minima[CK_KEY_BLOCK];
        for (int i = 0; i < CK_KEY_BLOCK; i++) {
            scales[i] = pairs[i * stride];
            minima[i] = pairs[i * stride + 1];
        }
        vf scale[CK_KEY_BLOCK / CK_LANES], minimum[CK_KEY_BLOCK / CK_LANES];
        for (int v = 0; v < CK_KEY_BLOCK / CK_LANES; v++) {
            scale[v] = load_half_vector((const uint8_t *)(scales + v * CK_LANES));
            minimum[v] = load_half_vector((const uint8_t *)(minima + v * CK_LANES));
        }
        for (ptrdiff_t d = start; d < start + group; d++, out += CK_TILE)
            for (int v = 0; v < CK_KEY_BLOCK / CK_LANES; v++, packed += CK_LANES / 8 * bits)
                store(out + v * CK_LANES, wide_codes(packed, bits) * scale[v] + minimum[v]);
    }
}

/// Values whose groups fill whole vectors: [count / group][group].
CK_INLINE void unpack_wide_groups(const uint8_t *packed, const uint16_t *pairs, ptrdiff_t count,
                                  ptrdiff_t group, const int bits, float *out) {
    for (ptrdiff_t start = 0; start < count; start += group, pairs += 2) {
        vf scale = (vf)quick_half(pairs[0]), minimum = (vf)quick_half(pairs[1]);
        for (ptrdiff_t i = start; i < start + group; i += CK_LANES, packed += CK_LANES / 8 * bits)
            store(out + i, wide_codes(packed, bits) * scale + minimum);
    }
}
#endif

#if CK_LANES == 16
#define CK_LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define CK_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif CK_LANES == 8
#define CK_LOW 0, 8, 1, 9, 2, 10, 3, 11
#define CK_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#else
#define CK_LOW 0, 4, 1, 5
#define CK_HIGH 2, 6, 3, 7
#endif

/// Transposes CK_LANES tokens of CK_LANES channels of 16 bit: [channel][CK_TILE].
CK_INLINE void unpack_square(const uint16_t *halves, ptrdiff_t head_dim, float *out) {
    vf rows[CK_LANES], mixed[CK_LANES];
#pragma clang loop unroll(full)
    for (int i = 0; i < CK_LANES; i++)
        rows[i] = load_half_vector((const uint8_t *)(halves + i * head_dim));
    // Interleaving the halves of the rows log2(CK_LANES) times exchanges rows and columns.
#pragma clang loop unroll(full)
    for (int width = 1; width < CK_LANES; width *= 2) {
#pragma clang loop unroll(full)
        for (int i = 0; i < CK_LANES / 2; i++) {
            mixed[2 * i] = __builtin_shufflevector(rows[i], rows[i + CK_LANES / 2], CK_LOW);
            mixed[2 * i + 1] = __builtin_shufflevector(rows[i], rows[i + CK_LANES / 2], CK_HIGH);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < CK_LANES; i++) rows[i] = mixed[i];
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < CK_LANES; i++) store(out + i * CK_TILE, rows[i]);
}

/// Keys of 16 bit: [head_dim][CK_TILE].
CK_INLINE void unpack_half_keys(const uint16_t *halves, ptrdiff_t count, ptrdiff_t head_dim,
                                float *out) {
    ptrdiff_t tokens = count / CK_LANES * CK_LANES, channels = head_dim / CK_LANES * CK_LANES;
    for (ptrdiff_t i = 0; i < tokens; i += CK_LANES)
        for (ptrdiff_t d = 0; d < channels; d += CK_LANES)
            unpack_square(halves + i * head_dim + d, head_dim, out + d * CK_TILE + i);
    for (ptrdiff_t i = 0; i < count; i++)
        for (ptrdiff_t d = i < tokens ? channels : 0; d < head_dim; d++)
            out[d * CK_TILE + i] = quick_half(halves[i * head_dim + d]);
}

/// The code at a position of a stream of codes without padding.
CK_INLINE float code_at(const uint8_t *packed, ptrdiff_t position, int bits) {
    ptrdiff_t bit = position * bits;
    unsigned value = packed[bit >> 3] >> (bit & 7);
    if ((bit & 7) + bits > 8) value |= (unsigned)packed[(bit >> 3) + 1] << (8 - (bit & 7));
    return (float)(value & ((1u << bits) - 1));
}

/// Codes of one block of keys as floats: [head_dim][CK_TILE].
CK_INLINE void unpack_block(const uint8_t *packed, ptrdiff_t tokens, ptrdiff_t head_dim,
                            const int bits, float *out) {
    if (tokens == CK_KEY_BLOCK) {
        for (ptrdiff_t d = 0; d < head_dim; d++)
            for (int i = 0; i < CK_KEY_BLOCK; i += 8, packed += bits)
                unpack_eight(packed, bits, out + d * CK_TILE + i);
        return;
    }
    for (ptrdiff_t d = 0; d < head_dim; d++)
        for (ptrdiff_t i = 0; i < tokens; i++)
            out[d * CK_TILE + i] = code_at(packed, d * tokens + i, bits);
}

/// Applies the groups that run over tokens `first` and on of each channel.
CK_INLINE void apply_channel_groups(const ck_segment *segment, ptrdiff_t first, ptrdiff_t count,
                                    ptrdiff_t head_dim, float *out) {
    for (ptrdiff_t start = 0; start < count;) {
        ptrdiff_t group = (first + start) / segment->group;
        ptrdiff_t end = (group + 1) * segment->group - first;
        if (end > count) end = count;
        const uint16_t *pairs = segment->groups + group * head_dim * 2;
        for (ptrdiff_t d = 0; d < head_dim; d++) {
            float scale = quick_half(pairs[2 * d]), minimum = quick_half(pairs[2 * d + 1]);
            float *row = out + d * CK_TILE;
            for (ptrdiff_t i = start; i < end; i++) row[i] = row[i] * scale + minimum;
        }
        start = end;
    }
}

/// Applies the groups that run over channels of each of the tokens `first` and on.
CK_INLINE void apply_token_groups(const ck_segment *segment, ptrdiff_t first, ptrdiff_t count,
                                  ptrdiff_t head_dim, float *out) {
    ptrdiff_t groups = head_dim / segment->group;
    float scales[CK_KEY_BLOCK], minima[CK_KEY_BLOCK];
    for (ptrdiff_t g = 0; g < groups; g++) {
        for (ptrdiff_t i = 0; i < count; i++) {
            const uint16_t *pair = segment->groups + ((first + i) * groups + g) * 2;
            scales[i] = quick_half(pair[0]);
            minima[i] = quick_half(pair[1]);
        }
        for (ptrdiff_t d = g * segment->group; d < (g + 1) * segment->group; d++) {
            float *row = out + d * CK_TILE;
            for (ptrdiff_t i = 0; i < count; i++) row[i] = row[i] * scales[i] + minima[i];
        }
    }
}

#if CK_WIDE_CODES
/// Expands a block of keys in whole vectors; false if its groups or its length forbid that.
CK_INLINE bool unpack_whole_block(const ck_segment *segment, ptrdiff_t first, ptrdiff_t tokens,
                                  ptrdiff_t head_dim, const uint8_t *packed, float *out) {
    ptrdiff_t size = segment->group, group = first / size;
    if (tokens < CK_KEY_BLOCK) return false;
    if (!segment->per_channel) {
        const uint16_t *pairs = segment->groups + first * (head_dim / size) * 2;
#define CK_CALL(b) unpack_token_block(packed, pairs, size, head_dim, b, out)
        CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
        return true;
    }
    if (group != (first + CK_KEY_BLOCK - 1) / size) return false;
    const uint16_t *pairs = segment->groups + group * head_dim * 2;
#define CK_CALL(b) unpack_channel_block(packed, pairs, head_dim, b, out)
    CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
    return true;
}
#endif

static void unpack_keys(const ck_segment *segment, ptrdiff_t first, ptrdiff_t count,
                        ptrdiff_t head_dim, float *out) {
    if (segment->bits == 16) {
        const uint16_t *halves = (const uint16_t *)segment->codes;
        unpack_half_keys(halves + first * head_dim, count, head_dim, out);
    } else {
        for (ptrdiff_t start = 0; start < count; start += CK_KEY_BLOCK) {
            ptrdiff_t token = first + start, left = segment->tokens - token;
            ptrdiff_t tokens = left < CK_KEY_BLOCK ? left : CK_KEY_BLOCK;
            const uint8_t *packed = segment->codes + token * head_dim * segment->bits / 8;
            float *block = out + start;
#if CK_WIDE_CODES
            if (unpack_whole_block(segment, token, tokens, head_dim, packed, block)) continue;
#endif
#define CK_CALL(b) unpack_block(packed, tokens, head_dim, b, block)
            CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
            if (segment->per_channel) apply_channel_groups(segment, token, tokens, head_dim, block);
            else apply_token_groups(segment, token, tokens, head_dim, block);
        }
    }
    for (ptrdiff_t d = 0; count % CK_LANES != 0 && d < head_dim; d++)
        for (ptrdiff_t i = count; i % CK_LANES != 0; i++) out[d * CK_TILE + i] = 0.0f;
}

CK_INLINE void unpack_value_codes(const uint8_t *packed, ptrdiff_t count, const int bits,
                                  float *out) {
    for (ptrdiff_t i = 0; i < count; i += 8, packed += bits) unpack_eight(packed, bits, out + i);
}

static void unpack_values(const ck_segment *segment, ptrdiff_t first, ptrdiff_t count,
                          ptrdiff_t head_dim, float *out) {
    if (segment->bits == 16) {
        from_half((const uint16_t *)segment->codes + first * head_dim, out, count * head_dim);
        return;
    }
    const uint8_t *packed = segment->codes + first * head_dim * segment->bits / 8;
    ptrdiff_t group = segment->group;
    const uint16_t *pair = segment->groups + first * head_dim / group * 2;
#if CK_WIDE_CODES
    if (group % CK_LANES == 0) {
#define CK_CALL(b) unpack_wide_groups(packed, pair, count *head_dim, group, b, out)
        CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
        return;
    }
#endif
#define CK_CALL(b) unpack_value_codes(packed, count *head_dim, b, out)
    CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
    for (ptrdiff_t i = 0; i < count * head_dim; i += group, pair += 2) {
        float scale = quick_half(pair[0]), minimum = quick_half(pair[1]);
        for (ptrdiff_t j = i; j < i + group; j++) out[j] = out[j] * scale + minimum;
    }
}
