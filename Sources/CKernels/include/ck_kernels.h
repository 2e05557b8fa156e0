/// The hot loops of inference and compression, once for each instruction set.
///
/// Nothing here allocates or keeps state. Every pointer and count is checked by its Swift caller.
/// A sum runs over its terms in a fixed order that does not depend on how the work was cut, so the
/// same inputs give the same bits with any number of threads and any batch.
#ifndef CK_KERNELS_H
#define CK_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ck_panels.h"

/// Tokens of a block of packed keys or values. Codes of a whole block lie in words (kernels_words.h) where
/// the head dimension is a multiple of 32, else and in the last, shorter block in a stream: of keys
/// [channel][token], of values [token][channel].
#define CK_TOKEN_BLOCK 32
/// Tokens of a tile that attention expands to float32 at a time; a multiple of CK_TOKEN_BLOCK.
#define CK_TILE 64

/// A run of stored tokens of one stream of one key-value head.
typedef struct {
    /// 16 bit: halves [tokens][head_dim]. Else packed codes, in blocks of CK_TOKEN_BLOCK tokens, the
    /// last of which may be shorter.
    const uint8_t *codes;
    /// Scale and minimum of each group as halves; [group][head_dim][2] per channel,
    /// [token][group][2] per token; null for 16 bit.
    const uint16_t *groups;
    /// Tokens in the segment.
    int32_t tokens;
    /// Bits of a code: 2, 3, 4, 5, 6, 8 or 16.
    int32_t bits;
    /// Values that share a scale and a minimum, as in effect.
    int32_t group;
    /// Whether a group runs over tokens of one channel rather than over channels of one token.
    int32_t per_channel;
} ck_segment;

/// What a product does with what stands in its place.
typedef enum {
    /// It is overwritten.
    CK_STORE,
    /// The chain of multiply-adds starts from it.
    CK_CONTINUE,
    /// The product is added to it, which rounds less where it is large.
    CK_ADD,
} ck_sum;

