// 16-bit floats, as checkpoints store them: widening to 32 bits and narrowing to them. The 16-bit numbers may lie at odd
// addresses (tensors in a memory-mapped file are not aligned), so every access to them goes through memcpy or an
// unaligned instruction.

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

static uint32_t bits_of_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Rounds away the lowest `count` bits, to nearest, ties to even; a carry into the exponent is what rounding up means.
static uint32_t round_off(uint32_t bits, int count) {
  return (bits + (1u << (count - 1)) - 1 + ((bits >> count) & 1)) >> count;
}

static uint16_t narrow_to_half(float value) {
  const uint32_t bits = bits_of_float(value);
  const uint32_t sign = (bits >> 16) & 0x8000;
  const uint32_t magnitude = bits & 0x7FFFFFFF;
  if (magnitude > 0x7F800000) {  // a NaN, made quiet as the hardware instruction does
    return (uint16_t)(sign | 0x7E00 | ((magnitude >> 13) & 0x3FF));
  }
  if (magnitude >= 0x477FF000) {  // 65520 and more
    return (uint16_t)(sign | 0x7C00);
  }
  if (magnitude < 0x38800000) {  // below 2^-14: a multiple of 2^-24, which is the last place of numbers from 0.5 to 1
    return (uint16_t)(sign | (bits_of_float(float_from_bits(magnitude) + 0.5f) - bits_of_float(0.5f)));
  }
  return (uint16_t)(sign | round_off(magnitude - (112u << 23), 13));
}

void revive_narrow_f16_portable(const float *source, void *target, size_t count) {
  char *bytes = target;
  for (size_t i = 0; i < count; i++) {
    const uint16_t half = narrow_to_half(source[i]);
    memcpy(bytes + 2 * i, &half, sizeof half);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx,f16c"))) static void narrow_f16_avx(const float *source, void *target, size_t count) {
  char *bytes = target;
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m128i halves = _mm256_cvtps_ph(_mm256_loadu_ps(source + i), _MM_FROUND_TO_NEAREST_INT);
    _mm_storeu_si128((__m128i *)(bytes + 2 * i), halves);
  }
  revive_narrow_f16_portable(source + i, bytes + 2 * i, count - i);
}
#endif

void revive_narrow_f16(const float *source, void *target, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx") && __builtin_cpu_supports("f16c")) {
    narrow_f16_avx(source, target, count);
    return;
  }
#endif
  revive_narrow_f16_portable(source, target, count);
}

void revive_narrow_bf16(const float *source, void *target, size_t count) {
  char *bytes = target;
  for (size_t i = 0; i < count; i++) {
    const uint32_t bits = bits_of_float(source[i]);
    const int is_nan = (bits & 0x7FFFFFFF) > 0x7F800000;
    const uint16_t upper = (uint16_t)(is_nan ? bits >> 16 | 0x40 : round_off(bits, 16));  // a NaN stays one, and quiet
    memcpy(bytes + 2 * i, &upper, sizeof upper);
  }
}
