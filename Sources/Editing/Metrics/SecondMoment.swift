import Models
import Numerics
import Tokenizers

/// C = mean over tokens of k k^T, the uncentred second moment of a layer's keys on ordinary text: what an edit should leave
/// alone. m x m.
///
/// Source: ROME `layer_stats` (every token of every document, each document cut to the model's length, which is 1,024 there;
/// models of today take more than memory holds the attention of).
package struct SecondMoment: Sendable, Equatable {
  package let layer: Int
  package let moment: Matrix<Double>
  package let tokens: Int

  package init(layer: Int, moment: Matrix<Double>, tokens: Int) {
    self.layer = layer
    self.moment = moment
    self.tokens = tokens
  }

  private static let mostTokensOfADocument = 1_024

  /// Collects the second moments of several layers in one pass over `documents`.
  ///
  /// - Parameter progress: documents done and to do; returning false interrupts.
  /// - Throws: `EditingError.noText`, `.interrupted`.
  /// - Complexity: O(tokens * m^2) a layer.
  package static func collect(
    layers: [Int], documents: [String], model: Transformer, tokenizer: Tokenizer,
    progress: (Int, Int) -> Bool = { _, _ in true }
  ) throws -> [SecondMoment] {
    let limit = min(model.shape.positions, mostTokensOfADocument)
    let texts = documents.map { Array(tokenizer.encode($0).prefix(limit)) }
    return try collect(layers: layers, texts: texts.filter { !$0.isEmpty }, model: model, progress: progress)
  }

  /// The same over texts that are tokens already, none of them empty or longer than the model takes.
  static func collect(
    layers: [Int], texts: [[Int]], model: Transformer, progress: (Int, Int) -> Bool = { _, _ in true }
  ) throws -> [SecondMoment] {
    guard !texts.isEmpty, let last = layers.max() else { throw EditingError.noText }
    let m = model.shape.mlp
    var sums = [Int: Matrix<Double>](uniqueKeysWithValues: layers.map { ($0, Matrix(m, m)) })
    var tokens = 0
    var start = 0
    while start < texts.count {
      guard progress(start, texts.count) else { throw EditingError.interrupted }
      // Batches of about 4,000 tokens: products in Float, sums over batches in Double.
      var end = start
      var size = 0
      while end < texts.count, end == start || size + texts[end].count <= 4000 {
        size += texts[end].count
        end += 1
      }
      let batch = TokenBatch(Array(texts[start..<end]))
      _ = model.run(try model.embed(batch), through: 0..<last + 1, batch: batch) { values, _ in
        sums[values.layer]?.add(values.keys.gram(transposed: true).asDouble)
      }
      tokens += size
      start = end
    }
    return layers.sorted().compactMap { layer in
      sums[layer].map { SecondMoment(layer: layer, moment: (1 / Double(tokens)) * $0, tokens: tokens) }
    }
  }

  /// C + ridge * tr(C)/m * I.
  package func ridged(_ ridge: Double) -> RidgedMoment {
    var c = moment
    let m = c.rows
    let trace = (0..<m).reduce(0) { $0 + c[$1, $1] }
    let added = ridge * trace / Double(m)
    for i in 0..<m { c[i, i] += added }
    return RidgedMoment(layer: layer, matrix: c, ridge: added, tokens: tokens)
  }
}

/// The second moment of a layer with its ridge: what a run keeps, as not every editor needs a factor of it.
package struct RidgedMoment: Sendable {
  package let layer: Int
  /// C + ridge I, m x m.
  package let matrix: Matrix<Double>
  /// What was added to C's diagonal: all that has to be taken off the eigenvalues to have those of C.
  package let ridge: Double
  /// That C is the mean over.
  package let tokens: Int

  package init(layer: Int, matrix: Matrix<Double>, ridge: Double = 0, tokens: Int) {
    self.layer = layer
    self.matrix = matrix
    self.ridge = ridge
    self.tokens = tokens
  }

  /// Without a ridge there must be more tokens than C has rows: fewer leave it singular, whatever rounding makes of its last
  /// pivots.
  ///
  /// - Throws: `EditingError.singularSecondMoment`.
  /// - Complexity: m^3 / 3.
  package func factored() throws(EditingError) -> FactoredMoment {
    let singular = EditingError.singularSecondMoment(layer: layer, tokens: tokens, width: matrix.rows)
    guard ridge > 0 || tokens > matrix.rows else { throw singular }
    do { return try FactoredMoment(matrix) } catch { throw singular }
  }
}
