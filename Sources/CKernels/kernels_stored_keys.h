// Scores of stored keys: by tiles for many rows, straight from the codes for few.

/// Tokens of 16 bit whose products are summed side by side.
#define CK_HALF_TOKENS (CK_LANES == 16 ? 4 : 2)

/// A query rounded under the scales of channel groups: codes[head_dim] and what makes scores of
/// their products, score = product * *size + *bias. `product` is scratch memory.
CK_INLINE void fold_query(const float *q, const uint16_t *pairs, ptrdiff_t head_dim, float middle,
                          float *product, int16_t *codes, float *size, float *bias) {
    vf largest = (vf)0.0f, minima = (vf)0.0f;
    for (ptrdiff_t d = 0; d < head_dim; d += CK_LANES) {
        vu both = load_words((const uint8_t *)(pairs + 2 * d));
        vf x = load(q + d);
        vf scaled = x * halves_as_floats(__builtin_convertvector(both & 0xffff, vs));
        minima = x * halves_as_floats(__builtin_convertvector(both >> 16, vs)) + minima;
        largest = __builtin_elementwise_max(largest, magnitude(scaled));
        store(product + d, scaled);
    }
    ck_step step = step_for(largest);
    vf lost = round_to_codes(product, head_dim, step, codes);
    *size = step.size;
    *bias = sum_halves(lost * middle + minima);
}

/// Adds products of the codes of some squares of keys.
CK_INLINE void add_key_products(const uint8_t *squares, ptrdiff_t count, const int bits,
                                const int16_t *codes, ptrdiff_t code_stride, const int rows,
                                vi sum[CK_STORED_ROWS][2]) {
    for (ptrdiff_t s = 0; s < count; s++, codes += 2 * CK_STEPS) {
#pragma clang loop unroll(full)
        for (int step = 0; step < CK_STEPS; step++)
#pragma clang loop unroll(full)
            for (int v = 0; v < 2; v++) {
                vi pairs =
                    step_pairs(squares + 4 * v * CK_LANES, CK_TOKEN_BLOCK, bits, step);
#pragma clang loop unroll(full)
                for (int r = 0; r < rows; r++)
                    sum[r][v] = add_pair_products(
                        sum[r][v], pairs, broadcast_pair(codes + r * code_stride + 2 * step));
            }
        squares += square_bytes(CK_TOKEN_BLOCK, bits);
    }
}

/// Scores of the whole blocks of keys with channel groups.
CK_INLINE void score_channel_groups(const ck_segment *segment, ptrdiff_t blocks, const float *q,
                                    const int rows, ptrdiff_t head_dim, const int bits,
                                    float *scratch, float *scores, ptrdiff_t score_stride) {
    const ptrdiff_t block_bytes = 4 * head_dim * bits, squares = head_dim / (2 * CK_STEPS);
    const ptrdiff_t group_blocks = segment->group / CK_TOKEN_BLOCK;
    float size[CK_STORED_BATCH][CK_STORED_ROWS], bias[CK_STORED_BATCH][CK_STORED_ROWS];
    int16_t *folded = (int16_t *)(scratch + head_dim);
    for (ptrdiff_t first = 0; first < blocks; first += CK_STORED_BATCH * group_blocks) {
        ptrdiff_t last = first + CK_STORED_BATCH * group_blocks;
        if (last > blocks) last = blocks;
        for (ptrdiff_t b = first, g = 0; b < last; b += group_blocks, g++)
            for (int r = 0; r < rows; r++)
                fold_query(q + r * head_dim, groups_at(segment, b * CK_TOKEN_BLOCK, head_dim),
                           head_dim, middle_code(bits), scratch,
                           folded + (g * rows + r) * head_dim, &size[g][r],
                           &bias[g][r]);
        for (ptrdiff_t b = first; b < last; b++) {
            const ptrdiff_t g = (b - first) / group_blocks;
            const int16_t *codes = folded + g * rows * head_dim;
            const uint8_t *block = segment->codes + b * block_bytes;
            prefetch_bytes(block + CK_CODES_AHEAD, block_bytes);
            for (int i = 0; i < CK_TOKEN_BLOCK; i += 2 * CK_LANES) {
                vi sum[CK_STORED_ROWS][2] = {0};
                add_key_products(block + 4 * i, squares, bits, codes, head_dim, rows, sum);
#pragma clang loop unroll(full)
                for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
                    for (int v = 0; v < 2; v++)
                        store(scores + r * score_stride + b * CK_TOKEN_BLOCK + i + v * CK_LANES,
                              __builtin_convertvector(sum[r][v], vf) * size[g][r] + bias[g][r]);
            }
        }
    }
}

