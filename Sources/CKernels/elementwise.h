// Activations of MLPs and their gradients.

// y[i] = EXPRESSION of x = x[i].
#define MAP(EXPRESSION)                                              \
  size_t i = 0;                                                      \
  for (; i + LANES <= n; i += LANES) {                               \
    const vec x = load(from + i);                                    \
    store(to + i, EXPRESSION);                                       \
  }                                                                  \
  if (i < n) {                                                       \
    const vec x = load_part(from + i, n - i, 0);                     \
    store_part(to + i, EXPRESSION, n - i);                           \
  }

// y[i] = slope[i] times EXPRESSION of x = x[i].
#define MAP_GRADIENT(EXPRESSION)                                                  \
  size_t i = 0;                                                                   \
  for (; i + LANES <= n; i += LANES) {                                            \
    const vec x = load(from + i);                                                 \
    store(to + i, load(slope + i) * EXPRESSION);                                  \
  }                                                                               \
  if (i < n) {                                                                    \
    const vec x = load_part(from + i, n - i, 0);                                  \
    store_part(to + i, load_part(slope + i, n - i, 0) * EXPRESSION, n - i);       \
  }

// GELU's tanh form is x / (1 + exp(-2u)), 2u = x (c1 + c3 x^2).
static const float c1 = 1.5957691216057308f;  // 2 sqrt(2/pi)
static const float c3 = 0.07135481282638143f; // c1 * 0.044715

INLINE vec gelu_share(vec x) { return sigmoid(x * (c3 * (x * x) + c1)); }

INLINE vec gelu_slope(vec x) {
  const vec s = gelu_share(x);
  return s + (x * (3 * c3 * (x * x) + c1)) * (s - s * s);
}

INLINE vec silu_slope(vec x) {
  const vec s = sigmoid(x);
  return s * (x * (1 - s) + 1);
}

static void gelu_tanh(const float *from, float *to, size_t n) { MAP(x * gelu_share(x)) }
static void silu(const float *from, float *to, size_t n) { MAP(x * sigmoid(x)) }
static void gelu_tanh_gradient(const float *from, const float *slope, float *to, size_t n) {
  MAP_GRADIENT(gelu_slope(x))
}
static void silu_gradient(const float *from, const float *slope, float *to, size_t n) { MAP_GRADIENT(silu_slope(x)) }
