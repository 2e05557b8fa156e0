#include "ck_kernels.h"

#include <string.h>

extern const ck_kernels ck_portable;
#if defined(__x86_64__)
extern const ck_kernels ck_avx2;
extern const ck_kernels ck_avx512;

static bool runs_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("f16c") && __builtin_cpu_supports("bmi2");
}

static bool runs_avx512(void) {
    return runs_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni");
}
#endif

const ck_kernels *ck_select(const char *name) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (runs_avx512() && (!name || !strcmp(name, "avx512"))) return &ck_avx512;
    if (runs_avx2() && (!name || !strcmp(name, "avx2"))) return &ck_avx2;
#endif
    if (!name || !strcmp(name, "portable")) return &ck_portable;
    return NULL;
}
