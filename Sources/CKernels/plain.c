#include <math.h>
#include <stdint.h>
#include <string.h>

#include "CKernels.h"

#define LANES 4
#define NAME "plain"
#define TABLE revive_kernels_plain
#include "table.h"
