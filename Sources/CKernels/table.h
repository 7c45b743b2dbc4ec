// All kernels for one instruction set, as `NAME` and `TABLE`.
#include "lanes.h"

#include "elementwise.h"
#include "rows.h"

#include "attention.h"

const revive_kernels TABLE = {
    .name = NAME,
    .gelu_tanh = gelu_tanh,
    .gelu_tanh_gradient = gelu_tanh_gradient,
    .silu = silu,
    .silu_gradient = silu_gradient,
    .argmax = argmax,
    .softmax = softmax,
    .log_sum_exp = log_sum_exp,
    .probabilities = probabilities,
    .divergence = divergence,
    .divergence_gradient = divergence_gradient,
    .rms_norm = rms_norm,
    .rms_norm_gradient = rms_norm_gradient,
    .layer_norm = layer_norm,
    .layer_norm_gradient = layer_norm_gradient,
    .turn_halves = turn_halves,
    .attend = attend,
    .attend_gradient = attend_gradient,
};
