#include "ck_weights.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

// Values of a block: the first 16 lie in the low nibbles of its bytes, the others in the high ones.
enum { BLOCK = 32, HALF_BLOCK = BLOCK / 2 };

static float float_of_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float load_half(const uint8_t *bytes) {
    const uint32_t half = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
    const uint32_t sign = (half & 0x8000) << 16;
    const uint32_t exponent = (half >> 10) & 0x1f;
    const uint32_t mantissa = half & 0x3ff;
    if (exponent == 0) {  // zero or subnormal: a whole multiple of 2^-24, exact in float32
        const float magnitude = (float)mantissa * 0x1p-24f;
        return sign ? -magnitude : magnitude;
    }
    if (exponent == 0x1f) return float_of_bits(sign | 0x7f800000 | mantissa << 13);
    return float_of_bits(sign | (exponent + 127 - 15) << 23 | mantissa << 13);
}

static uint32_t load_bits(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16
        | (uint32_t)bytes[3] << 24;
}

void ck_expand_f16(const uint8_t *halves, ptrdiff_t count, float *out) {
    for (ptrdiff_t i = 0; i < count; i++) out[i] = load_half(halves + 2 * i);
}

void ck_expand_bf16(const uint8_t *uppers, ptrdiff_t count, float *out) {
    for (ptrdiff_t i = 0; i < count; i++) {
        out[i] = float_of_bits((uint32_t)uppers[2 * i] << 16 | (uint32_t)uppers[2 * i + 1] << 24);
    }
}

void ck_expand_q4_0(const uint8_t *blocks, ptrdiff_t count, float *out) {
    for (ptrdiff_t b = 0; b < count; b++, blocks += 18, out += BLOCK) {
        const float d = load_half(blocks);
        const uint8_t *codes = blocks + 2;
        for (int j = 0; j < HALF_BLOCK; j++) {
            out[j] = d * (float)((codes[j] & 15) - 8);
            out[j + HALF_BLOCK] = d * (float)((codes[j] >> 4) - 8);
        }
    }
}

void ck_expand_q4_1(const uint8_t *blocks, ptrdiff_t count, float *out) {
    for (ptrdiff_t b = 0; b < count; b++, blocks += 20, out += BLOCK) {
        const float d = load_half(blocks);
        const float m = load_half(blocks + 2);
        const uint8_t *codes = blocks + 4;
        for (int j = 0; j < HALF_BLOCK; j++) {
            out[j] = d * (float)(codes[j] & 15) + m;
            out[j + HALF_BLOCK] = d * (float)(codes[j] >> 4) + m;
        }
    }
}

void ck_expand_q5_0(const uint8_t *blocks, ptrdiff_t count, float *out) {
    for (ptrdiff_t b = 0; b < count; b++, blocks += 22, out += BLOCK) {
        const float d = load_half(blocks);
        const uint32_t fifth = load_bits(blocks + 2);
        const uint8_t *codes = blocks + 6;
        for (int j = 0; j < HALF_BLOCK; j++) {
            const int low = (codes[j] & 15) | (int)((fifth >> j & 1) << 4);
            const int high = (codes[j] >> 4) | (int)((fifth >> (j + HALF_BLOCK) & 1) << 4);
            out[j] = d * (float)(low - 16);
            out[j + HALF_BLOCK] = d * (float)(high - 16);
        }
    }
}

void ck_expand_q5_1(const uint8_t *blocks, ptrdiff_t count, float *out) {
    for (ptrdiff_t b = 0; b < count; b++, blocks += 24, out += BLOCK) {
        const float d = load_half(blocks);
        const float m = load_half(blocks + 2);
        const uint32_t fifth = load_bits(blocks + 4);
        const uint8_t *codes = blocks + 8;
        for (int j = 0; j < HALF_BLOCK; j++) {
            const int low = (codes[j] & 15) | (int)((fifth >> j & 1) << 4);
            const int high = (codes[j] >> 4) | (int)((fifth >> (j + HALF_BLOCK) & 1) << 4);
            out[j] = d * (float)low + m;
            out[j + HALF_BLOCK] = d * (float)high + m;
        }
    }
}

void ck_expand_q8_0(const uint8_t *blocks, ptrdiff_t count, float *out) {
    for (ptrdiff_t b = 0; b < count; b++, blocks += 34, out += BLOCK) {
        const float d = load_half(blocks);
        for (int j = 0; j < BLOCK; j++) out[j] = d * (float)(int8_t)blocks[2 + j];
    }
}
