// Kernels that run over a row once or twice: norms, rotations, activations, halves, softmax.

static void add(float *x, const float *y, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) x[i] += y[i];
}

static void scale(float *x, ptrdiff_t count, float factor) {
    for (ptrdiff_t i = 0; i < count; i++) x[i] *= factor;
}

static float dot(const float *x, const float *y, ptrdiff_t count) {
    vf sums = (vf)0.0f;
    ptrdiff_t i = 0;
    for (; i + CK_LANES <= count; i += CK_LANES) sums = load(x + i) * load(y + i) + sums;
    float sum = sum_lanes(sums);
    for (; i < count; i++) sum = x[i] * y[i] + sum;
    return sum;
}

static void rms_norm(const float *x, const float *weight, ptrdiff_t count, float epsilon,
                     float *out) {
    vf sums = (vf)0.0f;
    ptrdiff_t i = 0;
    for (; i + CK_LANES <= count; i += CK_LANES) {
        vf v = load(x + i);
        sums = v * v + sums;
    }
    float sum = sum_lanes(sums);
    for (; i < count; i++) sum = x[i] * x[i] + sum;
    float factor = 1.0f / sqrtf(sum / (float)count + epsilon);
    for (i = 0; i < count; i++) out[i] = x[i] * factor * weight[i];
}

static void rotate(float *x, ptrdiff_t heads, ptrdiff_t head_dim, const float *cosines,
                   const float *sines) {
    ptrdiff_t half = head_dim / 2;
    for (ptrdiff_t h = 0; h < heads; h++) {
        float *restrict low = x + h * head_dim;
        float *restrict high = low + half;
        for (ptrdiff_t i = 0; i < half; i++) {
            float a = low[i], b = high[i];
            low[i] = a * cosines[i] - b * sines[i];
            high[i] = b * cosines[i] + a * sines[i];
        }
    }
}

static void silu_multiply(float *gate, const float *up, ptrdiff_t count) {
    ptrdiff_t i = 0;
    for (; i + CK_LANES <= count; i += CK_LANES) {
        vf g = load(gate + i);
        store(gate + i, g / (1.0f + exp_vector(-g)) * load(up + i));
    }
    if (i < count) {
        vf g = load_part(gate + i, count - i, 0.0f);
        vf u = load_part(up + i, count - i, 0.0f);
        store_part(gate + i, g / (1.0f + exp_vector(-g)) * u, count - i);
    }
}

/// IEEE half, round to nearest even, by integers.
CK_INLINE uint16_t half_bits(float x) {
    uint32_t u;
    memcpy(&u, &x, 4);
    uint32_t sign = (u >> 16) & 0x8000, magnitude = u & 0x7fffffff;
    if (magnitude >= 0x7f800000) return sign | 0x7c00 | (magnitude > 0x7f800000 ? 0x200 : 0);
    if (magnitude >= 0x477ff000) return sign | 0x7c00;
    if (magnitude < 0x38800000) {
        // Below the smallest normal half: adding 0.5 aligns the half's last bit with the float's.
        float shifted;
        memcpy(&shifted, &magnitude, 4);
        shifted += 0.5f;
        memcpy(&magnitude, &shifted, 4);
        return sign | (magnitude - 0x3f000000);
    }
    uint32_t odd = (magnitude >> 13) & 1;
    return sign | ((magnitude - 0x38000000 + 0xfff + odd) >> 13);
}

CK_INLINE float half_value(uint16_t h) {
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, magnitude = h & 0x7fff, u;
    float x;
    if (magnitude >= 0x7c00) {
        u = 0x7f800000 | (magnitude & 0x3ff) << 13;
        memcpy(&x, &u, 4);
    } else if (magnitude >= 0x400) {
        u = (magnitude << 13) + 0x38000000;
        memcpy(&x, &u, 4);
    } else {
        x = (float)magnitude * 0x1p-24f;
    }
    memcpy(&u, &x, 4);
    u |= sign;
    memcpy(&x, &u, 4);
    return x;
}

#ifdef CK_HARDWARE_HALF
typedef _Float16 vh8 __attribute__((ext_vector_type(8)));
typedef float vf8 __attribute__((ext_vector_type(8)));

CK_INLINE void eight_to_half(const float *x, uint16_t *out) {
    vf8 v;
    memcpy(&v, x, sizeof v);
    vh8 h = __builtin_convertvector(v, vh8);
    memcpy(out, &h, sizeof h);
}

