/// Expanding the tensor types of a model file to float32.
///
/// Every function reads `count` blocks that lie one behind the other, in the file's little-endian byte order and at
/// any alignment, and writes the values in the order in which they are stored. Products and sums are rounded one by
/// one (never fused), so that a weight has the same bits on every machine.
#ifndef CK_WEIGHTS_H
#define CK_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

/// IEEE halves: `count` values of 2 bytes.
void ck_expand_f16(const uint8_t *halves, ptrdiff_t count, float *out);

/// The upper halves of floats: `count` values of 2 bytes.
void ck_expand_bf16(const uint8_t *uppers, ptrdiff_t count, float *out);

/// Blocks of 18 bytes for 32 values: half scale d, 16 bytes of nibbles; x = d (q - 8).
void ck_expand_q4_0(const uint8_t *blocks, ptrdiff_t count, float *out);

/// Blocks of 20 bytes for 32 values: half scale d, half minimum m, 16 bytes of nibbles; x = d q + m.
void ck_expand_q4_1(const uint8_t *blocks, ptrdiff_t count, float *out);

/// Blocks of 22 bytes for 32 values: half scale d, 32 fifth bits, 16 bytes of nibbles; x = d (q - 16).
void ck_expand_q5_0(const uint8_t *blocks, ptrdiff_t count, float *out);

/// Blocks of 24 bytes for 32 values: half scale d, half minimum m, 32 fifth bits, 16 bytes of nibbles; x = d q + m.
void ck_expand_q5_1(const uint8_t *blocks, ptrdiff_t count, float *out);

/// Blocks of 34 bytes for 32 values: half scale d, 32 signed bytes; x = d q.
void ck_expand_q8_0(const uint8_t *blocks, ptrdiff_t count, float *out);

#endif
