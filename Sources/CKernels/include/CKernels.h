/// The hot loops. Nothing here allocates or keeps state; every pointer is checked by its Swift caller.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "ck_kernels.h"
#include "ck_panels.h"
#include "ck_weights.h"

#endif
