/// Weights in memory: in the types of a model file, in as many bytes, in an order that expands to
/// float32 fast.
///
/// A panel holds CK_PANEL outputs. Types with blocks lie in it block after block of CK_WEIGHT_BLOCK
/// inputs: the outputs' half scales, half minima and fifth bits (a word an output), each where the
/// type has them (bit 4e + j for input 8e + j, 16 + 4e + j for input 8e + 4 + j, j < 4), then the codes: of 4 bits in words of 8 inputs [4][CK_PANEL], of 8 bits
/// [CK_WEIGHT_BLOCK][CK_PANEL]. The other types lie [input][CK_PANEL].
#ifndef CK_PANELS_H
#define CK_PANELS_H

#include <stddef.h>
#include <stdint.h>

/// Outputs of a panel.
#define CK_PANEL 64
/// Inputs of a block.
#define CK_WEIGHT_BLOCK 32
/// Inputs that are summed in one chain before they join the total, which keeps rounding small.
#define CK_CHAIN 256

/// The types of weights, by their numbers in a model file.
typedef enum {
    CK_F32 = 0,
    CK_F16 = 1,
    CK_Q4_0 = 2,
    CK_Q4_1 = 3,
    CK_Q5_0 = 6,
    CK_Q5_1 = 7,
    CK_Q8_0 = 8,
    CK_BF16 = 30,
} ck_weight_type;

/// A matrix [outputs][inputs] in panels.
typedef struct {
    /// The panels, at a border of 64 bytes.
    const uint8_t *panels;
    /// The type of all weights.
    ck_weight_type type;
    /// Rows of the matrix; the last panel's outputs behind them have weights of zero.
    ptrdiff_t outputs;
    /// Columns of the matrix, whole blocks of the types that have them.
    ptrdiff_t inputs;
} ck_weights;

/// Rows of activations rounded to 32 bits, for products in integers with types that have blocks.
typedef struct {
    /// [rows][inputs / 8][4][2][2]: of inputs j and j + 4 of eight the upper 16 bits and then the lower
    /// ones, which are signed.
    const int16_t *codes;
    /// What one step of an upper half is, [rows][inputs / CK_WEIGHT_BLOCK].
    const float *scales;
    /// Sum of each block's activations, [rows][inputs / CK_WEIGHT_BLOCK].
    const float *sums;
} ck_rounded;

/// Packs CK_PANEL rows as a file has them, null for zeros, into one panel.
void ck_pack_panel(ck_weight_type type, const uint8_t *const *rows, ptrdiff_t inputs,
                   uint8_t *panel);

/// out[inputs]: one row of a matrix, with the bits that the functions of ck_weights.h give.
void ck_copy_row(const ck_weights *weights, ptrdiff_t row, float *out);

#endif
