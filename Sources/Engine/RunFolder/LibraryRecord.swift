import Foundation
import Numerics

/// What computed a run's numbers: they differ in the last bits from one core type or thread count to another.
package struct LibraryRecord: Codable, Sendable, Equatable {
  package var blas: String
  package var core: String
  package var threads: Int
  /// oneDNN and its instructions; nil in folders of versions without it.
  package var products: String?

  package static var current: LibraryRecord {
    LibraryRecord(
      blas: LinearAlgebraLibrary.configuration.trimmingCharacters(in: .whitespaces),
      core: LinearAlgebraLibrary.coreName, threads: LinearAlgebraLibrary.threads,
      products: LinearAlgebraLibrary.products)
  }
}
