// Rows as vectors: softmax and what is made of it, normalisations.

static float largest(const float *x, size_t n) {
  vec top = splat(-INFINITY);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) top = LARGER(load(x + i), top);
  if (i < n) top = LARGER(load_part(x + i, n - i, -INFINITY), top);
  return largest_lane(top);
}

// The first of the largest; n where one is NaN.
static size_t argmax(const float *x, size_t n) {
  vec top = splat(-INFINITY);
  mask broken = {};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    const vec v = load(x + i);
    broken |= v != v;
    top = LARGER(v, top);
  }
  for (; i < n; i++) {
    broken |= splat(x[i]) != splat(x[i]);
    top = LARGER(splat(x[i]), top);
  }
  for (int k = 0; k < LANES; k++)
    if (broken[k]) return n;
  const float best = largest_lane(top);
  for (i = 0; i < n && x[i] < best; i++) {}
  return i;
}

// Sums over a vocabulary: lanes are added to a double after so many terms, so that many terms are as good as a few.
#define STRETCH (64 * LANES)
#define END_OF_STRETCH(i, n) ((n) - (i) > STRETCH ? (i) + STRETCH : (n))

static void softmax(float *x, size_t n) {
  const float top = largest(x, n);
  double total = 0;
  for (size_t i = 0; i < n;) {
    const size_t end = END_OF_STRETCH(i, n);
    vec lanes = {};
    for (; i + LANES <= end; i += LANES) {
      const vec e = exponential(load(x + i) - top);
      lanes += e;
      store(x + i, e);
    }
    if (i < end) {
      const vec e = exponential(load_part(x + i, end - i, -INFINITY) - top);
      lanes += e;
      store_part(x + i, e, end - i);
    }
    i = end;
    total += sum(lanes);
  }
  const float factor = (float)(1 / total);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(x + i, load(x + i) * factor);
  if (i < n) store_part(x + i, load_part(x + i, n - i, 0) * factor, n - i);
}

static float log_sum_exp(const float *x, size_t n) {
  const float top = largest(x, n);
  double total = 0;
  for (size_t i = 0; i < n;) {
    const size_t end = END_OF_STRETCH(i, n);
    vec lanes = {};
    for (; i + LANES <= end; i += LANES) lanes += exponential(load(x + i) - top);
    if (i < end) lanes += exponential(load_part(x + i, end - i, -INFINITY) - top);
    i = end;
    total += sum(lanes);
  }
  return top + (float)log(total);
}

static void probabilities(const float *x, float log_sum, float factor, float *y, size_t n) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(y + i, factor * exponential(load(x + i) - log_sum));
  if (i < n) store_part(y + i, factor * exponential(load_part(x + i, n - i, 0) - log_sum), n - i);
}

// p (log p - log q) of x - log_sum = log p.
INLINE vec divergence_term(vec log_p, vec log_q) { return exponential(log_p) * (log_p - log_q); }

static double divergence(const float *x, float log_sum, const float *log_q, size_t n) {
  double total = 0;
  for (size_t i = 0; i < n;) {
    const size_t end = END_OF_STRETCH(i, n);
    vec lanes = {};
    for (; i + LANES <= end; i += LANES) lanes += divergence_term(load(x + i) - log_sum, load(log_q + i));
    // Beyond the end both logarithms are 0.
    if (i < end) lanes += divergence_term(load_part(x + i, end - i, log_sum) - log_sum, load_part(log_q + i, end - i, 0));
    i = end;
    total += sum(lanes);
  }
  return total;
}

static void divergence_gradient(
    const float *x, float log_sum, const float *log_q, float divergence, float factor, float *y, size_t n) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    const vec log_p = load(x + i) - log_sum;
    store(y + i, factor * exponential(log_p) * (log_p - load(log_q + i) - divergence));
  }
  if (i < n) {
    const vec log_p = load_part(x + i, n - i, 0) - log_sum;
    store_part(y + i, factor * exponential(log_p) * (log_p - load_part(log_q + i, n - i, 0) - divergence), n - i);
  }
}

INLINE float inverse_root_mean_square(const float *x, float epsilon, size_t n) {
  return 1 / sqrtf(dot(x, x, n) / (float)n + epsilon);
}

static void rms_norm(const float *x, const float *gain, float epsilon, float *y, size_t n) {
  const float scale = inverse_root_mean_square(x, epsilon, n);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(y + i, load(x + i) * (scale * load(gain + i)));
  for (; i < n; i++) y[i] = x[i] * (scale * gain[i]);
}

// With h = x s and g = dy * gain: dx = s (g - h mean(g h)).
static void rms_norm_gradient(const float *x, const float *gain, float epsilon, float *d, size_t n) {
  const float scale = inverse_root_mean_square(x, epsilon, n);
  for (size_t i = 0; i < n; i++) d[i] *= gain[i];
  const float share = dot(d, x, n) / (float)n * scale * scale;
  for (size_t i = 0; i < n; i++) d[i] = scale * (d[i] - x[i] * share);
}

typedef struct {
  float mean;
  float scale;
} moments;

// Mean and 1 / sqrt(variance + epsilon).
static moments moments_of(const float *x, float epsilon, size_t n) {
  vec lanes = {};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) lanes += load(x + i);
  if (i < n) lanes += load_part(x + i, n - i, 0);
  const float mean = sum(lanes) / (float)n;
  vec squares = {};
  for (i = 0; i + LANES <= n; i += LANES) {
    const vec deviation = load(x + i) - mean;
    squares += deviation * deviation;
  }
  if (i < n) {
    const vec deviation = load_part(x + i, n - i, mean) - mean;
    squares += deviation * deviation;
  }
  return (moments){mean, 1 / sqrtf(sum(squares) / (float)n + epsilon)};
}

static void layer_norm(const float *x, const float *gain, const float *bias, float epsilon, float *y, size_t n) {
  const moments m = moments_of(x, epsilon, n);
  for (size_t i = 0; i < n; i++) y[i] = (x[i] - m.mean) * m.scale * gain[i] + bias[i];
}

// With h = (x - mean) s and g = dy * gain: dx = s (g - mean(g) - h mean(g h)).
static void layer_norm_gradient(const float *x, const float *gain, float epsilon, float *d, size_t n) {
  const moments m = moments_of(x, epsilon, n);
  vec sums = {}, products = {};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    const vec g = load(d + i) * load(gain + i);
    store(d + i, g);
    sums += g;
    products += g * ((load(x + i) - m.mean) * m.scale);
  }
  if (i < n) {
    const vec g = load_part(d + i, n - i, 0) * load_part(gain + i, n - i, 0);
    store_part(d + i, g, n - i);
    sums += g;
    products += g * ((load_part(x + i, n - i, m.mean) - m.mean) * m.scale);
  }
  const float mean = sum(sums) / (float)n, product = sum(products) / (float)n;
  for (i = 0; i < n; i++) d[i] = m.scale * (d[i] - mean - (x[i] - m.mean) * m.scale * product);
}

// Pairs (x[i], x[i + n]) turned by angles whose cosines and sines are given.
static void turn_halves(float *x, const float *cosines, const float *sines, size_t n) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    const vec a = load(x + i), b = load(x + n + i), c = load(cosines + i), s = load(sines + i);
    store(x + i, a * c - b * s);
    store(x + n + i, b * c + a * s);
  }
  for (; i < n; i++) {
    const float a = x[i], b = x[n + i];
    x[i] = a * cosines[i] - b * sines[i];
    x[n + i] = b * cosines[i] + a * sines[i];
  }
}
