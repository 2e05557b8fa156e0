// Vectors of CK_LANES floats and what is done with one of them.

typedef float vf __attribute__((ext_vector_type(CK_LANES)));
typedef int32_t vi __attribute__((ext_vector_type(CK_LANES)));

#define CK_INLINE static inline __attribute__((always_inline))

CK_INLINE vf load(const float *p) {
    vf v;
    memcpy(&v, p, sizeof v);
    return v;
}

CK_INLINE void store(float *p, vf v) { memcpy(p, &v, sizeof v); }

/// The first `count` lanes; the others get `fill`.
CK_INLINE vf load_part(const float *p, ptrdiff_t count, float fill) {
    float lanes[CK_LANES];
    for (int i = 0; i < CK_LANES; i++) lanes[i] = i < count ? p[i] : fill;
    return load(lanes);
}

CK_INLINE void store_part(float *p, vf v, ptrdiff_t count) {
    for (int i = 0; i < count; i++) p[i] = v[i];
}

/// Lanes added from first to last.
CK_INLINE float sum_lanes(vf v) {
    float sum = 0;
    for (int i = 0; i < CK_LANES; i++) sum += v[i];
    return sum;
}

/// Lanes added in halves, quarters and so on.
CK_INLINE float sum_halves(vf v) {
#if CK_LANES == 16
    v += __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
#endif
#if CK_LANES >= 8
    typedef float vf8 __attribute__((ext_vector_type(8)));
    vf8 half;
    memcpy(&half, &v, sizeof half);
    return (half[0] + half[4] + (half[2] + half[6])) + (half[1] + half[5] + (half[3] + half[7]));
#else
    return (v[0] + v[2]) + (v[1] + v[3]);
#endif
}

/// The first of the largest lanes.
CK_INLINE float max_lanes(vf v) {
    float best = v[0];
    for (int i = 1; i < CK_LANES; i++) best = v[i] > best ? v[i] : best;
    return best;
}

/// The smaller lanes; of zeros, and where `a` is no number, `b`.
CK_INLINE vf smaller(vf a, vf b) { return a < b ? a : b; }

/// The larger lanes; of zeros, and where `a` is no number, `b`.
CK_INLINE vf larger(vf a, vf b) { return a > b ? a : b; }

/// The largest lane; any of equal ones, so a zero of either sign.
CK_INLINE float largest_lane(vf v) {
    typedef float vf4 __attribute__((ext_vector_type(4)));
    vf4 fours[CK_LANES / 4];
    memcpy(fours, &v, sizeof v);
    vf4 best = fours[0];
    for (int i = 1; i < CK_LANES / 4; i++) best = fours[i] > best ? fours[i] : best;
    float even = best[0] > best[2] ? best[0] : best[2];
    float odd = best[1] > best[3] ? best[1] : best[3];
    return even > odd ? even : odd;
}

/// exp by range reduction to |r| <= ln(2) / 2 and a polynomial of degree 6 (Cephes' coefficients);
/// within 2 ulp, 0 below -87.
CK_INLINE vf exp_vector(vf x) {
    vf clamped = __builtin_elementwise_min(__builtin_elementwise_max(x, (vf)-87.0f), (vf)88.0f);
    const vf magic = (vf)12582912.0f;
    vf n = (clamped * 1.44269504088896341f + magic) - magic;
    vf r = clamped - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    vf p = (vf)1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    vi power = (__builtin_convertvector(n, vi) + 127) << 23;
    vf factor;
    memcpy(&factor, &power, sizeof factor);
    return x < (vf)-87.0f ? (vf)0.0f : p * factor;
}

/// Makes the compiler read memory where it is used, broadcast on the way, instead of keeping broadcasts
/// of all of it in more registers than there are.
CK_INLINE void keep_in_memory(const void *start) {
    __asm__ volatile("" : : "r"(start) : "memory");
}