/// Scores of the whole blocks of keys with groups of whole squares of channels in each token.
CK_INLINE void score_token_groups(const ck_segment *segment, ptrdiff_t blocks, const float *q,
                                  const int rows, ptrdiff_t head_dim, const int bits,
                                  float *scratch, float *scores, ptrdiff_t score_stride) {
    const ptrdiff_t group = segment->group, groups = head_dim / group;
    const ptrdiff_t block_bytes = 4 * head_dim * bits, squares = group / (2 * CK_STEPS);
    const float middle = middle_code(bits);
    int16_t *codes = (int16_t *)scratch;
    for (ptrdiff_t g = 0; g < groups; g++) {
        float size[CK_STORED_ROWS], sums[CK_STORED_ROWS], rest[CK_STORED_ROWS];
        for (int r = 0; r < rows; r++) {
            const float *x = q + r * head_dim + g * group;
            vf largest = (vf)0.0f, sum = (vf)0.0f;
            for (ptrdiff_t d = 0; d < group; d += CK_LANES) {
                largest = __builtin_elementwise_max(largest, magnitude(load(x + d)));
                sum += load(x + d);
            }
            ck_step step = step_for(largest);
            vf lost = round_to_codes(x, group, step, codes + r * group);
            size[r] = step.size;
            sums[r] = sum_halves(sum);
            rest[r] = sum_halves(lost) * middle;
        }
        for (ptrdiff_t b = 0; b < blocks; b++) {
            float scales[CK_TOKEN_BLOCK], minima[CK_TOKEN_BLOCK];
            const ptrdiff_t token = b * CK_TOKEN_BLOCK;
            load_pairs(groups_at(segment, token, head_dim) + 2 * g, groups, scales, minima);
            const uint8_t *block = segment->codes + b * block_bytes +
                                   g * squares * square_bytes(CK_TOKEN_BLOCK, bits);
            prefetch_bytes(block + CK_CODES_AHEAD, squares * square_bytes(CK_TOKEN_BLOCK, bits));
            for (int i = 0; i < CK_TOKEN_BLOCK; i += 2 * CK_LANES) {
                vi sum[CK_STORED_ROWS][2] = {0};
                add_key_products(block + 4 * i, squares, bits, codes, group, rows, sum);
#pragma clang loop unroll(full)
                for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
                    for (int v = 0; v < 2; v++) {
                        const int place = i + v * CK_LANES;
                        float *out = scores + r * score_stride + token + place;
                        vf product = __builtin_convertvector(sum[r][v], vf) * size[r] + rest[r];
                        vf score = product * load(scales + place) + load(minima + place) * sums[r];
                        store(out, g > 0 ? load(out) + score : score);
                    }
            }
        }
    }
}

/// The sums of the lanes of CK_LANES vectors, one a lane.
CK_INLINE vf sums_of(const vf *vectors) {
    vf x[CK_LANES];
#pragma clang loop unroll(full)
    for (int i = 0; i < CK_LANES; i++) x[i] = vectors[i];
#pragma clang loop unroll(full)
    for (int count = CK_LANES; count > 1; count /= 2)
#pragma clang loop unroll(full)
        for (int i = 0; i < count / 2; i++)
            x[i] = __builtin_shufflevector(x[2 * i], x[2 * i + 1], CK_EVEN) +
                   __builtin_shufflevector(x[2 * i], x[2 * i + 1], CK_ODD);
    return x[0];
}

