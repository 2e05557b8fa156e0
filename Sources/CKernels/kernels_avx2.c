// AVX2 with FMA and half conversion (x86-64-v3).
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,bmi,bmi2"))), apply_to = function)
#define CK_LANES 8
#define CK_VECTORS 2
#define CK_HARDWARE_HALF 1
#define CK_TABLE ck_avx2
#define CK_NAME "avx2"
#include "kernels_template.h"
#pragma clang attribute pop
#endif
