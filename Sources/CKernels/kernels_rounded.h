// Products in integers: activations rounded to 32 bits, in two halves, times codes of packed weights,
// for decoding. Sums of a block are exact; the upper halves alone would leave an error of 1e-5, which
// thirty layers make one of 1e-2 in logits.

/// Rows of a register tile of integer sums.
#define CK_ROUNDED_ROWS 2
/// Bytes ahead of which weights are asked for: one thread then reads 40 to 50 GB/s from memory that
/// it reads at 20 GB/s unasked (Zen 5).
#define CK_WEIGHTS_AHEAD 16384

/// Adds to each lane the products of the two 16-bit integers in it.
CK_INLINE vi add_pair_products(vi sum, vi a, vi b) {
#if CK_LANES == 16
    // Compilers split the intrinsic into a product and a sum, which takes half as long again.
    __asm__("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    return sum;
#elif CK_LANES == 8
    return sum + (vi)_mm256_madd_epi16((__m256i)a, (__m256i)b);
#elif defined(__SSE2__)
    return sum + (vi)_mm_madd_epi16((__m128i)a, (__m128i)b);
#else
    return sum + (a << 16 >> 16) * (b << 16 >> 16) + (a >> 16) * (b >> 16);
#endif
}

/// Two neighbouring 16-bit integers in every lane.
CK_INLINE vi broadcast_pair(const int16_t *pair) {
    int32_t bits;
    memcpy(&bits, pair, sizeof bits);
    return (vi)bits;
}

/// x * steps rounded to the nearest 16-bit integers, ties to even, in the low halves of the lanes.
CK_INLINE vi round_steps(vf x, float steps) {
    const vf magic = (vf)12582912.0f;
    vf shifted = x * steps + magic;
    vi bits;
    memcpy(&bits, &shifted, sizeof bits);
    return bits;
}

CK_INLINE vf magnitude(vf x) { return __builtin_elementwise_abs(x); }

/// The largest lane of magnitudes, whose bits as integers are in the same order.
CK_INLINE float largest_of(vf magnitudes) {
    vi bits;
    memcpy(&bits, &magnitudes, sizeof bits);
    int32_t largest = __builtin_reduce_max(bits);
    float value;
    memcpy(&value, &largest, sizeof value);
    return value;
}

/// What 32767 steps reach, in steps a unit; 0 where everything is 0.
CK_INLINE float steps_to(float largest) { return largest > 0.0f ? 32767.0f / largest : 0.0f; }

static void round_activations(const float *x, ptrdiff_t count, int16_t *codes, float *scales,
                              float *sums) {
    for (ptrdiff_t b = 0; b < count / CK_WEIGHT_BLOCK; b++, x += CK_WEIGHT_BLOCK) {
        vf largest = (vf)0.0f, sum = (vf)0.0f;
        for (int i = 0; i < CK_WEIGHT_BLOCK; i += CK_LANES) {
            largest = __builtin_elementwise_max(largest, magnitude(load(x + i)));
            sum += load(x + i);
        }
        // At most 2^30 steps, so that the upper half of a code never overflows.
        float most = largest_of(largest), steps = most > 0.0f ? 0x1p30f / most : 0.0f;
        int32_t rounded[CK_WEIGHT_BLOCK];
        for (int i = 0; i < CK_WEIGHT_BLOCK; i += CK_LANES) {
            vi v = __builtin_convertvector(load(x + i) * steps, vi);
            memcpy(rounded + i, &v, sizeof v);
        }
        scales[b] = most * 0x1p-14f;
        sums[b] = sum_halves(sum);
        for (int i = 0; i < CK_WEIGHT_BLOCK; i += 8, codes += 16)
            for (int j = 0; j < 8; j++) {
                int32_t upper = (rounded[i + j] + 0x8000) >> 16;
                const int place = j % 4 * 4 + j / 4;
                codes[place] = (int16_t)upper;
                codes[place + 2] = (int16_t)(rounded[i + j] - upper * 0x10000);
            }
    }
}

/// Codes of inputs j and j + 4 of eight inputs of a block, a pair in each lane.
CK_INLINE vi code_pairs(const ck_weight_type type, const uint8_t *block, vu words, vu fifth,
                        const int eight, const int j, int output) {
    if (type == CK_Q8_0) {
        const uint8_t *row = block + codes_offset(type) + (8 * eight + j) * CK_PANEL + output;
        vc low, high;
        memcpy(&low, row, sizeof low);
        memcpy(&high, row + 4 * CK_PANEL, sizeof high);
        return (__builtin_convertvector(low, vi) & 0xffff) |
               (__builtin_convertvector(high, vi) << 16);
    }
    vu pairs = words >> (4 * j) & 0x000f000f;
    if (has_fifth(type))
        pairs |= fifths_above_nibbles(fifth, fifth_place(8 * eight + j)) & 0x00100010;
    return (vi)pairs;
}

/// Sums of the products with both halves of the codes.
typedef struct {
    vi upper[CK_ROUNDED_ROWS][CK_FEW_VECTORS], lower[CK_ROUNDED_ROWS][CK_FEW_VECTORS];
} code_sums;

/// One block of a strip of outputs times `rows` rows of codes.
CK_INLINE void add_block(const ck_weight_type type, const uint8_t *block, const int16_t *codes,
                         ptrdiff_t code_stride, const int rows, int output, code_sums *sum) {
    vu fifth[CK_FEW_VECTORS] = {0};
#pragma clang loop unroll(full)
    for (int v = 0; v < CK_FEW_VECTORS && has_fifth(type); v++)
        fifth[v] = load_words(block + fifths_offset(type) + 4 * (output + v * CK_LANES));
#pragma clang loop unroll(full)
    for (int eight = 0; eight < CK_WEIGHT_BLOCK / 8; eight++) {
        vu words[CK_FEW_VECTORS] = {0};
#pragma clang loop unroll(full)
        for (int v = 0; v < CK_FEW_VECTORS && type != CK_Q8_0; v++)
            words[v] = load_words(block + codes_offset(type) +
                                  4 * (eight * CK_PANEL + output + v * CK_LANES));
#pragma clang loop unroll(full)
        for (int j = 0; j < 4; j++)
#pragma clang loop unroll(full)
            for (int v = 0; v < CK_FEW_VECTORS; v++) {
                vi pairs = code_pairs(type, block, words[v], fifth[v], eight, j,
                                      output + v * CK_LANES);
#pragma clang loop unroll(full)
                for (int r = 0; r < rows; r++) {
                    const int16_t *halves = codes + r * code_stride + 16 * eight + 4 * j;
                    sum->upper[r][v] =
                        add_pair_products(sum->upper[r][v], pairs, broadcast_pair(halves));
                    sum->lower[r][v] =
                        add_pair_products(sum->lower[r][v], pairs, broadcast_pair(halves + 2));
                }
            }
    }
}

/// A panel times `rows` rows of rounded activations.
CK_INLINE void multiply_rounded_panel(const ck_weight_type type, const uint8_t *panel,
                                      ptrdiff_t inputs, ptrdiff_t columns,
                                      const ck_rounded *x, ptrdiff_t first_row, const int rows,
                                      float *c, ptrdiff_t c_stride, bool adding) {
    const ptrdiff_t blocks = inputs / CK_WEIGHT_BLOCK, step = unit_bytes(type) * CK_PANEL;
    const int16_t *codes = x->codes + first_row * 2 * inputs;
    const float *scales = x->scales + first_row * blocks, *sums = x->sums + first_row * blocks;
    for (int output = 0; output < columns; output += CK_FEW_VECTORS * CK_LANES) {
        vf total[CK_ROUNDED_ROWS][CK_FEW_VECTORS] = {0};
        for (ptrdiff_t b = 0; b < blocks; b++) {
            const uint8_t *block = panel + b * step;
            for (ptrdiff_t i = 0; i < step; i += 64)
                __builtin_prefetch(block + CK_WEIGHTS_AHEAD + i);
            code_sums sum = {0};
            add_block(type, block, codes + b * 2 * CK_WEIGHT_BLOCK, 2 * inputs, rows, output,
                      &sum);
#pragma clang loop unroll(full)
            for (int v = 0; v < CK_FEW_VECTORS; v++) {
                block_terms terms = load_terms(type, block, output + v * CK_LANES);
                if (code_shift(type)) terms.minimum = terms.scale * (float)code_shift(type);
#pragma clang loop unroll(full)
                for (int r = 0; r < rows; r++) {
                    vf part = __builtin_convertvector(sum.lower[r][v], vf) * 0x1p-16f +
                              __builtin_convertvector(sum.upper[r][v], vf);
                    total[r][v] = part * terms.scale * scales[r * blocks + b] + total[r][v];
                    if (has_minimum(type) || code_shift(type))
                        total[r][v] = terms.minimum * sums[r * blocks + b] + total[r][v];
                }
            }
        }
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
            for (int v = 0; v < CK_FEW_VECTORS; v++) {
                int column = output + v * CK_LANES;
                put(c + (first_row + r) * c_stride + column, total[r][v], columns - column, adding);
            }
    }
}

static void multiply_rounded(const ck_weights *weights, ptrdiff_t first, ptrdiff_t count,
                             const ck_rounded *x, ptrdiff_t rows, float *c, ptrdiff_t c_stride,
                             bool adding) {
    const ptrdiff_t inputs = weights->inputs;
    for (ptrdiff_t p = first; p < first + count; p++) {
        const uint8_t *panel = panel_start(weights, p);
        ptrdiff_t left = weights->outputs - p * CK_PANEL;
        ptrdiff_t columns = left < CK_PANEL ? left : CK_PANEL;
        float *place = c + (p - first) * CK_PANEL;
        for (ptrdiff_t r = 0; r < rows; r += CK_ROUNDED_ROWS) {
#define CK_CALL(t)                                                                                 \
    if (rows - r == 1)                                                                             \
        multiply_rounded_panel(t, panel, inputs, columns, x, r, 1, place, c_stride, adding);       \
    else                                                                                           \
        multiply_rounded_panel(t, panel, inputs, columns, x, r, CK_ROUNDED_ROWS, place, c_stride,  \
                               adding)
            CK_WITH_BLOCKS(weights->type, CK_CALL)
#undef CK_CALL
        }
    }
}
