import COpenBLAS

extension Double: LinearScalar {
  package static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, m: Int, n: Int, k: Int, alpha: Double, _ a: [Double], at aOffset: Int,
    stride lda: Int, _ b: [Double], at bOffset: Int, stride ldb: Int, beta: Double, _ c: inout [Double],
    at cOffset: Int,
    stride ldc: Int
  ) {
    multiply(
      openBLAS.cblas_dgemm, transposeA, transposeB, m: m, n: n, k: k, alpha: alpha, a, at: aOffset, stride: lda, b,
      at: bOffset, stride: ldb, beta: beta, &c, at: cOffset, stride: ldc)
  }

  package static func syrk(
    _ transposeA: Bool, n: Int, k: Int, alpha: Double, _ a: [Double], stride lda: Int, beta: Double, _ c: inout [Double]
  ) {
    guard n > 0 else { return }
    openBLAS.cblas_dsyrk(
      CblasRowMajor, CblasLower, transposeA ? CblasTrans : CblasNoTrans, Int32(n), Int32(k), alpha, a,
      Int32(max(1, lda)), beta, &c, Int32(n))
  }

  package static func trsmLower(_ transpose: Bool, n: Int, columns: Int, _ l: [Double], _ b: inout [Double]) {
    solveLower(openBLAS.cblas_dtrsm, transpose, n: n, columns: columns, l, &b)
  }

  package static func axpy(_ alpha: Double, _ x: [Double], _ y: inout [Double]) {
    openBLAS.cblas_daxpy(Int32(x.count), alpha, x, 1, &y, 1)
  }

  package static func scal(_ alpha: Double, _ x: inout [Double]) { openBLAS.cblas_dscal(Int32(x.count), alpha, &x, 1) }

  package static func nrm2(_ x: [Double]) -> Double { openBLAS.cblas_dnrm2(Int32(x.count), x, 1) }

  package static func dot(_ x: [Double], _ y: [Double]) -> Double { openBLAS.cblas_ddot(Int32(x.count), x, 1, y, 1) }

  package static func transpose(_ a: [Double], rows: Int, columns: Int, into b: inout [Double]) {
    openBLAS.cblas_domatcopy(
      CblasRowMajor, CblasTrans, Int32(rows), Int32(columns), 1, a, Int32(max(1, columns)), &b, Int32(max(1, rows)))
  }

  package static func zeros(_ count: Int) -> [Double] { [Double](repeating: 0, count: count) }

  package static func allFinite(_ x: [Double]) -> Bool { sumsToZero(x) }

  package static func potrf(n: Int, _ a: inout [Double]) -> Int { factorise(openBLAS.dpotrf_, n: n, &a) }

  package static func gesdd(
    vectors: Bool, m: Int, n: Int, _ a: inout [Double], _ s: inout [Double], _ u: inout [Double], _ vt: inout [Double]
  ) -> Int {
    decompose(openBLAS.dgesdd_, vectors: vectors, m: m, n: n, &a, &s, &u, &vt)
  }

  package static func syevd(vectors: Bool, n: Int, _ a: inout [Double], _ w: inout [Double]) -> Int {
    diagonalise(openBLAS.dsyevd_, vectors: vectors, n: n, &a, &w)
  }

  package static func orthonormalFactor(m: Int, n: Int, _ a: inout [Double]) -> Int {
    orthonormalise(openBLAS.dgeqrf_, openBLAS.dorgqr_, m: m, n: n, &a)
  }
}
