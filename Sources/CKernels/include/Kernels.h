// The kernels between a model's products.
#ifndef REVIVE_KERNELS_H
#define REVIVE_KERNELS_H
#include <stddef.h>

#pragma clang assume_nonnull begin

/// A sequence of `tokens` tokens whose attention is asked for. Queries, keys and values lie side by side in one row for each
/// token, `(heads + 2 groups) width` numbers; heads of queries share keys and values in groups of `heads / groups`.
typedef struct {
  size_t tokens, heads, groups, width;
  const float *projected;
  /// From one token's row to the next.
  size_t stride;
  /// Tokens that came before, whose keys and values are rows of `groups width` numbers; without any, never read.
  size_t past;
  const float *_Nullable past_keys;
  const float *_Nullable past_values;
  /// Of the scores.
  float scale;
  /// How many tokens a token sees, itself included.
  size_t window;
  /// Tokens from `hidden_from` on do not see those from `hidden_lower` to below `hidden_upper`.
  size_t hidden_from, hidden_lower, hidden_upper;
} revive_sequence;

/// How many floats `attend` and `attend_gradient` need as scratch.
static inline size_t revive_attend_scratch(const revive_sequence *s) {
  // A width is at most 15 more when made whole vectors, and 15 more align the first.
  const size_t tokens = s->past + s->tokens;
  return (2 * tokens + 8) * (s->width + 15) + 4 * (tokens + 4) + 15;
}
static inline size_t revive_attend_gradient_scratch(const revive_sequence *s) {
  const size_t queries = s->heads / s->groups * s->tokens;
  return revive_attend_scratch(s) + 2 * (queries + 4) * (s->width + 15 + s->past + s->tokens + 4);
}

/// The kernels as compiled for one instruction set. All work on n numbers, one row.
typedef struct {
  const char *name;

  /// y = gelu(x), by the tanh approximation: x / (1 + exp(-2u)), u = sqrt(2/pi) (x + 0.044715 x^3). y may be x.
  void (*gelu_tanh)(const float *x, float *y, size_t n);
  /// dx = dy * d gelu(x) / dx, of the same approximation. dx may be dy.
  void (*gelu_tanh_gradient)(const float *x, const float *dy, float *dx, size_t n);
  /// y = x / (1 + exp(-x)). y may be x.
  void (*silu)(const float *x, float *y, size_t n);
  void (*silu_gradient)(const float *x, const float *dy, float *dx, size_t n);

  /// The place of the largest, the first of equals; n where one is NaN, or there are none.
  size_t (*argmax)(const float *x, size_t n);
  /// x = softmax(x).
  void (*softmax)(float *x, size_t n);
  /// log(sum(exp(x))).
  float (*log_sum_exp)(const float *x, size_t n);
  /// y = factor * exp(x - log_sum): a share of softmax(x).
  void (*probabilities)(const float *x, float log_sum, float factor, float *y, size_t n);
  /// KL(p || q) of log p = x - log_sum.
  double (*divergence)(const float *x, float log_sum, const float *log_q, size_t n);
  /// y = factor * p (log p - log q - divergence): the gradient at x.
  void (*divergence_gradient)(
      const float *x, float log_sum, const float *log_q, float divergence, float factor, float *y, size_t n);

  /// y = x / sqrt(mean(x^2) + epsilon) * gain. y may be x.
  void (*rms_norm)(const float *x, const float *gain, float epsilon, float *y, size_t n);
  /// d, the gradient at y, becomes that at x.
  void (*rms_norm_gradient)(const float *x, const float *gain, float epsilon, float *d, size_t n);
  /// y = (x - mean) / sqrt(variance + epsilon) * gain + bias. y may be x.
  void (*layer_norm)(const float *x, const float *gain, const float *bias, float epsilon, float *y, size_t n);
  /// d, the gradient at y, becomes that at x.
  void (*layer_norm_gradient)(const float *x, const float *gain, float epsilon, float *d, size_t n);

  /// Turns n pairs (x[i], x[n + i]) by angles with the given cosines and sines.
  void (*turn_halves)(float *x, const float *cosines, const float *sines, size_t n);

  /// What each token's heads gather, `heads width` numbers a token.
  void (*attend)(const revive_sequence *sequence, float *mixed, float *scratch);
  /// The gradient at `projected`, in rows of the same stride, given that at `mixed`.
  void (*attend_gradient)(const revive_sequence *sequence, const float *d_mixed, float *gradient, float *scratch);
} revive_kernels;

/// Those for the best instruction set that this processor has.
const revive_kernels *revive_kernels_best(void);

/// Those for the next plainer set, which the same processor has, too; NULL after the plainest.
const revive_kernels *_Nullable revive_kernels_below(const revive_kernels *kernels);

#pragma clang assume_nonnull end
#endif
