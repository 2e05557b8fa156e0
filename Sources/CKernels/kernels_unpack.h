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
CK_INLINE void transpose_halves(const uint16_t *halves, ptrdiff_t head_dim, float *out) {
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
            transpose_halves(halves + i * head_dim + d, head_dim, out + d * CK_TILE + i);
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

/// Codes of a block of keys in a stream as floats: [head_dim][CK_TILE].
CK_INLINE void unpack_key_stream(const uint8_t *packed, ptrdiff_t tokens, ptrdiff_t head_dim,
                                 const int bits, float *out) {
    if (tokens == CK_TOKEN_BLOCK) {
        for (ptrdiff_t d = 0; d < head_dim; d++)
            for (int i = 0; i < CK_TOKEN_BLOCK; i += 8, packed += bits)
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
    float scales[CK_TOKEN_BLOCK], minima[CK_TOKEN_BLOCK];
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

// Every second lane of two vectors from the first (EVEN) or second (ODD) one on; EVEN_EARLY takes the
// second vector's odd ones.
#if CK_LANES == 16
#define CK_EVEN_EARLY 0, 2, 4, 6, 8, 10, 12, 14, 17, 19, 21, 23, 25, 27, 29, 31
#define CK_EVEN 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define CK_ODD 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
#elif CK_LANES == 8
#define CK_EVEN_EARLY 0, 2, 4, 6, 9, 11, 13, 15
#define CK_EVEN 0, 2, 4, 6, 8, 10, 12, 14
#define CK_ODD 1, 3, 5, 7, 9, 11, 13, 15
#else
#define CK_EVEN_EARLY 0, 2, 5, 7
#define CK_EVEN 0, 2, 4, 6
#define CK_ODD 1, 3, 5, 7
#endif

/// A vector of words that lie `distance` words apart.
CK_INLINE vu load_distant_words(const uint16_t *p, ptrdiff_t distance) {
    const uint8_t *bytes = (const uint8_t *)p;
    if (distance == 1) return load_words(bytes);
    if (distance == 2) {
        // The second load begins one word early: behind the last lane's word may be no more.
        return __builtin_shufflevector(load_words(bytes), load_words(bytes + 4 * CK_LANES - 4),
                                       CK_EVEN_EARLY);
    }
    uint32_t lanes[CK_LANES];
    for (int i = 0; i < CK_LANES; i++) memcpy(lanes + i, p + 2 * distance * i, sizeof lanes[i]);
    return load_words((const uint8_t *)lanes);
}

/// Scales and minima of 32 pairs of halves, every `distance`-th of those that lie there.
CK_INLINE void load_pairs(const uint16_t *pairs, ptrdiff_t distance, float *scales,
                          float *minima) {
    for (int i = 0; i < 2 * CK_STEPS; i += CK_LANES) {
        vu both = load_distant_words(pairs + 2 * distance * i, distance);
        store(scales + i, halves_as_floats(__builtin_convertvector(both & 0xffff, vs)));
        store(minima + i, halves_as_floats(__builtin_convertvector(both >> 16, vs)));
    }
}

/// How a block's groups lie to it.
typedef enum {
    /// Its tokens share a group in each channel.
    CK_CHANNEL_GROUPS,
    /// Each token has groups of whole squares or vectors of channels.
    CK_TOKEN_GROUPS,
    /// Otherwise: codes are expanded and then scaled.
    CK_OTHER_GROUPS,
} ck_grouping;

/// A whole block of keys in words: [head_dim][CK_TILE]; `pairs` are its first token's groups.
CK_INLINE void unpack_key_words(const uint8_t *square, const uint16_t *pairs,
                                const ck_grouping grouping, ptrdiff_t group, ptrdiff_t head_dim,
                                const int bits, float *out) {
    float scales[2 * CK_STEPS], minima[2 * CK_STEPS];
    for (ptrdiff_t d = 0; d < head_dim; d += 2 * CK_STEPS) {
        if (grouping == CK_CHANNEL_GROUPS) load_pairs(pairs + 2 * d, 1, scales, minima);
        if (grouping == CK_TOKEN_GROUPS)
            load_pairs(pairs + d / group * 2, head_dim / group, scales, minima);
#pragma clang loop unroll(full)
        for (int step = 0; step < CK_STEPS; step++)
            for (int second = 0; second < 2; second++, out += CK_TILE)
                for (int i = 0; i < CK_TOKEN_BLOCK; i += CK_LANES) {
                    vf x = step_codes(square + 4 * i, CK_TOKEN_BLOCK, bits, step, second);
                    const int channel = 2 * step + second;
                    if (grouping == CK_CHANNEL_GROUPS)
                        x = x * scales[channel] + minima[channel];
                    if (grouping == CK_TOKEN_GROUPS) x = x * load(scales + i) + load(minima + i);
                    store(out + i, x);
                }
        square += square_bytes(CK_TOKEN_BLOCK, bits);
    }
}

/// A whole block of values in words: [CK_TOKEN_BLOCK][head_dim].
CK_INLINE void unpack_value_words(const uint8_t *square, const uint16_t *pairs,
                                  const ck_grouping grouping, ptrdiff_t group, ptrdiff_t head_dim,
                                  const int bits, float *out) {
    float scales[2 * CK_STEPS], minima[2 * CK_STEPS];
    const ptrdiff_t width = grouping == CK_TOKEN_GROUPS ? group : head_dim;
    for (ptrdiff_t start = 0; start < head_dim; start += width, pairs += 2) {
        if (grouping == CK_TOKEN_GROUPS) load_pairs(pairs, head_dim / group, scales, minima);
#pragma clang loop unroll(full)
        for (int step = 0; step < CK_STEPS; step++)
            for (int second = 0; second < 2; second++) {
                const int token = 2 * step + second;
                for (ptrdiff_t d = start; d < start + width; d += CK_LANES) {
                    vf x = step_codes(square + 4 * d, head_dim, bits, step, second);
                    if (grouping == CK_TOKEN_GROUPS) x = x * scales[token] + minima[token];
                    store(out + token * head_dim + d, x);
                }
            }
    }
}

/// How the groups of a whole block of keys lie to it.
CK_INLINE ck_grouping key_grouping(const ck_segment *segment, ptrdiff_t first) {
    if (!segment->per_channel)
        return segment->group % (2 * CK_STEPS) == 0 ? CK_TOKEN_GROUPS : CK_OTHER_GROUPS;
    return first / segment->group == (first + CK_TOKEN_BLOCK - 1) / segment->group
               ? CK_CHANNEL_GROUPS
               : CK_OTHER_GROUPS;
}

/// The groups of a segment's token or, per channel, of the block that begins with it.
CK_INLINE const uint16_t *groups_at(const ck_segment *segment, ptrdiff_t token,
                                    ptrdiff_t head_dim) {
    return segment->groups + (segment->per_channel ? token / segment->group * head_dim
                                                   : token * (head_dim / segment->group)) * 2;
}

/// A block of keys: [head_dim][CK_TILE].
CK_INLINE void unpack_key_block(const ck_segment *segment, ptrdiff_t first, ptrdiff_t tokens,
                                ptrdiff_t head_dim, float *out) {
    const uint8_t *packed = segment->codes + first * head_dim * segment->bits / 8;
    const uint16_t *pairs = groups_at(segment, first, head_dim);
    ck_grouping grouping = CK_OTHER_GROUPS;
    if (tokens < CK_TOKEN_BLOCK || !lies_in_words(head_dim)) {
#define CK_CALL(b) unpack_key_stream(packed, tokens, head_dim, b, out)
        CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
    } else {
        grouping = key_grouping(segment, first);
#define CK_GROUPED(g, b) unpack_key_words(packed, pairs, g, segment->group, head_dim, b, out)
#define CK_CALL(b)                                                                                 \
    if (grouping == CK_CHANNEL_GROUPS) CK_GROUPED(CK_CHANNEL_GROUPS, b);                           \
    else if (grouping == CK_TOKEN_GROUPS) CK_GROUPED(CK_TOKEN_GROUPS, b);                          \
    else CK_GROUPED(CK_OTHER_GROUPS, b)
        CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
#undef CK_GROUPED
    }
    if (grouping != CK_OTHER_GROUPS) return;
    if (segment->per_channel) apply_channel_groups(segment, first, tokens, head_dim, out);
    else apply_token_groups(segment, first, tokens, head_dim, out);
}

static void unpack_keys(const ck_segment *segment, ptrdiff_t first, ptrdiff_t count,
                        ptrdiff_t head_dim, float *out) {
    if (segment->bits == 16) {
        const uint16_t *halves = (const uint16_t *)segment->codes;
        unpack_half_keys(halves + first * head_dim, count, head_dim, out);
    } else {
        for (ptrdiff_t t = 0; t < count; t += CK_TOKEN_BLOCK)
            unpack_key_block(segment, first + t,
                             count - t < CK_TOKEN_BLOCK ? count - t : CK_TOKEN_BLOCK, head_dim,
                             out + t);
    }
    for (ptrdiff_t d = 0; count % CK_LANES != 0 && d < head_dim; d++)
        for (ptrdiff_t i = count; i % CK_LANES != 0; i++) out[d * CK_TILE + i] = 0.0f;
}

/// A block of values: [tokens][head_dim].
CK_INLINE void unpack_value_block(const ck_segment *segment, ptrdiff_t first, ptrdiff_t tokens,
                                  ptrdiff_t head_dim, float *out) {
    const uint8_t *packed = segment->codes + first * head_dim * segment->bits / 8;
    const uint16_t *pairs = groups_at(segment, first, head_dim);
    const ptrdiff_t group = segment->group;
    if (tokens < CK_TOKEN_BLOCK || !lies_in_words(head_dim)) {
#define CK_CALL(b)                                                                                 \
    for (ptrdiff_t i = 0; i < tokens * head_dim; i += 8) unpack_eight(packed + i / 8 * b, b, out + i)
        CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
    } else {
        const bool is_wide = group % CK_LANES == 0;
#define CK_GROUPED(g, b) unpack_value_words(packed, pairs, g, group, head_dim, b, out)
#define CK_CALL(b)                                                                                 \
    if (is_wide) CK_GROUPED(CK_TOKEN_GROUPS, b);                                                   \
    else CK_GROUPED(CK_OTHER_GROUPS, b)
        CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
#undef CK_GROUPED
        if (is_wide) return;
    }
    for (ptrdiff_t i = 0; i < tokens * head_dim; i += group, pairs += 2) {
        float scale = quick_half(pairs[0]), minimum = quick_half(pairs[1]);
        for (ptrdiff_t j = i; j < i + group; j++) out[j] = out[j] * scale + minimum;
    }
}

static void unpack_values(const ck_segment *segment, ptrdiff_t first, ptrdiff_t count,
                          ptrdiff_t head_dim, float *out) {
    if (segment->bits == 16) {
        from_half((const uint16_t *)segment->codes + first * head_dim, out, count * head_dim);
        return;
    }
    for (ptrdiff_t t = 0; t < count; t += CK_TOKEN_BLOCK)
        unpack_value_block(segment, first + t,
                           count - t < CK_TOKEN_BLOCK ? count - t : CK_TOKEN_BLOCK, head_dim,
                           out + t * head_dim);
}
