import COpenBLAS

// The same as LinearScalar+Float.swift but for the letter in the routines' names: they are C functions, and have no
// common form to write once.
extension Double: LinearScalar {
  package static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, m: Int, n: Int, k: Int, alpha: Double, _ a: [Double], at aOffset: Int,
    stride lda: Int, _ b: [Double], at bOffset: Int, stride ldb: Int, beta: Double, _ c: inout [Double],
    at cOffset: Int,
    stride ldc: Int
  ) {
    guard m > 0, n > 0 else { return }
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          openBLAS.cblas_dgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m),
            Int32(n), Int32(k), alpha, a + aOffset, Int32(max(1, lda)), b + bOffset, Int32(max(1, ldb)), beta,
            c + cOffset, Int32(max(1, ldc)))
        }
      }
    }
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
    guard n > 0, columns > 0 else { return }
    // Column by column the library is half as fast again: B goes there and back, and row-major L is L^T there.
    var columnMajor = zeros(b.count)
    Self.transpose(b, rows: n, columns: columns, into: &columnMajor)
    openBLAS.cblas_dtrsm(
      CblasColMajor, CblasLeft, CblasUpper, transpose ? CblasNoTrans : CblasTrans, CblasNonUnit, Int32(n),
      Int32(columns), 1, l, Int32(n), &columnMajor, Int32(n))
    Self.transpose(columnMajor, rows: columns, columns: n, into: &b)
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

  package static func allFinite(_ x: [Double]) -> Bool {
    // A sum of x * 0 is 0 exactly when every entry is finite; branch-free, so it vectorises.
    var probe: (Double, Double, Double, Double) = (0, 0, 0, 0)
    x.withUnsafeBufferPointer { x in
      var i = 0
      while i + 4 <= x.count {
        probe.0 += x[i] * 0
        probe.1 += x[i + 1] * 0
        probe.2 += x[i + 2] * 0
        probe.3 += x[i + 3] * 0
        i += 4
      }
      while i < x.count {
        probe.0 += x[i] * 0
        i += 1
      }
    }
    return probe.0 + probe.1 + probe.2 + probe.3 == 0
  }

  package static func potrf(n: Int, _ a: inout [Double]) -> Int {
    // Row-major lower is column-major upper.
    var n = Int32(n)
    var info: Int32 = 0
    openBLAS.dpotrf_("U", &n, &a, &n, &info)
    return Int(info)
  }

  package static func gesdd(
    vectors: Bool, m: Int, n: Int, _ a: inout [Double], _ s: inout [Double], _ u: inout [Double], _ vt: inout [Double]
  ) -> Int {
    let job = vectors ? "S" : "N"
    var rows = Int32(m)
    var columns = Int32(n)
    var rank = Int32(max(1, min(m, n)))
    var info: Int32 = 0
    var size = Int32(-1)
    var best: [Double] = [0]
    var integers = [Int32](repeating: 0, count: 8 * max(1, min(m, n)))
    openBLAS.dgesdd_(job, &rows, &columns, &a, &rows, &s, &u, &rows, &vt, &rank, &best, &size, &integers, &info)
    guard info == 0 else { return Int(info) }
    size = workspace(best[0])
    var work = [Double](repeating: 0, count: Int(size))
    openBLAS.dgesdd_(job, &rows, &columns, &a, &rows, &s, &u, &rows, &vt, &rank, &work, &size, &integers, &info)
    return Int(info)
  }

  package static func syevd(vectors: Bool, n: Int, _ a: inout [Double], _ w: inout [Double]) -> Int {
    let job = vectors ? "V" : "N"
    var order = Int32(n)
    var info: Int32 = 0
    var size = Int32(-1)
    var integerSize = Int32(-1)
    var best: [Double] = [0]
    var bestInteger: [Int32] = [0]
    openBLAS.dsyevd_(job, "U", &order, &a, &order, &w, &best, &size, &bestInteger, &integerSize, &info)
    guard info == 0 else { return Int(info) }
    size = workspace(best[0])
    integerSize = bestInteger[0]
    var work = [Double](repeating: 0, count: Int(size))
    var integers = [Int32](repeating: 0, count: Int(integerSize))
    openBLAS.dsyevd_(job, "U", &order, &a, &order, &w, &work, &size, &integers, &integerSize, &info)
    return Int(info)
  }

  package static func orthonormalFactor(m: Int, n: Int, _ a: inout [Double]) -> Int {
    var rows = Int32(m)
    var columns = Int32(n)
    var info: Int32 = 0
    var tau = [Double](repeating: 0, count: n)
    var size = Int32(-1)
    var best: [Double] = [0]
    openBLAS.dgeqrf_(&rows, &columns, &a, &rows, &tau, &best, &size, &info)
    size = workspace(best[0])
    var work = [Double](repeating: 0, count: Int(size))
    openBLAS.dgeqrf_(&rows, &columns, &a, &rows, &tau, &work, &size, &info)
    guard info == 0 else { return Int(info) }
    openBLAS.dorgqr_(&rows, &columns, &columns, &a, &rows, &tau, &work, &size, &info)
    return Int(info)
  }
}