/// The functions of one instruction set.
typedef struct {
    /// `avx512`, `avx2` or `portable`.
    const char *name;

    /// c[rows][columns] from a[rows][inner] * b[inner][columns]; each element of the product is one
    /// chain of multiply-adds in the order of `inner`.
    void (*multiply)(const float *a, ptrdiff_t a_stride, ptrdiff_t rows, const float *b,
                     ptrdiff_t b_stride, ptrdiff_t inner, ptrdiff_t columns, float *c,
                     ptrdiff_t c_stride, ck_sum mode);

    /// c = or += a[rows][inputs] * weights^T for the outputs of panels first ..< first + count, the
    /// first of which is column 0 of c; each element is a sum of chains of CK_CHAIN multiply-adds in
    /// the order of the inputs.
    void (*multiply_weights)(const ck_weights *weights, ptrdiff_t first, ptrdiff_t count,
                             const float *a, ptrdiff_t a_stride, ptrdiff_t rows, float *c,
                             ptrdiff_t c_stride, bool adding);

    /// Rounds a row of activations, `count` a multiple of CK_WEIGHT_BLOCK, to 32 bits in each block.
    void (*round_activations)(const float *x, ptrdiff_t count, int16_t *codes, float *scales,
                              float *sums);

    /// The same product as multiply_weights for a type with blocks and rounded activations; sums of
    /// a block are exact, so a row has the same bits whatever rows accompany it.
    void (*multiply_rounded)(const ck_weights *weights, ptrdiff_t first, ptrdiff_t count,
                             const ck_rounded *x, ptrdiff_t rows, float *c, ptrdiff_t c_stride,
                             bool adding);

    /// out[inputs][CK_PANEL]: the weights of a panel.
    void (*expand_panel)(const ck_weights *weights, ptrdiff_t panel, float *out);

    /// x[i] += y[i].
    void (*add)(float *x, const float *y, ptrdiff_t count);

    /// out = x / rms(x) * weight.
    void (*rms_norm)(const float *x, const float *weight, ptrdiff_t count, float epsilon, float *out);

    /// Rotates the halves of each head: (x0, x1) -> (x0 cos - x1 sin, x1 cos + x0 sin).
    void (*rotate)(float *x, ptrdiff_t heads, ptrdiff_t head_dim, const float *cosines,
                   const float *sines);

    /// gate = silu(gate) * up.
    void (*silu_multiply)(float *gate, const float *up, ptrdiff_t count);

    /// Rounds to IEEE half, nearest even; false if a value is not finite or rounds
    /// beyond 65504.
    bool (*to_half)(const float *x, uint16_t *out, ptrdiff_t count);

    /// Expands IEEE half, subnormals included.
    void (*from_half)(const uint16_t *x, float *out, ptrdiff_t count);

    /// row = exp(row - max(row)); returns the sum.
    float (*exponentiate)(float *row, ptrdiff_t count);

    /// x[i] *= factor.
    void (*scale)(float *x, ptrdiff_t count, float factor);

    /// Exact causal attention of `positions` x `heads` queries with running maximum and sum.
    /// q: [positions][heads][head_dim], already divided by sqrt(head_dim); query p sees the first
    /// first_position + p + 1 keys. kt: keys transposed [head_dim][kt_stride]; v: [tokens][v_stride].
    /// scratch: positions * heads * (CK_TILE + 2) floats. out: [positions][out_stride], heads adjacent.
    void (*attend_causally)(const float *q, ptrdiff_t positions, ptrdiff_t heads,
                            ptrdiff_t head_dim, ptrdiff_t first_position, const float *kt,
                            ptrdiff_t kt_stride, const float *v, ptrdiff_t v_stride,
                            float *scratch, float *out, ptrdiff_t out_stride);

    /// scores[row][token] = q[row] . key[token] for all tokens of a segment; scratch: head_dim *
    /// CK_TILE floats. Up to 15 floats behind a row's last score may be overwritten.
    void (*score_keys)(const ck_segment *segment, const float *q, ptrdiff_t rows,
                       ptrdiff_t head_dim, float *scratch, float *scores, ptrdiff_t score_stride);

    /// out[row] += sum over tokens of weights[row][token] * value[token]; scratch: CK_TILE *
    /// head_dim floats.
    void (*add_values)(const ck_segment *segment, const float *weights, ptrdiff_t weight_stride,
                       ptrdiff_t rows, ptrdiff_t head_dim, float *scratch, float *out);

    /// As score_keys, for few rows: straight from the codes where blocks and groups allow it, with what
    /// multiplies them rounded to 16 bits. No float behind the last score is touched but as there.
    void (*decode_keys)(const ck_segment *segment, const float *q, ptrdiff_t rows,
                        ptrdiff_t head_dim, float *scratch, float *scores, ptrdiff_t score_stride);

    /// As add_values, for few rows: straight from the codes where blocks and groups allow it, with
    /// what multiplies them rounded to 16 bits.
    void (*decode_values)(const ck_segment *segment, const float *weights, ptrdiff_t weight_stride,
                          ptrdiff_t rows, ptrdiff_t head_dim, float *scratch, float *out);

    /// Codes and groups of tokens x[tokens][head_dim]; codes: one byte each, [tokens][head_dim].
    void (*quantize)(const float *x, ptrdiff_t tokens, ptrdiff_t head_dim, int32_t bits,
                     int32_t group, bool per_channel, uint8_t *codes, uint16_t *groups);

    /// out[tokens][head_dim] = code * scale + minimum: what quantized values read back as.
    void (*dequantize)(const uint8_t *codes, const uint16_t *groups, ptrdiff_t tokens,
                       ptrdiff_t head_dim, int32_t group, bool per_channel, float *out);

    /// Sum of x[i] * y[i].
    float (*dot)(const float *x, const float *y, ptrdiff_t count);

    /// Packs codes [tokens][head_dim] of keys into blocks.
    void (*pack_keys)(const uint8_t *codes, ptrdiff_t tokens, ptrdiff_t head_dim, int32_t bits,
                      uint8_t *out);

    /// Packs codes [tokens][head_dim] of values into blocks.
    void (*pack_values)(const uint8_t *codes, ptrdiff_t tokens, ptrdiff_t head_dim, int32_t bits,
                        uint8_t *out);

    /// Expands tokens first ..< first + count of a segment of keys, whole blocks but for the
    /// segment's last; out: [head_dim][CK_TILE].
    void (*unpack_keys)(const ck_segment *segment, ptrdiff_t first, ptrdiff_t count,
                        ptrdiff_t head_dim, float *out);

    /// Expands tokens first ..< first + count of a segment of values, whole blocks but for the
    /// segment's last; out: [count][head_dim].
    void (*unpack_values)(const ck_segment *segment, ptrdiff_t first, ptrdiff_t count,
                          ptrdiff_t head_dim, float *out);

    /// log(sum(exp(x))).
    double (*log_sum_exp)(const float *x, ptrdiff_t count);

    /// KL(P || Q) in nats of two distributions given as logits and their log-sum-exp.
    double (*divergence)(const float *p, double p_log_sum, const float *q, double q_log_sum,
                         ptrdiff_t count);

    /// Index of the largest element, the first of equals.
    ptrdiff_t (*arg_max)(const float *x, ptrdiff_t count);

    /// Expands some rows of halves: out[count][width] = x[rows[i]].
    void (*gather_halves)(const uint16_t *x, ptrdiff_t width, const int32_t *rows, ptrdiff_t count,
                          float *out);

    /// out[rows][count] = the chosen columns of x[rows][x_stride].
    void (*gather_columns)(const float *x, ptrdiff_t x_stride, ptrdiff_t rows,
                           const int32_t *columns, ptrdiff_t count, float *out);

    /// x[i] -= y[i].
    void (*subtract)(float *x, const float *y, ptrdiff_t count);

    /// sums[row] = sum of x[row][0 ..< columns].
    void (*sum_rows)(const float *x, ptrdiff_t x_stride, ptrdiff_t rows, ptrdiff_t columns,
                     float *sums);

    /// Scores become what attention's weights change by: x[row] = exp(x[row] - maxima[row]) -
    /// weights[row]; sums[row] = their sum.
    void (*weight_changes)(float *x, ptrdiff_t x_stride, ptrdiff_t rows, ptrdiff_t columns,
                           const float *maxima, const float *weights, ptrdiff_t weight_stride,
                           float *sums);

    /// What the output of a softmax changes by where its weighted sum changes by x[rows][width] and
    /// its weights' total by changes[row]: x[row] = (x[row] - changes[row] * outputs[row]) /
    /// (totals[row] + changes[row]). Nothing large is subtracted from something large.
    void (*output_changes)(float *x, ptrdiff_t rows, ptrdiff_t width, const float *changes,
                           const float *totals, const float *outputs);
} ck_kernels;

/// The best table that the processor can run, or the one named; null if the name is unknown or the
/// processor cannot run it.
const ck_kernels *ck_select(const char *name);

/// out[columns][out_stride] = x[rows][x_stride], transposed.
void ck_transpose(const float *x, ptrdiff_t x_stride, ptrdiff_t rows, ptrdiff_t columns, float *out,
                  ptrdiff_t out_stride);

#endif
