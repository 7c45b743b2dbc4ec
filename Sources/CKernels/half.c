// Widening of 16-bit floats, as checkpoints store them, to 32 bits. The sources may lie at odd addresses (tensors in a
// memory-mapped file are not aligned), so every load goes through memcpy or an unaligned instruction.

#include <stdint.h>
#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static float float_from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static float widen_half(uint16_t half) {
  const uint32_t sign = (uint32_t)(half & 0x8000) << 16;
  const uint32_t exponent = (half >> 10) & 0x1F;
  const uint32_t fraction = half & 0x3FF;
  if (exponent == 0) {  // zero or subnormal: fraction * 2^-24, exact in 32 bits
    const float magnitude = (float)fraction * 0x1p-24f;
    return sign ? -magnitude : magnitude;
  }
  if (exponent == 31) {  // infinity, or a NaN, made quiet as the hardware instruction does
    return float_from_bits(sign | 0x7F800000 | (fraction ? 0x400000 | fraction << 13 : 0));
  }
  return float_from_bits(sign | (exponent + 112) << 23 | fraction << 13);  // 112 = 127 - 15, the biases
}

void revive_widen_f16_portable(const void *source, float *target, size_t count) {
  const char *bytes = source;
  for (size_t i = 0; i < count; i++) {
    uint16_t half;
    memcpy(&half, bytes + 2 * i, sizeof half);
    target[i] = widen_half(half);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx,f16c"))) static void widen_f16_avx(const void *source, float *target, size_t count) {
  const char *bytes = source;
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m128i halves = _mm_loadu_si128((const __m128i *)(bytes + 2 * i));
    _mm256_storeu_ps(target + i, _mm256_cvtph_ps(halves));
  }
  revive_widen_f16_portable(bytes + 2 * i, target + i, count - i);
}
#endif

void revive_widen_f16(const void *source, float *target, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx") && __builtin_cpu_supports("f16c")) {
    widen_f16_avx(source, target, count);
    return;
  }
#endif
  revive_widen_f16_portable(source, target, count);
}

void revive_widen_bf16(const void *source, float *target, size_t count) {
  const char *bytes = source;
  for (size_t i = 0; i < count; i++) {
    uint16_t upper;
    memcpy(&upper, bytes + 2 * i, sizeof upper);
    target[i] = float_from_bits((uint32_t)upper << 16);
  }
}
