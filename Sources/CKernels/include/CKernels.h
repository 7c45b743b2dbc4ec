// The few loops where C with AVX2 measures well ahead of Swift (exp inside GELU and softmax). Every function has a portable
// form, chosen at run time when the processor lacks AVX2 or FMA. NaN and infinities propagate: they are data here.
#ifndef REVIVE_CKERNELS_H
#define REVIVE_CKERNELS_H
#include <stddef.h>
#include <stdint.h>

// y[i] = gelu(x[i]) with the tanh approximation: x / (1 + exp(-2u)), u = sqrt(2/pi) (x + 0.044715 x^3). y may be x.
void rk_gelu_tanh(const float *x, float *y, size_t n);

// dx[i] = dy[i] * d gelu(x[i]) / dx, of the same approximation. dx may be dy.
void rk_gelu_tanh_gradient(const float *x, const float *dy, float *dx, size_t n);

// x = softmax(x) over n entries, in place.
void rk_softmax(float *x, size_t n);

// log(sum(exp(x[i]))) over n entries.
float rk_log_sum_exp(const float *x, size_t n);

// --- storage types -------------------------------------------------------------------------------------------------
#endif
