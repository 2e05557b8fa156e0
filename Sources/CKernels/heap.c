#include "ck_heap.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

void ck_keep_freed_blocks(size_t block, size_t total) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, (int)block);
    mallopt(M_TRIM_THRESHOLD, (int)total);
#else
    (void)block;
    (void)total;
#endif
}
