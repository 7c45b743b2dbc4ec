import CKernels
import COneDNN
import COpenBLAS
import Foundation

/// What the linear algebra libraries are and how they compute: part of every run's record, since results differ in the last
/// bits between kernels and thread counts. OpenBLAS has the factorisations and most products, oneDNN those with a model's
/// weights.
package struct LinearAlgebraLibrary: Sendable {
  package static var coreName: String { text(openBLAS.openblas_get_corename()) }
  package static var configuration: String { text(openBLAS.openblas_get_config()) }
  /// Threads that share a computation: one within a part of `concurrently`.
  package static var threads: Int { threadCount.value }
  /// oneDNN's version and instructions, as in "oneDNN 2.6.3 avx512_core_amx".
  package static var products: String { text(revive_onednn_description()) }
  /// Both, in a few words: "oneDNN 2.6.3 avx512_core_amx, OpenBLAS 0.3.21 SkylakeX".
  package static var summary: String {
    let words = configuration.split(separator: " ")
    return "\(products), \(words.prefix(2).joined(separator: " ")) \(coreName)"
  }
  /// Whether the processor multiplies bf16 numbers itself, and oneDNN has it do so.
  package static var multipliesBF16: Bool { revive_onednn_has_bf16() }

  /// Sets the number of threads for all later calls in this process.
  package static func setThreads(_ count: Int) { threadCount.set(count) }

  static let threadCount = ThreadCount(
    get: { Int(openBLAS.openblas_get_num_threads()) }, set: { openBLAS.openblas_set_num_threads(Int32($0)) })

  private static func text(_ bytes: UnsafePointer<CChar>?) -> String { bytes.map { String(cString: $0) } ?? "" }

  /// Makes ready for long computations: keeps freed memory, and loads OpenBLAS, which else is loaded at the first
  /// computation and ends the program where that fails.
  ///
  /// - Throws: `LinearAlgebraLibraryError`: it is not there, or does not answer.
  package static func load() throws {
    revive_keep_freed_memory()
    _ = try loadedOpenBLAS.get()
  }
}

/// Why there is no linear algebra, with what to try.
package struct LinearAlgebraLibraryError: Error, Equatable, CustomStringConvertible {
  package let description: String
}

private let loadedOpenBLAS: Result<revive_openblas, LinearAlgebraLibraryError> = {
  var routines = revive_openblas()
  var problem = [CChar](repeating: 0, count: 512)
  guard revive_openblas_load(&routines, &problem, problem.count) == 0 else {
    let text = problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return .failure(LinearAlgebraLibraryError(description: String(decoding: text, as: UTF8.self)))
  }
  return .success(routines)
}()

/// The routines of OpenBLAS under their own names.
let openBLAS: revive_openblas = {
  switch loadedOpenBLAS {
  case .success(let routines): return routines
  case .failure(let error):
    FileHandle.standardError.write(Data("revive: \(error)\n".utf8))
    exit(1)
  }
}()
