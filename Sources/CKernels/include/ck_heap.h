// What Swift lacks to say how the C library treats freed memory.
#ifndef CK_HEAP_H
#define CK_HEAP_H

#include <stddef.h>

/// Keeps freed blocks below `block` bytes, up to `total` bytes, for the next ones instead of giving each
/// back to the system. Does nothing where the C library has no such setting.
void ck_keep_freed_blocks(size_t block, size_t total);

#endif