CK_INLINE void eight_from_half(const uint16_t *x, float *out) {
    vh8 h;
    memcpy(&h, x, sizeof h);
    vf8 v = __builtin_convertvector(h, vf8);
    memcpy(out, &v, sizeof v);
}
#else
CK_INLINE void eight_to_half(const float *x, uint16_t *out) {
    for (int i = 0; i < 8; i++) out[i] = half_bits(x[i]);
}

CK_INLINE void eight_from_half(const uint16_t *x, float *out) {
    for (int i = 0; i < 8; i++) out[i] = half_value(x[i]);
}
#endif

static bool to_half(const float *x, uint16_t *out, ptrdiff_t count) {
    ptrdiff_t i = 0;
    for (; i + 8 <= count; i += 8) eight_to_half(x + i, out + i);
    for (; i < count; i++) out[i] = half_bits(x[i]);
    unsigned overflow = 0;
    for (i = 0; i < count; i++) overflow |= (out[i] & 0x7c00) == 0x7c00;
    return !overflow;
}

static void from_half(const uint16_t *x, float *out, ptrdiff_t count) {
    ptrdiff_t i = 0;
    for (; i + 8 <= count; i += 8) eight_from_half(x + i, out + i);
    for (; i < count; i++) out[i] = half_value(x[i]);
}

CK_INLINE float max_of(const float *x, ptrdiff_t count) {
    vf best = (vf)-INFINITY;
    ptrdiff_t i = 0;
    for (; i + CK_LANES <= count; i += CK_LANES) best = __builtin_elementwise_max(best, load(x + i));
    if (i < count) best = __builtin_elementwise_max(best, load_part(x + i, count - i, -INFINITY));
    return max_lanes(best);
}

static float exponentiate(float *row, ptrdiff_t count) {
    vf max = (vf)max_of(row, count);
    vf sums = (vf)0.0f;
    ptrdiff_t i = 0;
    for (; i + CK_LANES <= count; i += CK_LANES) {
        vf e = exp_vector(load(row + i) - max);
        store(row + i, e);
        sums += e;
    }
    if (i < count) {
        vf e = exp_vector(load_part(row + i, count - i, -INFINITY) - max);
        store_part(row + i, e, count - i);
        sums += e;
    }
    return sum_lanes(sums);
}

/// Terms that are added in float before they join a sum in double.
#define CK_SUM_BLOCK 1024

static double log_sum_exp(const float *x, ptrdiff_t count) {
    float max = max_of(x, count);
    double total = 0;
    for (ptrdiff_t start = 0; start < count; start += CK_SUM_BLOCK) {
        ptrdiff_t end = start + CK_SUM_BLOCK < count ? start + CK_SUM_BLOCK : count, i = start;
        vf sums = (vf)0.0f;
        for (; i + CK_LANES <= end; i += CK_LANES) sums += exp_vector(load(x + i) - (vf)max);
        if (i < end) sums += exp_vector(load_part(x + i, end - i, -INFINITY) - (vf)max);
        total += (double)sum_lanes(sums);
    }
    return (double)max + log(total);
}

static double divergence(const float *p, double p_log_sum, const float *q, double q_log_sum,
                         ptrdiff_t count) {
    double total = 0;
    vf log_sum = (vf)(float)p_log_sum;
    for (ptrdiff_t start = 0; start < count; start += CK_SUM_BLOCK) {
        ptrdiff_t end = start + CK_SUM_BLOCK < count ? start + CK_SUM_BLOCK : count, i = start;
        vf weighted = (vf)0.0f, weights = (vf)0.0f;
        for (; i + CK_LANES <= end; i += CK_LANES) {
            vf a = load(p + i), e = exp_vector(a - log_sum);
            weighted = e * (a - load(q + i)) + weighted;
            weights += e;
        }
        if (i < end) {
            vf a = load_part(p + i, end - i, -INFINITY), e = exp_vector(a - log_sum);
            vf difference = load_part(p + i, end - i, 0.0f) - load_part(q + i, end - i, 0.0f);
            weighted = e * difference + weighted;
            weights += e;
        }
        total += (double)sum_lanes(weighted) +
                 (double)sum_lanes(weights) * (q_log_sum - p_log_sum);
    }
    return total;
}

static ptrdiff_t arg_max(const float *x, ptrdiff_t count) {
    float largest = max_of(x, count);
    for (ptrdiff_t start = 0; start + CK_LANES <= count; start += CK_LANES) {
        vi equal = load(x + start) == (vf)largest;
        if (__builtin_reduce_or(equal) == 0) continue;
        for (ptrdiff_t i = start;; i++)
            if (x[i] == largest) return i;
    }
    for (ptrdiff_t i = count / CK_LANES * CK_LANES; i < count; i++)
        if (x[i] == largest) return i;
    return 0;  // no element is a number
}
