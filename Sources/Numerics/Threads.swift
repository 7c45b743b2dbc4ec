import COpenBLAS

/// What the linear algebra library is and how it computes: part of every run's record, since results differ in the last
/// bits between core types and thread counts.
package struct LinearAlgebraLibrary: Sendable {
  package static var coreName: String { String(cString: openblas_get_corename()) }
  package static var configuration: String { String(cString: openblas_get_config()) }
  package static var threads: Int { Int(openblas_get_num_threads()) }

  /// Sets the number of threads for all later calls in this process.
  package static func setThreads(_ count: Int) { openblas_set_num_threads(Int32(max(1, count))) }
}
