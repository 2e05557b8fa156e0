// Products with packed weights, which are expanded on the way: few rows in registers, many rows
// tile by tile. The sums are the same in both.

/// Rows of a register tile of expanded weights; its vectors are as many chains as hide the latency
/// of a multiply-add where registers suffice.
#define CK_FEW_ROWS 4
#define CK_FEW_VECTORS (CK_LANES == 16 ? 4 : 2)
/// From this number of rows on, weights expanded to a tile in memory are faster.
#define CK_MANY_ROWS (CK_LANES == 16 ? 20 : CK_LANES == 8 ? 8 : 5)

/// Eight inputs of a block times `rows` rows.
CK_INLINE void add_eight(const ck_weight_type type, const uint8_t *block, const block_terms *terms,
                         const int eight, const float *a, ptrdiff_t a_stride, const int rows,
                         int output, vf sum[CK_FEW_ROWS][CK_FEW_VECTORS]) {
    vu words[CK_FEW_VECTORS] = {0};
#pragma clang loop unroll(full)
    for (int v = 0; v < CK_FEW_VECTORS && type != CK_Q8_0; v++)
        words[v] = load_words(block + codes_offset(type) +
                              4 * (eight * CK_PANEL + output + v * CK_LANES));
#pragma clang loop unroll(full)
    for (int j = 0; j < 8; j++) {
        const int k = 8 * eight + j;
#pragma clang loop unroll(full)
        for (int v = 0; v < CK_FEW_VECTORS; v++) {
            vf column =
                block_weights(type, block, words[v], terms[v], k, output + v * CK_LANES);
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++)
                sum[r][v] = (vf)a[r * a_stride + k] * column + sum[r][v];
        }
    }
}

/// One chain of inputs of a strip of outputs times `rows` rows; the strip begins at `output`.
CK_INLINE void multiply_chain(const ck_weight_type type, const uint8_t *panel, ptrdiff_t count,
                              const float *a, ptrdiff_t a_stride, const int rows, int output,
                              vf sum[CK_FEW_ROWS][CK_FEW_VECTORS]) {
    const ptrdiff_t step = unit_bytes(type) * CK_PANEL;
    if (!has_blocks(type)) {
        for (ptrdiff_t k = 0; k < count; k++, panel += step)
#pragma clang loop unroll(full)
            for (int v = 0; v < CK_FEW_VECTORS; v++) {
                vf column = plain_weights(type, panel, output + v * CK_LANES);
#pragma clang loop unroll(full)
                for (int r = 0; r < rows; r++)
                    sum[r][v] = (vf)a[r * a_stride + k] * column + sum[r][v];
            }
        return;
    }
    for (ptrdiff_t k = 0; k < count; k += CK_WEIGHT_BLOCK, panel += step, a += CK_WEIGHT_BLOCK) {
        block_terms terms[CK_FEW_VECTORS];
#pragma clang loop unroll(full)
        for (int v = 0; v < CK_FEW_VECTORS; v++)
            terms[v] = load_terms(type, panel, output + v * CK_LANES);
#pragma clang loop unroll(full)
        for (int eight = 0; eight < CK_WEIGHT_BLOCK / 8; eight++)
            add_eight(type, panel, terms, eight, a, a_stride, rows, output, sum);
    }
}

/// Stores, or adds to what is there, those of a vector's lanes that stand before `columns`.
CK_INLINE void put(float *out, vf sum, ptrdiff_t columns, bool adding) {
    if (columns >= CK_LANES) store(out, adding ? load(out) + sum : sum);
    for (ptrdiff_t i = 0; columns < CK_LANES && i < columns; i++)
        out[i] = adding ? out[i] + sum[i] : sum[i];
}

/// A panel times few rows.
CK_INLINE void multiply_few(const ck_weight_type type, const uint8_t *panel, ptrdiff_t inputs,
                            ptrdiff_t columns, const float *a, ptrdiff_t a_stride, const int rows,
                            float *c, ptrdiff_t c_stride, bool adding) {
    for (int output = 0; output < columns; output += CK_FEW_VECTORS * CK_LANES)
        for (ptrdiff_t k = 0; k < inputs; k += CK_CHAIN) {
            const uint8_t *chain = panel + row_bytes(type, k) * CK_PANEL;
            ptrdiff_t count = inputs - k < CK_CHAIN ? inputs - k : CK_CHAIN;
            vf sum[CK_FEW_ROWS][CK_FEW_VECTORS] = {0};
            multiply_chain(type, chain, count, a + k, a_stride, rows, output, sum);
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
                for (int v = 0; v < CK_FEW_VECTORS; v++) {
                    int column = output + v * CK_LANES;
                    put(c + r * c_stride + column, sum[r][v], columns - column,
                        adding || k > 0);
                }
        }
}

