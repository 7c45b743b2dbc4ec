// Floats as sums of bf16 numbers: the upper halves of 32-bit floats.
#include "COneDNN.h"

#include <string.h>

#if defined(__x86_64__)
#define WIDE __attribute__((target_clones("avx512bw", "avx2", "default")))
#else
#define WIDE
#endif

static inline uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float float_of(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// To the nearest, ties to even, in the upper half; a NaN stays one.
static inline uint32_t rounded(uint32_t bits) {
  const uint32_t nearest = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000;
  const uint32_t quiet = (bits | 0x400000) & 0xFFFF0000;
  return (bits & 0x7FFFFFFF) > 0x7F800000 ? quiet : nearest;
}

WIDE static void round_all(const float *x, size_t count, uint16_t *part) {
  for (size_t i = 0; i < count; i++) part[i] = (uint16_t)(rounded(bits_of(x[i])) >> 16);
}

WIDE static void split_in_two(const float *x, size_t count, uint16_t *first, uint16_t *second) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t upper = rounded(bits_of(x[i]));
    const float rest = (upper & 0x7F800000) == 0x7F800000 ? 0 : x[i] - float_of(upper);
    first[i] = (uint16_t)(upper >> 16);
    second[i] = (uint16_t)(rounded(bits_of(rest)) >> 16);
  }
}

WIDE static void split_in_three(const float *x, size_t count, uint16_t *first, uint16_t *second, uint16_t *third) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t upper = rounded(bits_of(x[i]));
    const float rest = (upper & 0x7F800000) == 0x7F800000 ? 0 : x[i] - float_of(upper);
    const uint32_t middle = rounded(bits_of(rest));
    first[i] = (uint16_t)(upper >> 16);
    second[i] = (uint16_t)(middle >> 16);
    third[i] = (uint16_t)(rounded(bits_of(rest - float_of(middle))) >> 16);
  }
}

void revive_split_bf16(const float *x, size_t count, int terms, uint16_t *parts) {
  switch (terms) {
    case 1: round_all(x, count, parts); break;
    case 2: split_in_two(x, count, parts, parts + count); break;
    default: split_in_three(x, count, parts, parts + count, parts + 2 * count);
  }
}
