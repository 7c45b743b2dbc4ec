import Foundation
import Models
import Numerics

/// What `revive bench` found.
package struct BenchReport: Sendable, Equatable, Codable {
  /// As the checkpoint is called, with its size.
  package var model: String
  package var roundSize: Int
  package var repeats: Int
  /// Which processor OpenBLAS takes this one for, and the threads.
  package var core = LinearAlgebraLibrary.coreName
  /// The libraries and the instructions that they use.
  package var libraries = LinearAlgebraLibrary.summary
  package var threads = LinearAlgebraLibrary.threads
  /// Of products with weights that are not edited; nil where precisions are compared.
  package var precision: Precision?
  package var editors: [EditorRow] = []
  package var roundSizes: [RoundSizeRow]?
  package var widths: [WidthRow]?
  package var precisions: [PrecisionRow]?
  package var terms: [TermsRow]?
  package var products: [ProductRow]?

  package init(model: String, plan: BenchPlan) {
    self.model = model
    roundSize = plan.roundSize
    repeats = plan.repeats
  }

  /// One JSON object, in the style of the run log.
  package var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
