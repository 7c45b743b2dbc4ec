#if defined(__x86_64__)
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "CKernels.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define NAME "AVX2"
#define TABLE revive_kernels_avx2
#include "table.h"
#pragma clang attribute pop
#endif
