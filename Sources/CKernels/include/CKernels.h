/// The hot loops, threads to run them on, and what the heap keeps. The loops neither allocate nor keep
/// state; every pointer is checked by its Swift caller.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "ck_heap.h"
#include "ck_kernels.h"
#include "ck_panels.h"
#include "ck_threads.h"
#include "ck_weights.h"

#endif
