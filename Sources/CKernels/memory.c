#include <malloc.h>

#include "CKernels.h"

void revive_keep_freed_memory(void) {
  // As large as the allocator lets the first be.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
}
