// The few loops where C with AVX2 measures well ahead of Swift (exp inside GELU and softmax). Every function has a portable
// form, chosen at run time when the processor lacks AVX2 or FMA. NaN and infinities propagate: they are data here.
#ifndef REVIVE_CKERNELS_H
#define REVIVE_CKERNELS_H
#include <stddef.h>
#include <stdint.h>

// y[i] = gelu(x[i]) with the tanh approximation: x / (1 + exp(-2u)), u = sqrt(2/pi) (x + 0.044715 x^3). y may be x.
void revive_gelu_tanh(const float *x, float *y, size_t n);

// dx[i] = dy[i] * d gelu(x[i]) / dx, of the same approximation. dx may be dy.
void revive_gelu_tanh_gradient(const float *x, const float *dy, float *dx, size_t n);

// x = softmax(x) over n entries, in place.
void revive_softmax(float *x, size_t n);

// log(sum(exp(x[i]))) over n entries.
float revive_log_sum_exp(const float *x, size_t n);

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
#endif
