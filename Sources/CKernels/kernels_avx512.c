// AVX-512 with integer dot products (Ice Lake, Zen 4 and newer).
#if defined(__x86_64__)
#pragma clang attribute push(                                                                     \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx2,fma,f16c,bmi,bmi2"))), \
    apply_to = function)
#define CK_LANES 16
#define CK_VECTORS 4
#define CK_HARDWARE_HALF 1
#define CK_TABLE ck_avx512
#define CK_NAME "avx512"
#include "kernels_template.h"
#pragma clang attribute pop
#endif
