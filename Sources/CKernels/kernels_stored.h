// What attention of few rows straight from stored codes shares, for decoding.
//
// Codes are multiplied as integers. What is multiplied with them, queries times scales or weights times
// scales, is rounded to 16 bits in each group or block; 8 bits would be too few for flat attention.

/// Rows that go through a segment together.
#define CK_STORED_ROWS 4
/// Vectors of lanes whose sums stay in registers.
#define CK_STORED_VECTORS (CK_LANES == 16 ? 4 : 2)
/// Groups or blocks that are rounded before their products are summed: each is a long chain of
/// dependent steps, and several hide one another's.
#define CK_STORED_BATCH 4
/// Bytes ahead of which codes are asked for.
#define CK_CODES_AHEAD 4096

/// Calls a function with a number of rows up to CK_STORED_ROWS as a constant.
#define CK_WITH_ROWS(rows, call)                                                                   \
    switch (rows) {                                                                                \
    case 1: call(1); break;                                                                        \
    case 2: call(2); break;                                                                        \
    case 3: call(3); break;                                                                        \
    default: call(4); break;                                                                       \
    }

CK_INLINE void prefetch_bytes(const uint8_t *start, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i += 64) __builtin_prefetch(start + i);
}

/// The step between codes that reach `largest`, and its inverse.
typedef struct {
    float size, inverse;
} ck_step;

CK_INLINE ck_step step_for(vf largest) {
    float steps = steps_to(largest_of(largest));
    return (ck_step){steps > 0.0f ? 1.0f / steps : 0.0f, steps};
}

/// Rounds x[count] to 16-bit integers; what that lost, in sums of every lane.
CK_INLINE vf round_to_codes(const float *x, ptrdiff_t count, ck_step step, int16_t *codes) {
    vf lost = (vf)0.0f;
    for (ptrdiff_t i = 0; i < count; i += CK_LANES) {
        vi bits = round_steps(load(x + i), step.inverse);
        vs rounded = __builtin_convertvector((vu)bits, vs);
        memcpy(codes + i, &rounded, sizeof rounded);
        lost += load(x + i) - __builtin_convertvector(bits << 16 >> 16, vf) * step.size;
    }
    return lost;
}

/// The middle of all codes. What rounding loses is given back times it, which halves the error.
CK_INLINE float middle_code(const int bits) { return 0.5f * (float)((1 << bits) - 1); }
