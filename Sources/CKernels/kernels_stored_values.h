// Weighted sums of stored values: by tiles for many rows, straight from the codes for few.

/// Weights of a block's tokens rounded under their scales, codes[rows][CK_TOKEN_BLOCK], and each row's
/// step between codes; adds what minima give, and what rounding loses at the middle of all codes, to
/// `rest[rows]`.
CK_INLINE void fold_weights(const float *weights, ptrdiff_t weight_stride, const int rows,
                            const float *scales, const float *minima, float middle,
                            int16_t *codes, float size[CK_STORED_ROWS],
                            vf rest[CK_STORED_ROWS]) {
    float scaled[CK_STORED_ROWS][CK_TOKEN_BLOCK];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
        vf largest = (vf)0.0f;
#pragma clang loop unroll(full)
        for (int i = 0; i < CK_TOKEN_BLOCK; i += CK_LANES) {
            vf weight = load(weights + r * weight_stride + i), x = weight * load(scales + i);
            rest[r] = weight * load(minima + i) + rest[r];
            largest = __builtin_elementwise_max(largest, magnitude(x));
            store(scaled[r] + i, x);
        }
        ck_step step = step_for(largest);
        size[r] = step.size;
        vf lost = round_to_codes(scaled[r], CK_TOKEN_BLOCK, step, codes + r * CK_TOKEN_BLOCK);
        rest[r] = lost * middle + rest[r];
    }
}

/// out[row][channel] += size[row] * products of a block's codes, for `vectors` vectors of channels.
CK_INLINE void add_value_products(const uint8_t *square, ptrdiff_t head_dim, const int bits,
                                  const int16_t *codes, const int rows, const int vectors,
                                  const float *size, float *out) {
    vi sum[CK_STORED_ROWS][CK_STORED_VECTORS] = {0};
#pragma clang loop unroll(full)
    for (int step = 0; step < CK_STEPS; step++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            vi pairs = step_pairs(square + 4 * v * CK_LANES, head_dim, bits, step);
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++)
                sum[r][v] = add_pair_products(
                    sum[r][v], pairs, broadcast_pair(codes + r * CK_TOKEN_BLOCK + 2 * step));
        }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            float *place = out + r * head_dim + v * CK_LANES;
            store(place, __builtin_convertvector(sum[r][v], vf) * size[r] + load(place));
        }
}

/// Adds the whole blocks of values of one group of channels.
CK_INLINE void add_value_group(const ck_segment *segment, ptrdiff_t blocks, ptrdiff_t group_index,
                               const float *weights, ptrdiff_t weight_stride, const int rows,
                               ptrdiff_t head_dim, const int bits, float *out) {
    const ptrdiff_t group = segment->group, groups = head_dim / group;
    const ptrdiff_t block_bytes = 4 * head_dim * bits;
    vf rest[CK_STORED_ROWS] = {0};
    int16_t folded[CK_STORED_BATCH][CK_STORED_ROWS * CK_TOKEN_BLOCK];
    float size[CK_STORED_BATCH][CK_STORED_ROWS];
    for (ptrdiff_t first = 0; first < blocks; first += CK_STORED_BATCH) {
        ptrdiff_t count = blocks - first < CK_STORED_BATCH ? blocks - first : CK_STORED_BATCH;
        for (ptrdiff_t j = 0; j < count; j++) {
            float scales[CK_TOKEN_BLOCK], minima[CK_TOKEN_BLOCK];
            const ptrdiff_t token = (first + j) * CK_TOKEN_BLOCK;
            load_pairs(groups_at(segment, token, head_dim) + 2 * group_index, groups, scales,
                       minima);
            fold_weights(weights + token, weight_stride, rows, scales, minima, middle_code(bits),
                         folded[j], size[j], rest);
        }
        keep_in_memory(folded[0]);
        for (ptrdiff_t j = 0; j < count; j++) {
            const uint8_t *square = segment->codes + (first + j) * block_bytes;
            if (group_index == 0) prefetch_bytes(square + CK_CODES_AHEAD, block_bytes);
            ptrdiff_t d = group_index * group, end = d + group;
#define CK_CALL(v)                                                                                 \
    add_value_products(square + 4 * d, head_dim, bits, folded[j], rows, v, size[j], out + d)
            for (; d + CK_STORED_VECTORS * CK_LANES <= end; d += CK_STORED_VECTORS * CK_LANES)
                CK_CALL(CK_STORED_VECTORS);
            for (; d + 2 * CK_LANES <= end; d += 2 * CK_LANES) CK_CALL(2);
            for (; d < end; d += CK_LANES) CK_CALL(1);
#undef CK_CALL
        }
    }
    for (int r = 0; r < rows; r++) {
        float sum = sum_halves(rest[r]);
        float *place = out + r * head_dim + group_index * group;
        for (ptrdiff_t d = 0; d < group; d += CK_LANES) store(place + d, load(place + d) + sum);
    }
}