/// A panel times few rows, in groups that fit a register tile.
CK_INLINE void multiply_few_rows(const ck_weight_type type, const uint8_t *panel, ptrdiff_t inputs,
                                 ptrdiff_t columns, const float *a, ptrdiff_t a_stride,
                                 ptrdiff_t rows, float *c, ptrdiff_t c_stride, bool adding) {
#define CK_CALL(r) multiply_few(type, panel, inputs, columns, a, a_stride, r, c, c_stride, adding)
    for (; rows > 0; rows -= CK_FEW_ROWS) {
        switch (rows) {
        case 1: CK_CALL(1); break;
        case 2: CK_CALL(2); break;
        case 3: CK_CALL(3); break;
        default: CK_CALL(4); break;
        }
        a += CK_FEW_ROWS * a_stride;
        c += CK_FEW_ROWS * c_stride;
    }
#undef CK_CALL
}

/// A panel times many rows: chain after chain is expanded once for all of them.
CK_INLINE void multiply_many_rows(const ck_weight_type type, const uint8_t *panel,
                                  ptrdiff_t inputs, ptrdiff_t columns, const float *a,
                                  ptrdiff_t a_stride, ptrdiff_t rows, float *c, ptrdiff_t c_stride,
                                  bool adding) {
    _Alignas(64) float tile[CK_CHAIN * CK_PANEL];
    for (ptrdiff_t k = 0; k < inputs; k += CK_CHAIN) {
        ptrdiff_t count = inputs - k < CK_CHAIN ? inputs - k : CK_CHAIN;
        const uint8_t *chain = panel + row_bytes(type, k) * CK_PANEL;
        if (type != CK_F32) expand_inputs(type, chain, count, tile);
        multiply(a + k, a_stride, rows, type == CK_F32 ? (const float *)chain : tile, CK_PANEL,
                 count, columns, c, c_stride, adding || k > 0 ? CK_ADD : CK_STORE);
    }
}

/// Calls a function with the type of some weights as a constant.
#define CK_WITH_TYPE(type, call)                                                                   \
    switch (type) {                                                                                \
    case CK_F32: call(CK_F32); break;                                                              \
    case CK_F16: call(CK_F16); break;                                                              \
    case CK_BF16: call(CK_BF16); break;                                                            \
    case CK_Q4_0: call(CK_Q4_0); break;                                                            \
    case CK_Q4_1: call(CK_Q4_1); break;                                                            \
    case CK_Q5_0: call(CK_Q5_0); break;                                                            \
    case CK_Q5_1: call(CK_Q5_1); break;                                                            \
    case CK_Q8_0: call(CK_Q8_0); break;                                                            \
    }

/// The same for the types that have blocks.
#define CK_WITH_BLOCKS(type, call)                                                                 \
    switch (type) {                                                                                \
    case CK_Q4_0: call(CK_Q4_0); break;                                                            \
    case CK_Q4_1: call(CK_Q4_1); break;                                                            \
    case CK_Q5_0: call(CK_Q5_0); break;                                                            \
    case CK_Q5_1: call(CK_Q5_1); break;                                                            \
    case CK_Q8_0: call(CK_Q8_0); break;                                                            \
    default: break;                                                                                \
    }

static void multiply_weights(const ck_weights *weights, ptrdiff_t first, ptrdiff_t count,
                             const float *a, ptrdiff_t a_stride, ptrdiff_t rows, float *c,
                             ptrdiff_t c_stride, bool adding) {
    const ptrdiff_t inputs = weights->inputs;
    for (ptrdiff_t p = first; p < first + count; p++) {
        const uint8_t *panel = panel_start(weights, p);
        ptrdiff_t left = weights->outputs - p * CK_PANEL;
        ptrdiff_t columns = left < CK_PANEL ? left : CK_PANEL;
        float *place = c + (p - first) * CK_PANEL;
#define CK_CALL(t)                                                                                 \
    if (rows < CK_MANY_ROWS)                                                                       \
        multiply_few_rows(t, panel, inputs, columns, a, a_stride, rows, place, c_stride, adding);  \
    else                                                                                           \
        multiply_many_rows(t, panel, inputs, columns, a, a_stride, rows, place, c_stride, adding)
        CK_WITH_TYPE(weights->type, CK_CALL)
#undef CK_CALL
    }
}

static void expand_panel(const ck_weights *weights, ptrdiff_t panel, float *out) {
    const uint8_t *start = panel_start(weights, panel);
#define CK_CALL(t) expand_inputs(t, start, weights->inputs, out)
    CK_WITH_TYPE(weights->type, CK_CALL)
#undef CK_CALL
}
