// What lies between a model's products, where C with the processor's own instructions measures well ahead of Swift: every
// kernel is compiled for several instruction sets, of which one is chosen at run time. NaN and infinities propagate: they
// are data here.
#ifndef REVIVE_CKERNELS_H
#define REVIVE_CKERNELS_H
#include <stddef.h>
#include <stdint.h>

#include "Kernels.h"

// ---- half.c: 16-bit floats to 32 bits and back ----
// `source` holds `count` little-endian 16-bit floats and may lie at any address; `target` has room for `count` floats.

/// IEEE half precision, by the F16C instructions where the processor has them.
void revive_widen_f16(const void *source, float *target, size_t count);

/// The same without special instructions: the fallback, visible so that tests can compare the two.
void revive_widen_f16_portable(const void *source, float *target, size_t count);

/// bfloat16: the upper half of a 32-bit float.
void revive_widen_bf16(const void *source, float *target, size_t count);

// Narrowing: `target` has room for `count` little-endian 16-bit floats at any address. Rounds to nearest, ties to even;
// what lies beyond the largest number becomes infinity; a NaN stays a NaN with the upper bits of its payload.

/// IEEE half precision, by the F16C instructions where the processor has them.
void revive_narrow_f16(const float *source, void *target, size_t count);

/// The same without special instructions.
void revive_narrow_f16_portable(const float *source, void *target, size_t count);

/// bfloat16.
void revive_narrow_bf16(const float *source, void *target, size_t count);
// ---- end of half.c ----

/// Keeps freed memory for what is allocated next, up to 256 MB: a pass frees its activations and asks for as many in the
/// next moment, which else costs a page fault for every 4 KB.
void revive_keep_freed_memory(void);
#endif