/// out[rows][channels] += weights * values of 16 bit for `vectors` vectors of channels.
CK_INLINE void add_halves(const uint16_t *values, ptrdiff_t tokens, const float *weights,
                          ptrdiff_t weight_stride, const int rows, ptrdiff_t head_dim,
                          const int vectors, float *out) {
    vf sum[CK_STORED_ROWS][CK_STORED_VECTORS];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) sum[r][v] = load(out + r * head_dim + v * CK_LANES);
    for (ptrdiff_t t = 0; t < tokens; t++, values += head_dim) {
        prefetch_bytes((const uint8_t *)values + CK_CODES_AHEAD, vectors * CK_LANES * 2);
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            vf x = load_half_vector((const uint8_t *)(values + v * CK_LANES));
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++)
                sum[r][v] = x * weights[r * weight_stride + t] + sum[r][v];
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) store(out + r * head_dim + v * CK_LANES, sum[r][v]);
}

/// Adds values for `rows` rows; how many tokens it did.
CK_INLINE ptrdiff_t add_directly(const ck_segment *segment, const float *weights,
                                 ptrdiff_t weight_stride, const int rows, ptrdiff_t head_dim,
                                 float *out) {
    if (segment->bits == 16) {
        if (head_dim % CK_LANES != 0) return 0;
        const uint16_t *values = (const uint16_t *)segment->codes;
        ptrdiff_t d = 0;
        for (; d + CK_STORED_VECTORS * CK_LANES <= head_dim; d += CK_STORED_VECTORS * CK_LANES)
            add_halves(values + d, segment->tokens, weights, weight_stride, rows, head_dim,
                       CK_STORED_VECTORS, out + d);
        for (; d < head_dim; d += CK_LANES)
            add_halves(values + d, segment->tokens, weights, weight_stride, rows, head_dim, 1,
                       out + d);
        return segment->tokens;
    }
    if (!lies_in_words(head_dim) || segment->group % CK_LANES != 0) return 0;
    ptrdiff_t blocks = segment->tokens / CK_TOKEN_BLOCK;
    for (ptrdiff_t g = 0; g < head_dim / segment->group; g++) {
#define CK_CALL(b)                                                                                 \
    add_value_group(segment, blocks, g, weights, weight_stride, rows, head_dim, b, out)
        CK_WITH_BITS(segment->bits, CK_CALL)
#undef CK_CALL
    }
    return blocks * CK_TOKEN_BLOCK;
}

/// Adds the values of the tokens from `first` on by tiles.
CK_INLINE void add_tiles(const ck_segment *segment, ptrdiff_t first, const float *weights,
                         ptrdiff_t weight_stride, ptrdiff_t rows, ptrdiff_t head_dim,
                         float *scratch, float *out) {
    for (ptrdiff_t t = first; t < segment->tokens; t += CK_TILE) {
        ptrdiff_t count = segment->tokens - t < CK_TILE ? segment->tokens - t : CK_TILE;
        unpack_values(segment, t, count, head_dim, scratch);
        multiply(weights + t, weight_stride, rows, scratch, head_dim, count, head_dim, out, head_dim,
                 CK_CONTINUE);
    }
}

static void add_values(const ck_segment *segment, const float *weights, ptrdiff_t weight_stride,
                       ptrdiff_t rows, ptrdiff_t head_dim, float *scratch, float *out) {
    add_tiles(segment, 0, weights, weight_stride, rows, head_dim, scratch, out);
}

static void decode_values(const ck_segment *segment, const float *weights,
                          ptrdiff_t weight_stride, ptrdiff_t rows, ptrdiff_t head_dim,
                          float *scratch, float *out) {
    for (; rows > 0; rows -= CK_STORED_ROWS) {
        ptrdiff_t count = rows < CK_STORED_ROWS ? rows : CK_STORED_ROWS, done = 0;
#define CK_CALL(r) done = add_directly(segment, weights, weight_stride, r, head_dim, out)
        CK_WITH_ROWS(count, CK_CALL)
#undef CK_CALL
        add_tiles(segment, done, weights, weight_stride, count, head_dim, scratch, out);
        weights += CK_STORED_ROWS * weight_stride;
        out += CK_STORED_ROWS * head_dim;
    }
}
