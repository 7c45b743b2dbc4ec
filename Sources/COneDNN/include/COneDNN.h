// Products of a few rows with a weight by oneDNN, of whose C API 2.x and 3.x are served:
//
//   y (m x n) = x (m x k) W (k x n), or y += x W      y in f32; x and W in f32, or both in bf16
//
// Matrices are row-major. A call computes on the thread that makes it; many may be made at a time. A kernel is made for
// each shape that is met and kept; rows are cut so that ragged batches meet few shapes.
#ifndef REVIVE_CONEDNN_H
#define REVIVE_CONEDNN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How a weight lies in memory.
typedef enum {
  /// W, k x n.
  revive_weight_rows,
  /// W^T, n x k.
  revive_weight_transposed,
  /// As `revive_pack_bf16` left it.
  revive_weight_packed,
} revive_weight_layout;

/// m x k times k x n.
typedef struct {
  size_t m, k, n;
} revive_product_shape;

/// The library's version and the widest instructions that it uses here, as in "oneDNN 2.6.3 avx512_core_amx". The text
/// lives as long as the program.
const char *revive_onednn_description(void);

/// Whether the processor multiplies bf16 numbers itself: what makes products of them faster than those of f32.
bool revive_onednn_has_bf16(void);

/// y = x W, or y += x W, in f32. `x_stride`, `w_stride` and `y_stride` are the lengths of rows as they lie in memory.
///
/// - Returns: false, with nothing done, where oneDNN has no blocked kernel for it: BLAS is as fast there.
bool revive_product_f32(revive_product_shape shape, const float *x, size_t x_stride, const float *w, size_t w_stride,
                        revive_weight_layout layout, float *y, size_t y_stride, bool adds);

/// A weight in bf16, rearranged for `revive_product_bf16`.
///
/// - Parameter layout: of `w`, rows or transposed.
/// - Returns: memory to be freed; null where there is none, or no kernel that wants it so. `size` is its length in bytes.
void *revive_pack_bf16(size_t k, size_t n, const uint16_t *w, revive_weight_layout layout, size_t *size);

/// y = x W, or y += x W, in f32 sums of products of bf16 numbers.
///
/// - Parameters:
///   - x: m x k, one row after the other.
///   - terms: in how many bf16 numbers each of x is split, 1 to 3: x is rounded to 2^-9, 2^-17 or 2^-25 of itself; the time
///     is so many products.
/// - Returns: false, with nothing done, where there is no blocked kernel for it.
bool revive_product_bf16(revive_product_shape shape, const float *x, int terms, const void *w,
                         revive_weight_layout layout, float *y, bool adds);

/// oneDNN's own product of a shape, with all of x and W as its kernel wants them: what the products above are held against.
typedef struct revive_library_product revive_library_product;

/// - Returns: null where there is no blocked kernel, or no memory.
revive_library_product *revive_library_product_make(revive_product_shape shape, bool is_bf16);
bool revive_library_product_run(revive_library_product *product);
void revive_library_product_free(revive_library_product *product);

/// x = parts[0] + parts[1] + ..., each bf16 number that which is nearest to what the ones before leave: `terms` blocks of
/// `count` numbers. What is infinite or NaN is so in the first, and 0 in the others.
void revive_split_bf16(const float *x, size_t count, int terms, uint16_t *parts);
#endif
