// Exact causal attention for prefill.

/// One tile of causal attention's scores: scores of keys that a row must not see become -infinity.
CK_INLINE void hide_future(float *scores, ptrdiff_t positions, ptrdiff_t heads, ptrdiff_t last_seen,
                           ptrdiff_t tile, ptrdiff_t width) {
    for (ptrdiff_t p = 0; p < positions; p++) {
        ptrdiff_t seen = last_seen + p + 1 - tile;
        if (seen >= width) return;
        if (seen < 0) seen = 0;
        for (ptrdiff_t h = 0; h < heads; h++)
            for (ptrdiff_t i = seen; i < width; i++)
                scores[(p * heads + h) * CK_TILE + i] = -INFINITY;
    }
}

/// Turns a row of scores into weights under the running maximum; returns the factor for what was
/// summed before.
CK_INLINE float weigh_row(float *scores, ptrdiff_t width, float *max, float *sum) {
    float tile_max = max_of(scores, width);
    float new_max = tile_max > *max ? tile_max : *max;
    vf sums = (vf)0.0f;
    for (ptrdiff_t i = 0; i < width; i += CK_LANES) {
        ptrdiff_t lanes = width - i < CK_LANES ? width - i : CK_LANES;
        vf s = lanes == CK_LANES ? load(scores + i) : load_part(scores + i, lanes, -INFINITY);
        vf e = exp_vector(s - (vf)new_max);
        store(scores + i, e);
        sums += e;
    }
    vf factor = exp_vector((vf)(*max - new_max));
    *sum = *sum * factor[0] + sum_lanes(sums);
    *max = new_max;
    return factor[0];
}

static void attend_causally(const float *q, ptrdiff_t positions, ptrdiff_t heads,
                            ptrdiff_t head_dim, ptrdiff_t first_position, const float *kt,
                            ptrdiff_t kt_stride, const float *v, ptrdiff_t v_stride,
                            float *scratch, float *out, ptrdiff_t out_stride) {
    ptrdiff_t rows = positions * heads, seen = first_position + positions;
    float *scores = scratch, *maxima = scratch + rows * CK_TILE, *sums = maxima + rows;
    for (ptrdiff_t r = 0; r < rows; r++) maxima[r] = -1e30f, sums[r] = 0.0f;
    for (ptrdiff_t p = 0; p < positions; p++)
        memset(out + p * out_stride, 0, (size_t)(heads * head_dim) * sizeof(float));
    for (ptrdiff_t tile = 0; tile < seen; tile += CK_TILE) {
        ptrdiff_t width = seen - tile < CK_TILE ? seen - tile : CK_TILE;
        // Columns past `width` are computed from padding and never used.
        multiply(q, head_dim, rows, kt + tile, kt_stride, head_dim, CK_TILE, scores, CK_TILE,
                 CK_STORE);
        if (tile + width > first_position + 1)
            hide_future(scores, positions, heads, first_position, tile, width);
        for (ptrdiff_t r = 0; r < rows; r++) {
            float *total = out + r / heads * out_stride + r % heads * head_dim;
            float factor = weigh_row(scores + r * CK_TILE, width, maxima + r, sums + r);
            if (factor != 1.0f) scale(total, head_dim, factor);
        }
        for (ptrdiff_t h = 0; h < heads; h++)
            multiply(scores + h * CK_TILE, heads * CK_TILE, positions, v + tile * v_stride,
                     v_stride, width, head_dim, out + h * head_dim, out_stride,
                     CK_CONTINUE);
    }
    for (ptrdiff_t r = 0; r < rows; r++)
        scale(out + r / heads * out_stride + r % heads * head_dim, head_dim, 1.0f / sums[r]);
}