/// Scores of the first `tokens` keys of 16 bit, whole vectors of them.
CK_INLINE void score_halves(const uint16_t *keys, ptrdiff_t tokens, const float *q, const int rows,
                            ptrdiff_t head_dim, float *scores, ptrdiff_t score_stride) {
    for (ptrdiff_t t = 0; t < tokens; t += CK_LANES) {
        vf sums[CK_STORED_ROWS][CK_LANES];
        const uint16_t *key = keys + t * head_dim;
        prefetch_bytes((const uint8_t *)key + CK_CODES_AHEAD, CK_LANES * head_dim * 2);
        for (int i = 0; i < CK_LANES; i += CK_HALF_TOKENS, key += CK_HALF_TOKENS * head_dim) {
            vf sum[CK_STORED_ROWS][CK_HALF_TOKENS] = {0};
            for (ptrdiff_t d = 0; d < head_dim; d += CK_LANES) {
                vf x[CK_HALF_TOKENS];
#pragma clang loop unroll(full)
                for (int j = 0; j < CK_HALF_TOKENS; j++)
                    x[j] = load_half_vector((const uint8_t *)(key + j * head_dim + d));
#pragma clang loop unroll(full)
                for (int r = 0; r < rows; r++) {
                    vf query = load(q + r * head_dim + d);
#pragma clang loop unroll(full)
                    for (int j = 0; j < CK_HALF_TOKENS; j++) sum[r][j] = query * x[j] + sum[r][j];
                }
            }
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
                for (int j = 0; j < CK_HALF_TOKENS; j++) sums[r][i + j] = sum[r][j];
        }
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++) store(scores + r * score_stride + t, sums_of(sums[r]));
    }
}

/// Scores of `rows` rows; how many tokens it did.
CK_INLINE ptrdiff_t score_directly(const ck_segment *segment, const float *q, const int rows,
                                   ptrdiff_t head_dim, float *scratch, float *scores,
                                   ptrdiff_t score_stride) {
    if (segment->bits == 16) {
        // Narrow vectors spend more on adding lanes up than tiles spend on transposing.
        if (CK_LANES < 8 || head_dim % CK_LANES != 0) return 0;
        ptrdiff_t tokens = segment->tokens / CK_LANES * CK_LANES;
        score_halves((const uint16_t *)segment->codes, tokens, q, rows, head_dim, scores,
                     score_stride);
        return tokens;
    }
    ptrdiff_t blocks = segment->tokens / CK_TOKEN_BLOCK;
    if (!lies_in_words(head_dim)) return 0;
    if (segment->per_channel) {
        if (segment->group % CK_TOKEN_BLOCK != 0) return 0;
#define CK_CALL(b)                                                                                 \
    score_channel_groups(segment, blocks, q, rows, head_dim, b, scratch, scores, score_stride)
        CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
    } else {
        if (segment->group % (2 * CK_STEPS) != 0) return 0;
#define CK_CALL(b)                                                                                 \
    score_token_groups(segment, blocks, q, rows, head_dim, b, scratch, scores, score_stride)
        CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
    }
    return blocks * CK_TOKEN_BLOCK;
}

/// Scores of the tokens from `first` on by tiles.
CK_INLINE void score_tiles(const ck_segment *segment, ptrdiff_t first, const float *q,
                           ptrdiff_t rows, ptrdiff_t head_dim, float *scratch, float *scores,
                           ptrdiff_t score_stride) {
    for (ptrdiff_t t = first; t < segment->tokens; t += CK_TILE) {
        ptrdiff_t count = segment->tokens - t < CK_TILE ? segment->tokens - t : CK_TILE;
        ptrdiff_t columns = (count + CK_LANES - 1) / CK_LANES * CK_LANES;
        unpack_keys(segment, t, count, head_dim, scratch);
        multiply(q, head_dim, rows, scratch, CK_TILE, head_dim, columns, scores + t, score_stride,
                 CK_STORE);
    }
}

static void score_keys(const ck_segment *segment, const float *q, ptrdiff_t rows,
                       ptrdiff_t head_dim, float *scratch, float *scores, ptrdiff_t score_stride) {
    score_tiles(segment, 0, q, rows, head_dim, scratch, scores, score_stride);
}

static void decode_keys(const ck_segment *segment, const float *q, ptrdiff_t rows,
                        ptrdiff_t head_dim, float *scratch, float *scores,
                        ptrdiff_t score_stride) {
    for (; rows > 0; rows -= CK_STORED_ROWS) {
        ptrdiff_t count = rows < CK_STORED_ROWS ? rows : CK_STORED_ROWS, done = 0;
#define CK_CALL(r) done = score_directly(segment, q, r, head_dim, scratch, scores, score_stride)
        CK_WITH_ROWS(count, CK_CALL)
#undef CK_CALL
        score_tiles(segment, done, q, count, head_dim, scratch, scores, score_stride);
        q += CK_STORED_ROWS * head_dim;
        scores += CK_STORED_ROWS * score_stride;
    }
}
