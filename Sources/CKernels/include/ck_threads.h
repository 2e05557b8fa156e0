// What Swift lacks for a pool of threads: starting one, and waiting without giving up the core.
#ifndef CK_THREADS_H
#define CK_THREADS_H

#include <stdbool.h>

/// Starts a thread that calls `run` and ends with it; signals go to the program's other threads.
/// False if the system grants no thread.
bool ck_start_thread(void (*run)(void *context), void *context);

/// Tells the core that this is a loop that waits, so that it saves power and leaves in time.
static inline void ck_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

#endif
