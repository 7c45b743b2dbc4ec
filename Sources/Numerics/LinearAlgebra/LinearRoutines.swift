import COpenBLAS

// What the library's routines for floats and for doubles need around them, written once: the routine itself is handed in. All of
// it is used from this module alone, where it is compiled for both types.

typealias GemmRoutine<Scalar> = (
  CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, Int32, Int32, Int32, Scalar, UnsafePointer<Scalar>?, Int32,
  UnsafePointer<Scalar>?, Int32, Scalar, UnsafeMutablePointer<Scalar>?, Int32
) -> Void
typealias TrsmRoutine<Scalar> = (
  CBLAS_ORDER, CBLAS_SIDE, CBLAS_UPLO, CBLAS_TRANSPOSE, CBLAS_DIAG, Int32, Int32, Scalar, UnsafePointer<Scalar>?, Int32,
  UnsafeMutablePointer<Scalar>?, Int32
) -> Void
typealias PotrfRoutine<Scalar> = (
  UnsafePointer<CChar>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Scalar>?, UnsafePointer<Int32>?,
  UnsafeMutablePointer<Int32>?
) -> Void
typealias GesddRoutine<Scalar> = (
  UnsafePointer<CChar>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Scalar>?,
  UnsafePointer<Int32>?,
  UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Scalar>?,
  UnsafePointer<Int32>?, UnsafeMutablePointer<Scalar>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Int32>?,
  UnsafeMutablePointer<Int32>?
) -> Void
typealias SyevdRoutine<Scalar> = (
  UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Scalar>?,
  UnsafePointer<Int32>?,
  UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Int32>?,
  UnsafePointer<Int32>?, UnsafeMutablePointer<Int32>?
) -> Void
typealias GeqrfRoutine<Scalar> = (
  UnsafePointer<Int32>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Scalar>?, UnsafePointer<Int32>?,
  UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Int32>?
) -> Void
typealias OrgqrRoutine<Scalar> = (
  UnsafePointer<Int32>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Scalar>?,
  UnsafePointer<Int32>?,
  UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Int32>?
) -> Void

extension LinearScalar {
  static func multiply(
    _ gemm: GemmRoutine<Self>, _ transposeA: Bool, _ transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self, _ a: [Self],
    at aOffset: Int, stride lda: Int, _ b: [Self], at bOffset: Int, stride ldb: Int, beta: Self, _ c: inout [Self],
    at cOffset: Int, stride ldc: Int
  ) {
    guard m > 0, n > 0 else { return }
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          gemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m),
            Int32(n), Int32(k), alpha, a + aOffset, Int32(max(1, lda)), b + bOffset, Int32(max(1, ldb)), beta,
            c + cOffset, Int32(max(1, ldc)))
        }
      }
    }
  }

  static func solveLower(
    _ trsm: TrsmRoutine<Self>, _ transpose: Bool, n: Int, columns: Int, _ l: [Self], _ b: inout [Self]
  ) {
    guard n > 0, columns > 0 else { return }
    // Column by column the library is half as fast again: B goes there and back, and row-major L is L^T there.
    var columnMajor = zeros(b.count)
    Self.transpose(b, rows: n, columns: columns, into: &columnMajor)
    trsm(
      CblasColMajor, CblasLeft, CblasUpper, transpose ? CblasNoTrans : CblasTrans, CblasNonUnit, Int32(n),
      Int32(columns), 1, l, Int32(n), &columnMajor, Int32(n))
    Self.transpose(columnMajor, rows: columns, columns: n, into: &b)
  }

  /// Whether the sum of x * 0 is 0, which it is exactly when every entry is finite; branch-free, so that it vectorises.
  @inline(__always)
  static func sumsToZero(_ x: [Self]) -> Bool {
    var probe: (Self, Self, Self, Self) = (0, 0, 0, 0)
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

  static func factorise(_ potrf: PotrfRoutine<Self>, n: Int, _ a: inout [Self]) -> Int {
    // Row-major lower is column-major upper.
    var n = Int32(n)
    var info: Int32 = 0
    potrf("U", &n, &a, &n, &info)
    return Int(info)
  }

  static func decompose(
    _ gesdd: GesddRoutine<Self>, vectors: Bool, m: Int, n: Int, _ a: inout [Self], _ s: inout [Self], _ u: inout [Self],
    _ vt: inout [Self]
  ) -> Int {
    let job = vectors ? "S" : "N"
    var rows = Int32(m)
    var columns = Int32(n)
    var rank = Int32(max(1, min(m, n)))
    var info: Int32 = 0
    var size = Int32(-1)
    var best: [Self] = [0]
    var integers = [Int32](repeating: 0, count: 8 * max(1, min(m, n)))
    gesdd(job, &rows, &columns, &a, &rows, &s, &u, &rows, &vt, &rank, &best, &size, &integers, &info)
    guard info == 0 else { return Int(info) }
    size = workspace(best[0])
    var work = zeros(Int(size))
    gesdd(job, &rows, &columns, &a, &rows, &s, &u, &rows, &vt, &rank, &work, &size, &integers, &info)
    return Int(info)
  }

  static func diagonalise(
    _ syevd: SyevdRoutine<Self>, vectors: Bool, n: Int, _ a: inout [Self], _ w: inout [Self]
  ) -> Int {
    let job = vectors ? "V" : "N"
    var order = Int32(n)
    var info: Int32 = 0
    var size = Int32(-1)
    var integerSize = Int32(-1)
    var best: [Self] = [0]
    var bestInteger: [Int32] = [0]
    syevd(job, "U", &order, &a, &order, &w, &best, &size, &bestInteger, &integerSize, &info)
    guard info == 0 else { return Int(info) }
    size = workspace(best[0])
    integerSize = bestInteger[0]
    var work = zeros(Int(size))
    var integers = [Int32](repeating: 0, count: Int(integerSize))
    syevd(job, "U", &order, &a, &order, &w, &work, &size, &integers, &integerSize, &info)
    return Int(info)
  }

  static func orthonormalise(
    _ geqrf: GeqrfRoutine<Self>, _ orgqr: OrgqrRoutine<Self>, m: Int, n: Int, _ a: inout [Self]
  ) -> Int {
    var rows = Int32(m)
    var columns = Int32(n)
    var info: Int32 = 0
    var tau = zeros(n)
    var size = Int32(-1)
    var best: [Self] = [0]
    geqrf(&rows, &columns, &a, &rows, &tau, &best, &size, &info)
    size = workspace(best[0])
    var work = zeros(Int(size))
    geqrf(&rows, &columns, &a, &rows, &tau, &work, &size, &info)
    guard info == 0 else { return Int(info) }
    orgqr(&rows, &columns, &columns, &a, &rows, &tau, &work, &size, &info)
    return Int(info)
  }
}
