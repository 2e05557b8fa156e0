// Words: how a whole block of CK_TOKEN_BLOCK tokens of packed codes lies in memory where the head
// dimension is a multiple of 32. Other blocks are streams of codes.
//
// A square is 16 steps of 2 codes in each of a number of lanes. Lanes of keys are the block's tokens
// and a step is two neighbouring channels (head_dim / 32 squares); lanes of values are the channels
// and a step is two neighbouring tokens (one square). Codes of 3, 5 and 6 bits lie in two planes, 2 + 1,
// 4 + 1 and 4 + 2 bits, the low one first. A plane of p bits is p rows of a 32-bit word a lane. A word
// holds 16 / p steps: the first codes from its bit 0 up, the second ones from bit 16 up. So one
// shift and one mask turn words into pairs of 16-bit integers for a product.

/// Steps of a square.
#define CK_STEPS 16

/// Whether whole blocks lie in words.
CK_INLINE bool lies_in_words(ptrdiff_t head_dim) { return head_dim % (2 * CK_STEPS) == 0; }

/// Bits of a code's low plane.
CK_INLINE int low_plane(const int bits) {
    return bits == 3 ? 2 : bits == 5 || bits == 6 ? 4 : bits;
}

/// Bytes of a square.
CK_INLINE ptrdiff_t square_bytes(ptrdiff_t lanes, const int bits) { return 4 * lanes * bits; }

/// `bits` ones from `place` up in both halves of a word.
CK_INLINE uint32_t ones_in_pair(const int bits, const int place) {
    return (((1u << bits) - 1) << place) * 0x00010001u;
}

/// The words of a plane that hold a step, shifted to where its codes begin at bit `place`; what else
/// is in them is to be masked. The plane begins `row` rows into the square.
CK_INLINE vu plane_words(const uint8_t *square, ptrdiff_t lanes, const int row, const int bits,
                         const int step, const int place) {
    const int steps = CK_STEPS / bits, shift = step % steps * bits - place;
    vu words = load_words(square + 4 * lanes * (row + step / steps));
    return shift >= 0 ? words >> (shift & 31) : words << (-shift & 31);
}

/// Codes of a step in a vector of lanes, pairs of 16-bit integers; `square` begins at the first lane.
CK_INLINE vi step_pairs(const uint8_t *square, ptrdiff_t lanes, const int bits, const int step) {
    const int low = low_plane(bits), high = bits - low;
    vu pairs = plane_words(square, lanes, 0, low, step, 0) & ones_in_pair(low, 0);
    if (high > 0)
        pairs |= plane_words(square, lanes, low, high, step, low) & ones_in_pair(high, low);
    return (vi)pairs;
}

/// The first (0) or second (1) codes of a step as floats.
CK_INLINE vf step_codes(const uint8_t *square, ptrdiff_t lanes, const int bits, const int step,
                        const int second) {
#if CK_LANES == 16
    if (bits == 2 || bits == 4) {
        // A look-up reads the lowest bits of an index alone.
        const int steps = CK_STEPS / bits, shift = step % steps * bits + 16 * second;
        const vu words = load_words(square + 4 * lanes * (step / steps)) >> shift;
        const vi lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        const vf values = __builtin_convertvector(bits == 4 ? lane : lane % 4, vf);
        return (vf)_mm512_permutexvar_ps((__m512i)words, (__m512)values);
    }
#endif
    vu pairs = (vu)step_pairs(square, lanes, bits, step);
    return __builtin_convertvector((vi)(second ? pairs >> 16 : pairs & 0xffff), vf);
}

/// The codes of a plane in the even (0) or odd (1) ones of eight bytes, side by side.
CK_INLINE uint32_t plane_codes(uint64_t eight, const int place, const int bits, const int odd) {
    const uint64_t mask = (((1ull << bits) - 1) << (place + 8 * odd)) * 0x0001000100010001ull;
#if defined(CK_HARDWARE_HALF)
    return (uint32_t)_pext_u64(eight, mask);
#else
    uint32_t codes = 0;
    for (int i = 0; i < 4; i++)
        codes |= (uint32_t)((eight & mask) >> (16 * i + 8 * odd + place) & ((1u << bits) - 1))
                 << (bits * i);
    return codes;
#endif
}

/// Packs one plane of 32 channels of one token: its word in each of the plane's rows.
CK_INLINE void pack_key_plane(const uint64_t channels[4], const int place, const int bits,
                              ptrdiff_t lanes, uint32_t *words) {
    uint64_t even[2] = {0}, odd[2] = {0};
    for (int i = 0; i < 4; i++) {
        const int bit = 4 * bits * i;
        even[bit / 64] |= (uint64_t)plane_codes(channels[i], place, bits, 0) << (bit % 64);
        odd[bit / 64] |= (uint64_t)plane_codes(channels[i], place, bits, 1) << (bit % 64);
    }
    for (int row = 0; row < bits; row++) {
        const int bit = 16 * row;
        words[row * lanes] = (uint32_t)(even[bit / 64] >> (bit % 64) & 0xffff) |
                             (uint32_t)(odd[bit / 64] >> (bit % 64) & 0xffff) << 16;
    }
}

/// Packs codes [CK_TOKEN_BLOCK][head_dim] of a whole block of keys.
CK_INLINE void pack_key_words(const uint8_t *codes, ptrdiff_t head_dim, const int bits,
                              uint8_t *out) {
    const int low = low_plane(bits);
    for (ptrdiff_t d = 0; d < head_dim; d += 2 * CK_STEPS)
        for (ptrdiff_t t = 0; t < CK_TOKEN_BLOCK; t++) {
            uint64_t channels[4];
            memcpy(channels, codes + t * head_dim + d, sizeof channels);
            uint32_t *words =
                (uint32_t *)(out + d / (2 * CK_STEPS) * square_bytes(CK_TOKEN_BLOCK, bits)) + t;
            pack_key_plane(channels, 0, low, CK_TOKEN_BLOCK, words);
            if (bits > low)
                pack_key_plane(channels, low, bits - low, CK_TOKEN_BLOCK,
                               words + low * CK_TOKEN_BLOCK);
        }
}

/// Packs one plane of a vector of channels of a block of values.
CK_INLINE void pack_value_plane(const uint8_t *codes, ptrdiff_t head_dim, const int place,
                                const int bits, uint8_t *out) {
    const int steps = CK_STEPS / bits;
#pragma clang loop unroll(full)
    for (int row = 0; row < bits; row++) {
        vu words = {0};
#pragma clang loop unroll(full)
        for (int i = 0; i < 2 * steps; i++) {
            vb token;
            memcpy(&token, codes + (2 * steps * row + i) * head_dim, sizeof token);
            vu code = __builtin_convertvector(token, vu) >> place & ((1u << bits) - 1);
            words |= code << (i / 2 * bits + i % 2 * 16);
        }
        memcpy(out + 4 * head_dim * row, &words, sizeof words);
    }
}

/// Packs codes [CK_TOKEN_BLOCK][head_dim] of a whole block of values.
CK_INLINE void pack_value_words(const uint8_t *codes, ptrdiff_t head_dim, const int bits,
                                uint8_t *out) {
    const int low = low_plane(bits);
    for (ptrdiff_t d = 0; d < head_dim; d += CK_LANES) {
        pack_value_plane(codes + d, head_dim, 0, low, out + 4 * d);
        if (bits > low)
            pack_value_plane(codes + d, head_dim, low, bits - low, out + 4 * (head_dim * low + d));
    }
}
