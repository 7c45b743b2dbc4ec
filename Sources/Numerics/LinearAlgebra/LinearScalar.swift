import COpenBLAS

/// A type that BLAS and LAPACK compute with: Float or Double. The requirements are the routines this package uses, under
/// their BLAS names, on row-major arrays; matrix code above is written once for both.
package protocol LinearScalar: BinaryFloatingPoint, Sendable {
  /// c = alpha op(a) op(b) + beta c, on sub-blocks that start at the given offsets with the given row strides.
  static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self, _ a: [Self], at aOffset: Int,
    stride lda: Int, _ b: [Self], at bOffset: Int, stride ldb: Int, beta: Self, _ c: inout [Self], at cOffset: Int,
    stride ldc: Int)
  /// Lower triangle of c = alpha op(a) op(a)^T + beta c; a is n x k, or k x n when transposed.
  static func syrk(
    _ transposeA: Bool, n: Int, k: Int, alpha: Self, _ a: [Self], stride lda: Int, beta: Self, _ c: inout [Self])
  /// b = op(l)^-1 b for lower-triangular l (n x n) and b (n x columns).
  static func trsmLower(_ transpose: Bool, n: Int, columns: Int, _ l: [Self], _ b: inout [Self])
  static func axpy(_ alpha: Self, _ x: [Self], _ y: inout [Self])
  static func scal(_ alpha: Self, _ x: inout [Self])
  static func nrm2(_ x: [Self]) -> Self
  static func dot(_ x: [Self], _ y: [Self]) -> Self
  static func transpose(_ a: [Self], rows: Int, columns: Int, into b: inout [Self])
  static func allFinite(_ x: [Self]) -> Bool
  /// `count` zeros; here because an unspecialised `Array(repeating:count:)` copies element by element.
  static func zeros(_ count: Int) -> [Self]

  /// Cholesky of a symmetric n x n matrix, lower triangle in place; returns LAPACK's info.
  static func potrf(n: Int, _ a: inout [Self]) -> Int
  /// Thin SVD of a column-major m x n matrix; returns LAPACK's info. `vectors` false computes singular values alone.
  static func gesdd(
    vectors: Bool, m: Int, n: Int, _ a: inout [Self], _ s: inout [Self], _ u: inout [Self], _ vt: inout [Self]
  ) -> Int
  /// Eigenvalues ascending, eigenvectors as rows of the row-major result in place.
  static func syevd(vectors: Bool, n: Int, _ a: inout [Self], _ w: inout [Self]) -> Int
  /// Orthonormal factor of a column-major m x n matrix (m >= n), in place.
  static func orthonormalFactor(m: Int, n: Int, _ a: inout [Self]) -> Int
}

/// The number of workspace entries that a LAPACK query asked for. The answer comes as a floating-point number, which may
/// have been rounded down.
func workspace<Scalar: LinearScalar>(_ answer: Scalar) -> Int32 { Int32(answer.nextUp.rounded(.up)) }
