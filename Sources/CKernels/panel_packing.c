#include "ck_weights.h"
#include "weight_layout.h"

#include <string.h>

static uint64_t load_little(const uint8_t *bytes, int count) {
    uint64_t value = 0;
    for (int i = 0; i < count; i++) value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

static void store_little(uint8_t *bytes, int count, uint64_t value) {
    for (int i = 0; i < count; i++) bytes[i] = (uint8_t)(value >> (8 * i));
}

/// The low nibbles of 8 bytes, the first byte's lowest.
static uint32_t low_nibbles(uint64_t bytes) {
    bytes &= 0x0f0f0f0f0f0f0f0full;
    bytes = (bytes | bytes >> 4) & 0x00ff00ff00ff00ffull;
    bytes = (bytes | bytes >> 8) & 0x0000ffff0000ffffull;
    return (uint32_t)(bytes | bytes >> 16);
}

/// One output's share of a block, as the file has it, into its places in a panel's block.
static void pack_share(const ck_weight_type type, const uint8_t *share, ptrdiff_t row,
                       uint8_t *block) {
    uint16_t *halves = (uint16_t *)block + row;
    halves[0] = (uint16_t)load_little(share, 2);
    share += 2;
    if (has_minimum(type)) {
        halves[minima_offset() / 2] = (uint16_t)load_little(share, 2);
        share += 2;
    }
    if (has_fifth(type)) {
        uint64_t fifths = load_little(share, 4);
        ((uint32_t *)(block + fifths_offset(type)))[row] =
            low_nibbles(fifths) | low_nibbles(fifths >> 4) << 16;
        share += 4;
    }
    uint8_t *codes = block + codes_offset(type);
    if (type == CK_Q8_0) {
        for (int k = 0; k < CK_WEIGHT_BLOCK; k++) codes[k * CK_PANEL + row] = share[k];
        return;
    }
    uint32_t *words = (uint32_t *)codes + row;
    for (int half = 0; half < 2; half++) {
        uint64_t bytes = load_little(share + 8 * half, 8);
        words[half * CK_PANEL] = low_nibbles(bytes);
        words[(half + 2) * CK_PANEL] = low_nibbles(bytes >> 4);
    }
}

/// The inverse of `low_nibbles`.
static uint64_t spread_nibbles(uint32_t word) {
    uint64_t bytes = word;
    bytes = (bytes | bytes << 16) & 0x0000ffff0000ffffull;
    bytes = (bytes | bytes << 8) & 0x00ff00ff00ff00ffull;
    return (bytes | bytes << 4) & 0x0f0f0f0f0f0f0f0full;
}

/// The inverse of `pack_share`.
static void unpack_share(ck_weight_type type, const uint8_t *block, ptrdiff_t row,
                         uint8_t *share) {
    const uint16_t *halves = (const uint16_t *)block + row;
    store_little(share, 2, halves[0]);
    share += 2;
    if (has_minimum(type)) {
        store_little(share, 2, halves[minima_offset() / 2]);
        share += 2;
    }
    if (has_fifth(type)) {
        uint32_t fifths = ((const uint32_t *)(block + fifths_offset(type)))[row];
        store_little(share, 4,
                     spread_nibbles(fifths & 0xffff) | spread_nibbles(fifths >> 16) << 4);
        share += 4;
    }
    const uint8_t *codes = block + codes_offset(type);
    if (type == CK_Q8_0) {
        for (int k = 0; k < CK_WEIGHT_BLOCK; k++) share[k] = codes[k * CK_PANEL + row];
        return;
    }
    const uint32_t *words = (const uint32_t *)codes + row;
    for (int half = 0; half < 2; half++) {
        uint64_t low = spread_nibbles(words[half * CK_PANEL]);
        uint64_t high = spread_nibbles(words[(half + 2) * CK_PANEL]);
        store_little(share + 8 * half, 8, low | high << 4);
    }
}

static void pack_blocks(const ck_weight_type type, const uint8_t *const *rows, ptrdiff_t inputs,
                        uint8_t *panel) {
    ptrdiff_t unit = unit_bytes(type);
    for (ptrdiff_t b = 0; b < inputs / CK_WEIGHT_BLOCK; b++, panel += unit * CK_PANEL)
        for (ptrdiff_t r = 0; r < CK_PANEL; r++)
            if (rows[r]) pack_share(type, rows[r] + b * unit, r, panel);
}

void ck_pack_panel(ck_weight_type type, const uint8_t *const *rows, ptrdiff_t inputs,
                   uint8_t *panel) {
    memset(panel, 0, (size_t)(row_bytes(type, inputs) * CK_PANEL));
    switch (type) {
    case CK_Q4_0: pack_blocks(CK_Q4_0, rows, inputs, panel); return;
    case CK_Q4_1: pack_blocks(CK_Q4_1, rows, inputs, panel); return;
    case CK_Q5_0: pack_blocks(CK_Q5_0, rows, inputs, panel); return;
    case CK_Q5_1: pack_blocks(CK_Q5_1, rows, inputs, panel); return;
    case CK_Q8_0: pack_blocks(CK_Q8_0, rows, inputs, panel); return;
    case CK_F32:
        for (ptrdiff_t k = 0; k < inputs; k++)
            for (ptrdiff_t r = 0; r < CK_PANEL; r++)
                if (rows[r])
                    ((uint32_t *)panel)[k * CK_PANEL + r] =
                        (uint32_t)load_little(rows[r] + 4 * k, 4);
        return;
    case CK_F16:
    case CK_BF16:
        for (ptrdiff_t k = 0; k < inputs; k++)
            for (ptrdiff_t r = 0; r < CK_PANEL; r++)
                if (rows[r])
                    ((uint16_t *)panel)[k * CK_PANEL + r] =
                        (uint16_t)load_little(rows[r] + 2 * k, 2);
        return;
    }
}

/// Expands one share of a type with blocks.
static void expand_share(ck_weight_type type, const uint8_t *share, float *out) {
    switch (type) {
    case CK_Q4_0: ck_expand_q4_0(share, 1, out); return;
    case CK_Q4_1: ck_expand_q4_1(share, 1, out); return;
    case CK_Q5_0: ck_expand_q5_0(share, 1, out); return;
    case CK_Q5_1: ck_expand_q5_1(share, 1, out); return;
    default: ck_expand_q8_0(share, 1, out); return;
    }
}

void ck_copy_row(const ck_weights *weights, ptrdiff_t row, float *out) {
    ck_weight_type type = weights->type;
    const uint8_t *panel = panel_start(weights, row / CK_PANEL);
    ptrdiff_t place = row % CK_PANEL, step = unit_bytes(type) * CK_PANEL;
    if (has_blocks(type)) {
        uint8_t share[2 + CK_WEIGHT_BLOCK];
        for (ptrdiff_t k = 0; k < weights->inputs; k += CK_WEIGHT_BLOCK, panel += step) {
            unpack_share(type, panel, place, share);
            expand_share(type, share, out + k);
        }
        return;
    }
    for (ptrdiff_t k = 0; k < weights->inputs; k++, panel += step) {
        uint8_t bytes[2];
        if (type == CK_F32) {
            out[k] = ((const float *)panel)[place];
            continue;
        }
        store_little(bytes, 2, ((const uint16_t *)panel)[place]);
        if (type == CK_F16) ck_expand_f16(bytes, 1, out + k);
        else ck_expand_bf16(bytes, 1, out + k);
    }
}
