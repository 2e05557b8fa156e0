// What changed keys, values and kept tokens do to attention's output.

static void gather_halves(const uint16_t *x, ptrdiff_t width, const int32_t *rows, ptrdiff_t count,
                          float *out) {
    for (ptrdiff_t i = 0; i < count; i++) from_half(x + rows[i] * width, out + i * width, width);
}

static void gather_columns(const float *x, ptrdiff_t x_stride, ptrdiff_t rows,
                           const int32_t *columns, ptrdiff_t count, float *out) {
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t i = 0; i < count; i++) out[r * count + i] = x[r * x_stride + columns[i]];
}

static void subtract(float *x, const float *y, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) x[i] -= y[i];
}

static void sum_rows(const float *x, ptrdiff_t x_stride, ptrdiff_t rows, ptrdiff_t columns,
                     float *sums) {
    for (ptrdiff_t r = 0; r < rows; r++, x += x_stride) {
        vf total = (vf)0.0f;
        ptrdiff_t i = 0;
        for (; i + CK_LANES <= columns; i += CK_LANES) total += load(x + i);
        if (i < columns) total += load_part(x + i, columns - i, 0.0f);
        sums[r] = sum_lanes(total);
    }
}

static void weight_changes(float *x, ptrdiff_t x_stride, ptrdiff_t rows, ptrdiff_t columns,
                           const float *maxima, const float *weights, ptrdiff_t weight_stride,
                           float *sums) {
    for (ptrdiff_t r = 0; r < rows; r++, x += x_stride, weights += weight_stride) {
        vf max = (vf)maxima[r], total = (vf)0.0f;
        ptrdiff_t i = 0;
        for (; i + CK_LANES <= columns; i += CK_LANES) {
            vf change = exp_vector(load(x + i) - max) - load(weights + i);
            store(x + i, change);
            total += change;
        }
        if (i < columns) {
            vf change = exp_vector(load_part(x + i, columns - i, -INFINITY) - max) -
                        load_part(weights + i, columns - i, 0.0f);
            store_part(x + i, change, columns - i);
            total += change;
        }
        sums[r] = sum_lanes(total);
    }
}

static void output_changes(float *x, ptrdiff_t rows, ptrdiff_t width, const float *changes,
                           const float *totals, const float *outputs) {
    for (ptrdiff_t r = 0; r < rows; r++, x += width, outputs += width) {
        float change = changes[r], factor = 1.0f / (totals[r] + change);
        for (ptrdiff_t i = 0; i < width; i++) x[i] = (x[i] - change * outputs[i]) * factor;
    }
}
