import COpenBLAS

/// A^-1 B for a square A that need not be symmetric, by LU with partial pivoting (LAPACK getrf and getrs): what
/// `torch.linalg.solve` and `numpy.linalg.solve` do.
///
/// - Throws: `NumericsError.noConvergence` for a singular A, NaN or infinities.
/// - Complexity: 2 n^3 / 3.
package func generalSolve(
  _ a: consuming Matrix<Double>, _ b: Matrix<Double>
) throws(NumericsError) -> Matrix<Double> {
  precondition(a.rows == a.columns && a.rows == b.rows, "shapes do not agree")
  var order = Int32(a.rows)
  var columns = Int32(b.columns)
  guard order > 0, columns > 0 else { return b }
  guard a.isFinite, b.isFinite else { throw .noConvergence(routine: "general solve", info: 0) }
  var pivots = [Int32](repeating: 0, count: a.rows)
  var info: Int32 = 0
  openBLAS.dgetrf_(&order, &order, &a.entries, &order, &pivots, &info)
  guard info == 0 else { throw .noConvergence(routine: "general solve", info: Int(info)) }
  // Row-major A is column-major A^T, so that the transposed system is ours.
  var x = b.transposed
  openBLAS.dgetrs_("T", &order, &columns, a.entries, &order, pivots, &x.entries, &order, &info)
  guard info == 0 else { throw .noConvergence(routine: "general solve", info: Int(info)) }
  return x.transposed
}
