// Vectors of LANES floats, and what the kernels need of them. This and the files beside it are compiled once for every
// instruction set, by `plain.c`, `avx2.c` and `avx512.c`, which say what LANES is; nothing in them is written twice.

typedef float vec __attribute__((vector_size(4 * LANES)));
typedef int32_t mask __attribute__((vector_size(4 * LANES)));
typedef float vec4 __attribute__((vector_size(16)));
typedef float vec8 __attribute__((vector_size(32)));

#define INLINE static inline __attribute__((always_inline))

INLINE vec splat(float x) { return x - (vec){}; }

INLINE vec load(const float *x) {
  vec v;
  memcpy(&v, x, sizeof v);
  return v;
}

INLINE void store(float *x, vec v) { memcpy(x, &v, sizeof v); }

// The first n < LANES numbers, and `fill` in the other lanes.
INLINE vec load_part(const float *x, size_t n, float fill) {
#if LANES == 16
  return _mm512_mask_loadu_ps(splat(fill), (__mmask16)((1u << n) - 1), x);
#else
  vec v = splat(fill);
  memcpy(&v, x, n * sizeof *x);
  return v;
#endif
}

INLINE void store_part(float *x, vec v, size_t n) {
#if LANES == 16
  _mm512_mask_storeu_ps(x, (__mmask16)((1u << n) - 1), v);
#else
  memcpy(x, &v, n * sizeof *x);
#endif
}

// a where `choice` is -1, else b.
INLINE vec choose(mask choice, vec a, vec b) { return (vec)((choice & (mask)a) | (~choice & (mask)b)); }

// The larger of each pair of any vectors; b where one is NaN.
#define LARGER(a, b) ((__typeof__(a))(((a > b) & (__typeof__(a > b))a) | (~(a > b) & (__typeof__(a > b))b)))

#define LOWER_8(v) __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7)
#define UPPER_8(v) __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15)
#define LOWER_4(v) __builtin_shufflevector(v, v, 0, 1, 2, 3)
#define UPPER_4(v) __builtin_shufflevector(v, v, 4, 5, 6, 7)

// The sums of every fourth lane.
INLINE vec4 folded(vec v) {
#if LANES == 16
  const vec8 half = LOWER_8(v) + UPPER_8(v);
  return LOWER_4(half) + UPPER_4(half);
#elif LANES == 8
  return LOWER_4(v) + UPPER_4(v);
#else
  return v;
#endif
}

// The largest lane of a vector without NaN.
INLINE float largest_lane(vec v) {
#if LANES == 16
  const vec8 half = LARGER(LOWER_8(v), UPPER_8(v));
  const vec4 f = LARGER(LOWER_4(half), UPPER_4(half));
#elif LANES == 8
  const vec4 f = LARGER(LOWER_4(v), UPPER_4(v));
#else
  const vec4 f = v;
#endif
  const float a = f[0] > f[1] ? f[0] : f[1], b = f[2] > f[3] ? f[2] : f[3];
  return a > b ? a : b;
}

// The sums of all lanes of four vectors.
INLINE vec4 sums4(vec a, vec b, vec c, vec d) {
  const vec4 fa = folded(a), fb = folded(b), fc = folded(c), fd = folded(d);
  const vec4 ab = __builtin_shufflevector(fa, fb, 0, 4, 1, 5) + __builtin_shufflevector(fa, fb, 2, 6, 3, 7);
  const vec4 cd = __builtin_shufflevector(fc, fd, 0, 4, 1, 5) + __builtin_shufflevector(fc, fd, 2, 6, 3, 7);
  return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

INLINE float sum(vec v) {
  const vec4 f = folded(v);
  return (f[0] + f[2]) + (f[1] + f[3]);
}

// exp by range reduction x = n ln2 + r and a polynomial in r; relative error below 3e-7 on [-87.3, 88.3], constant beyond.
// NaN passes through: it compares false.
INLINE vec exponential(vec x) {
  x = choose(x > 88.3f, splat(88.3f), x);
  x = choose(x < -87.3f, splat(-87.3f), x);
  // Adding 1.5 * 2^23 rounds to a whole number.
  const vec n = (x * 1.44269504f + 12582912.0f) - 12582912.0f;
  vec r = x - n * 0.693145752f;
  r = r - n * 1.42860677e-6f;
  vec p = r * (1.0f / 720) + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = (p * r) * r + (r + 1);
  return p * (vec)((__builtin_convertvector(n, mask) + 127) << 23);
}

// 1 / (1 + exp(-x)).
INLINE vec sigmoid(vec x) { return 1 / (1 + exponential(-x)); }

// The sum of a[i] b[i].
static float dot(const float *a, const float *b, size_t n) {
  vec s0 = {}, s1 = {}, s2 = {}, s3 = {};
  size_t i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES) {
    s0 += load(a + i) * load(b + i);
    s1 += load(a + i + LANES) * load(b + i + LANES);
    s2 += load(a + i + 2 * LANES) * load(b + i + 2 * LANES);
    s3 += load(a + i + 3 * LANES) * load(b + i + 3 * LANES);
  }
  for (; i + LANES <= n; i += LANES) s0 += load(a + i) * load(b + i);
  if (i < n) s1 += load_part(a + i, n - i, 0) * load_part(b + i, n - i, 0);
  return sum((s0 + s1) + (s2 + s3));
}
