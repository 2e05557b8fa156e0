// Plain C with short vectors, which any processor's compiler can map.
#define CK_LANES 4
#define CK_VECTORS 2
#define CK_TABLE ck_portable
#define CK_NAME "portable"
#include "kernels_template.h"
