#include "ck_weights.h"
