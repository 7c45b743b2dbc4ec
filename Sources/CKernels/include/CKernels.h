#ifndef REVIVE_CKernels_H
#define REVIVE_CKernels_H

#include <stddef.h>

// ---- half.c: 16-bit floats to 32 bits ----
// `source` holds `count` little-endian 16-bit floats and may lie at any address; `target` has room for `count` floats.

/// IEEE half precision, by the F16C instructions where the processor has them.
void revive_widen_f16(const void *source, float *target, size_t count);

/// The same without special instructions: the fallback, visible so that tests can compare the two.
void revive_widen_f16_portable(const void *source, float *target, size_t count);

/// bfloat16: the upper half of a 32-bit float.
void revive_widen_bf16(const void *source, float *target, size_t count);
// ---- end of half.c ----

#endif
