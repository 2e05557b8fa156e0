// The kernels, written once over vectors of CK_LANES floats; each instruction set includes them.

#include "ck_kernels.h"

#include <math.h>
#include <string.h>

#include "kernels_vector.h"

#include "kernels_multiply.h"

#include "kernels_expand.h"

#include "kernels_weights.h"

#include "kernels_rounded.h"

#include "kernels_elementwise.h"

#include "kernels_words.h"

#include "kernels_quantize.h"

#include "kernels_unpack.h"

#include "kernels_attention.h"

#include "kernels_stored.h"

#include "kernels_stored_keys.h"

#include "kernels_stored_values.h"

#include "kernels_changes.h"

const ck_kernels CK_TABLE = {
    .name = CK_NAME,
    .multiply = multiply,
    .multiply_weights = multiply_weights,
    .round_activations = round_activations,
    .multiply_rounded = multiply_rounded,
    .expand_panel = expand_panel,
    .add = add,
    .rms_norm = rms_norm,
    .rotate = rotate,
    .silu_multiply = silu_multiply,
    .to_half = to_half,
    .from_half = from_half,
    .exponentiate = exponentiate,
    .scale = scale,
    .attend_causally = attend_causally,
    .score_keys = score_keys,
    .add_values = add_values,
    .decode_keys = decode_keys,
    .decode_values = decode_values,
    .quantize = quantize,
    .dequantize = dequantize,
    .dot = dot,
    .pack_keys = pack_keys,
    .pack_values = pack_values,
    .unpack_keys = unpack_keys,
    .unpack_values = unpack_values,
    .log_sum_exp = log_sum_exp,
    .divergence = divergence,
    .arg_max = arg_max,
    .gather_halves = gather_halves,
    .gather_columns = gather_columns,
    .subtract = subtract,
    .sum_rows = sum_rows,
    .weight_changes = weight_changes,
    .output_changes = output_changes,
};
