import COpenBLAS

// The same as LinearScalar+Double.swift but for the letter in the routines' names: they are C functions, and have no
// common form to write once.
extension Float: LinearScalar {
  package static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float, _ a: [Float], at aOffset: Int,
    stride lda: Int, _ b: [Float], at bOffset: Int, stride ldb: Int, beta: Float, _ c: inout [Float], at cOffset: Int,
    stride ldc: Int
  ) {
    guard m > 0, n > 0 else { return }
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          openBLAS.cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m),
            Int32(n), Int32(k), alpha, a + aOffset, Int32(max(1, lda)), b + bOffset, Int32(max(1, ldb)), beta,
            c + cOffset, Int32(max(1, ldc)))
        }
      }
    }
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
    guard n > 0, columns > 0 else { return }
    // Column by column the library is half as fast again: B goes there and back, and row-major L is L^T there.
    var columnMajor = zeros(b.count)
    Self.transpose(b, rows: n, columns: columns, into: &columnMajor)
    openBLAS.cblas_strsm(
      CblasColMajor, CblasLeft, CblasUpper, transpose ? CblasNoTrans : CblasTrans, CblasNonUnit, Int32(n),
      Int32(columns), 1, l, Int32(n), &columnMajor, Int32(n))
    Self.transpose(columnMajor, rows: columns, columns: n, into: &b)
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

  package static func allFinite(_ x: [Float]) -> Bool {
    // A sum of x * 0 is 0 exactly when every entry is finite; branch-free, so it vectorises.
    var probe: (Float, Float, Float, Float) = (0, 0, 0, 0)
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

  package static func potrf(n: Int, _ a: inout [Float]) -> Int {
    // Row-major lower is column-major upper.
    var n = Int32(n)
    var info: Int32 = 0
    openBLAS.spotrf_("U", &n, &a, &n, &info)
    return Int(info)
  }

  package static func gesdd(
    vectors: Bool, m: Int, n: Int, _ a: inout [Float], _ s: inout [Float], _ u: inout [Float], _ vt: inout [Float]
  ) -> Int {
    let job = vectors ? "S" : "N"
    var rows = Int32(m)
    var columns = Int32(n)
    var rank = Int32(max(1, min(m, n)))
    var info: Int32 = 0
    var size = Int32(-1)
    var best: [Float] = [0]
    var integers = [Int32](repeating: 0, count: 8 * max(1, min(m, n)))
    openBLAS.sgesdd_(job, &rows, &columns, &a, &rows, &s, &u, &rows, &vt, &rank, &best, &size, &integers, &info)
    guard info == 0 else { return Int(info) }
    size = workspace(best[0])
    var work = [Float](repeating: 0, count: Int(size))
    openBLAS.sgesdd_(job, &rows, &columns, &a, &rows, &s, &u, &rows, &vt, &rank, &work, &size, &integers, &info)
    return Int(info)
  }

  package static func syevd(vectors: Bool, n: Int, _ a: inout [Float], _ w: inout [Float]) -> Int {
    let job = vectors ? "V" : "N"
    var order = Int32(n)
    var info: Int32 = 0
    var size = Int32(-1)
    var integerSize = Int32(-1)
    var best: [Float] = [0]
    var bestInteger: [Int32] = [0]
    openBLAS.ssyevd_(job, "U", &order, &a, &order, &w, &best, &size, &bestInteger, &integerSize, &info)
    guard info == 0 else { return Int(info) }
    size = workspace(best[0])
    integerSize = bestInteger[0]
    var work = [Float](repeating: 0, count: Int(size))
    var integers = [Int32](repeating: 0, count: Int(integerSize))
    openBLAS.ssyevd_(job, "U", &order, &a, &order, &w, &work, &size, &integers, &integerSize, &info)
    return Int(info)
  }

  package static func orthonormalFactor(m: Int, n: Int, _ a: inout [Float]) -> Int {
    var rows = Int32(m)
    var columns = Int32(n)
    var info: Int32 = 0
    var tau = [Float](repeating: 0, count: n)
    var size = Int32(-1)
    var best: [Float] = [0]
    openBLAS.sgeqrf_(&rows, &columns, &a, &rows, &tau, &best, &size, &info)
    size = workspace(best[0])
    var work = [Float](repeating: 0, count: Int(size))
    openBLAS.sgeqrf_(&rows, &columns, &a, &rows, &tau, &work, &size, &info)
    guard info == 0 else { return Int(info) }
    openBLAS.sorgqr_(&rows, &columns, &columns, &a, &rows, &tau, &work, &size, &info)
    return Int(info)
  }
}
