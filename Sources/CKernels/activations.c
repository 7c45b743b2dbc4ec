#include "CKernels.h"
#include <math.h>

// exp(2u) of GELU's tanh form: 2u = x (c1 + c3 x^2).
static const float c1 = 1.5957691216057308f;  // 2 sqrt(2/pi)
static const float c3 = 0.07135481282638143f; // c1 * 0.044715

static float gelu_one(float x) { return x / (1 + expf(-x * (c1 + c3 * x * x))); }

static float gelu_gradient_one(float x) {
  float s = 1 / (1 + expf(-x * (c1 + c3 * x * x)));
  return s + x * s * (1 - s) * (c1 + 3 * c3 * x * x);
}

static void softmax_portable(float *x, size_t n) {
  float top = -INFINITY, sum = 0;
  for (size_t i = 0; i < n; i++) top = x[i] > top ? x[i] : top;
  for (size_t i = 0; i < n; i++) sum += x[i] = expf(x[i] - top);
  for (size_t i = 0; i < n; i++) x[i] /= sum;
}

static float log_sum_exp_portable(const float *x, size_t n) {
  float top = -INFINITY;
  double sum = 0;
  for (size_t i = 0; i < n; i++) top = x[i] > top ? x[i] : top;
  for (size_t i = 0; i < n; i++) sum += expf(x[i] - top);
  return top + (float)log(sum);
}

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma")))

static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

// exp by range reduction x = n ln2 + r and a degree-5 polynomial in r; relative error below 3e-7 on [-87.3, 88.3].
// The bound comes first in min/max so that NaN passes through.
AVX2 static inline __m256 exp8(__m256 x) {
  x = _mm256_min_ps(_mm256_set1_ps(88.3f), _mm256_max_ps(_mm256_set1_ps(-87.3f), x));
  __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693145752f), x);
  r = _mm256_fnmadd_ps(n, _mm256_set1_ps(1.42860677e-6f), r);
  __m256 p = _mm256_set1_ps(1.0f / 720);
  p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f / 120));
  p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f / 24));
  p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f / 6));
  p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(0.5f));
  p = _mm256_fmadd_ps(_mm256_mul_ps(p, r), r, _mm256_add_ps(r, _mm256_set1_ps(1)));
  __m256i e = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
  return _mm256_mul_ps(p, _mm256_castsi256_ps(e));
}

AVX2 static inline __m256 sigmoid8(__m256 x, __m256 x2) {
  __m256 u = _mm256_mul_ps(x, _mm256_fnmadd_ps(x2, _mm256_set1_ps(c3), _mm256_set1_ps(-c1)));
  return _mm256_div_ps(_mm256_set1_ps(1), _mm256_add_ps(_mm256_set1_ps(1), exp8(u)));
}

AVX2 static inline float sum8(__m256 v) {
  __m128 a = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  a = _mm_add_ps(a, _mm_movehl_ps(a, a));
  return _mm_cvtss_f32(_mm_add_ss(a, _mm_movehdup_ps(a)));
}

AVX2 static void gelu_avx2(const float *x, float *y, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    __m256 v = _mm256_loadu_ps(x + i);
    _mm256_storeu_ps(y + i, _mm256_mul_ps(v, sigmoid8(v, _mm256_mul_ps(v, v))));
  }
  for (; i < n; i++) y[i] = gelu_one(x[i]);
}

AVX2 static void gelu_gradient_avx2(const float *x, const float *dy, float *dx, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    __m256 v = _mm256_loadu_ps(x + i), v2 = _mm256_mul_ps(v, v), s = sigmoid8(v, v2);
    __m256 slope = _mm256_fmadd_ps(v2, _mm256_set1_ps(3 * c3), _mm256_set1_ps(c1));
    __m256 bend = _mm256_mul_ps(_mm256_mul_ps(v, slope), _mm256_fnmadd_ps(s, s, s));
    _mm256_storeu_ps(dx + i, _mm256_mul_ps(_mm256_loadu_ps(dy + i), _mm256_add_ps(s, bend)));
  }
  for (; i < n; i++) dx[i] = dy[i] * gelu_gradient_one(x[i]);
}

AVX2 static float max_avx2(const float *x, size_t n) {
  __m256 m = _mm256_set1_ps(-INFINITY);
  float top = -INFINITY, lanes[8];
  size_t i = 0;
  for (; i + 8 <= n; i += 8) m = _mm256_max_ps(_mm256_loadu_ps(x + i), m);
  _mm256_storeu_ps(lanes, m);
  for (int k = 0; k < 8; k++) top = lanes[k] > top ? lanes[k] : top;
  for (; i < n; i++) top = x[i] > top ? x[i] : top;
  return top;
}

AVX2 static void softmax_avx2(float *x, size_t n) {
  float top = max_avx2(x, n);
  __m256 t = _mm256_set1_ps(top), s = _mm256_setzero_ps();
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    __m256 e = exp8(_mm256_sub_ps(_mm256_loadu_ps(x + i), t));
    s = _mm256_add_ps(s, e);
    _mm256_storeu_ps(x + i, e);
  }
  float sum = sum8(s);
  for (; i < n; i++) sum += x[i] = expf(x[i] - top);
  __m256 k = _mm256_set1_ps(1 / sum);
  for (i = 0; i + 8 <= n; i += 8) _mm256_storeu_ps(x + i, _mm256_mul_ps(_mm256_loadu_ps(x + i), k));
  for (; i < n; i++) x[i] /= sum;
}

AVX2 static float log_sum_exp_avx2(const float *x, size_t n) {
  float top = max_avx2(x, n);
  __m256 t = _mm256_set1_ps(top), s = _mm256_setzero_ps();
  size_t i = 0;
  for (; i + 8 <= n; i += 8) s = _mm256_add_ps(s, exp8(_mm256_sub_ps(_mm256_loadu_ps(x + i), t)));
  double sum = sum8(s);
  for (; i < n; i++) sum += expf(x[i] - top);
  return top + (float)log(sum);
}
#else
static int has_avx2(void) { return 0; }
static void gelu_avx2(const float *x, float *y, size_t n) {}
static void gelu_gradient_avx2(const float *x, const float *dy, float *dx, size_t n) {}
static void softmax_avx2(float *x, size_t n) {}
static float log_sum_exp_avx2(const float *x, size_t n) { return 0; }
#endif

void revive_gelu_tanh(const float *x, float *y, size_t n) {
  if (has_avx2()) { gelu_avx2(x, y, n); return; }
  for (size_t i = 0; i < n; i++) y[i] = gelu_one(x[i]);
}

void revive_gelu_tanh_gradient(const float *x, const float *dy, float *dx, size_t n) {
  if (has_avx2()) { gelu_gradient_avx2(x, dy, dx, n); return; }
  for (size_t i = 0; i < n; i++) dx[i] = dy[i] * gelu_gradient_one(x[i]);
}

void revive_softmax(float *x, size_t n) {
  if (has_avx2()) softmax_avx2(x, n); else softmax_portable(x, n);
}

float revive_log_sum_exp(const float *x, size_t n) {
  return has_avx2() ? log_sum_exp_avx2(x, n) : log_sum_exp_portable(x, n);
}
