import COpenBLAS

extension Float: LinearScalar {
  package static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float, _ a: [Float], at aOffset: Int,
    stride lda: Int, _ b: [Float], at bOffset: Int, stride ldb: Int, beta: Float, _ c: inout [Float], at cOffset: Int,
    stride ldc: Int
  ) {
    multiply(
      openBLAS.cblas_sgemm, transposeA, transposeB, m: m, n: n, k: k, alpha: alpha, a, at: aOffset, stride: lda, b,
      at: bOffset, stride: ldb, beta: beta, &c, at: cOffset, stride: ldc)
  }

  package static func syrk(
    _ transposeA: Bool, n: Int, k: Int, alpha: Float, _ a: [Float], stride lda: Int, beta: Float, _ c: inout [Float]
  ) {
    guard n > 0 else { return }
    openBLAS.cblas_ssyrk(
      CblasRowMajor, CblasLower, transposeA ? CblasTrans : CblasNoTrans, Int32(n), Int32(k), alpha, a,
      Int32(max(1, lda)), beta, &c, Int32(n))
  }

  package static func trsmLower(_ transpose: Bool, n: Int, columns: Int, _ l: [Float], _ b: inout [Float]) {
    solveLower(openBLAS.cblas_strsm, transpose, n: n, columns: columns, l, &b)
  }

  package static func axpy(_ alpha: Float, _ x: [Float], _ y: inout [Float]) {
    openBLAS.cblas_saxpy(Int32(x.count), alpha, x, 1, &y, 1)
  }

  package static func scal(_ alpha: Float, _ x: inout [Float]) { openBLAS.cblas_sscal(Int32(x.count), alpha, &x, 1) }

  package static func nrm2(_ x: [Float]) -> Float { openBLAS.cblas_snrm2(Int32(x.count), x, 1) }

  package static func dot(_ x: [Float], _ y: [Float]) -> Float { openBLAS.cblas_sdot(Int32(x.count), x, 1, y, 1) }

  package static func transpose(_ a: [Float], rows: Int, columns: Int, into b: inout [Float]) {
    openBLAS.cblas_somatcopy(
      CblasRowMajor, CblasTrans, Int32(rows), Int32(columns), 1, a, Int32(max(1, columns)), &b, Int32(max(1, rows)))
  }

  package static func zeros(_ count: Int) -> [Float] { [Float](repeating: 0, count: count) }

  package static func allFinite(_ x: [Float]) -> Bool { sumsToZero(x) }

  package static func potrf(n: Int, _ a: inout [Float]) -> Int { factorise(openBLAS.spotrf_, n: n, &a) }

  package static func gesdd(
    vectors: Bool, m: Int, n: Int, _ a: inout [Float], _ s: inout [Float], _ u: inout [Float], _ vt: inout [Float]
  ) -> Int {
    decompose(openBLAS.sgesdd_, vectors: vectors, m: m, n: n, &a, &s, &u, &vt)
  }

  package static func syevd(vectors: Bool, n: Int, _ a: inout [Float], _ w: inout [Float]) -> Int {
    diagonalise(openBLAS.ssyevd_, vectors: vectors, n: n, &a, &w)
  }

  package static func orthonormalFactor(m: Int, n: Int, _ a: inout [Float]) -> Int {
    orthonormalise(openBLAS.sgeqrf_, openBLAS.sorgqr_, m: m, n: n, &a)
  }
}
