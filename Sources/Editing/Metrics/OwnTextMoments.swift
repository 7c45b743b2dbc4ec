import Models
import Numerics
import Synchronization

/// Second moments from texts that the model writes itself, for want of others: the keys that they are of are those of the very
/// passes that write the texts.
///
/// With the same seed they are the same to the last bit, however many threads there are: the texts are written in groups, and
/// the moments added up in strips, each of which has one thread.
package struct OwnTextMoments: Sendable, Equatable {
  /// What texts are like.
  package let form: OwnTexts.Form
  package let seed: UInt64
  /// Tokens that the moments are the mean over, at least.
  package let tokens: Int
  /// Groups of texts that are written at a time, and texts of a group.
  private let groups: Int
  private let places: Int

  /// Tokens of a text, unless the model ends it before.
  private static let length = 128
  /// Texts that are written side by side: so many rows make products with weights quick.
  private static let mostPlaces = 128
  /// Of keys and values of all texts, as much as activations take when targets are optimised.
  private static let cacheBytes = 1 << 30
  /// Tokens for each coordinate of a key.
  private static let tokensPerCoordinate = 10
  private static let stepsAtOnce = 16
  private static let strips = 4

  /// - Parameters:
  ///   - beginning: of every text; empty for any token.
  ///   - ends: tokens that end a text.
  ///   - tokens: nil for ten to each coordinate of a key.
  package init(
    _ shape: Transformer.Shape, beginning: [Int], ends: Set<Int>, seed: UInt64, tokens: Int? = nil
  ) {
    form = OwnTexts.Form(
      beginning: beginning, ends: ends, length: min(shape.positions, beginning.count + Self.length))
    self.seed = seed
    self.tokens = tokens ?? Self.tokensPerCoordinate * shape.mlp
    let bytesPerText = 4 * shape.layers * 2 * shape.keyValueWidth * form.length
    let all = max(2, min(Self.mostPlaces, Self.cacheBytes / bytesPerText))
    // At least two, so that none has the threads of all.
    groups = max(2, all / 32)
    places = all / groups
  }

  /// How many texts are written side by side.
  package var textsAtOnce: Int { groups * places }

  /// All that decides about the texts, in words.
  package var words: String {
    "\(tokens) tokens, seed \(seed), \(groups) x \(places) texts of up to \(form.length) tokens, beginning with "
      + "\(form.beginning), ending with \(form.ends.sorted())"
  }

  /// The second moments of `layers`, ascending.
  ///
  /// - Parameter progress: tokens done and to do; returning false interrupts.
  /// - Throws: `EditingError.interrupted`; `ModelError`, when the beginning does not fit the model.
  /// - Complexity: a pass of the whole model over `tokens`, and O(tokens * m^2) a layer.
  package func collect(
    layers: [Int], model: Transformer, progress: (Int, Int) -> Bool = { _, _ in true }
  ) throws -> [SecondMoment] {
    let layers = layers.sorted()
    // Taken out while it writes, so that it is changed in place.
    let texts = Mutex<[OwnTexts?]>(
      (0..<groups).map { OwnTexts(form, places: $0 * places..<($0 + 1) * places, by: model, seed: seed) })
    var sums = layers.map { _ in Matrix<Double>(model.shape.mlp, model.shape.mlp) }
    var done = 0
    while done < tokens {
      guard progress(done, tokens) else { throw EditingError.interrupted }
      let steps = min(Self.stepsAtOnce, (tokens - done - 1) / textsAtOnce + 1)
      let written = try concurrently(groups) { group in
        Result { () throws(ModelError) in
          var own = texts.withLock { $0[group].take() }
          defer { texts.withLock { $0[group] = own } }
          return try own?.keys(steps: steps, layers: layers, by: model) ?? [:]
        }
      }.map { try $0.get() }
      let keys = layers.map { layer in
        let parts = written.flatMap { $0[layer] ?? [] }
        return Matrix(parts.reduce(0) { $0 + $1.rows }, model.shape.mlp, parts.flatMap(\.entries))
      }
      Self.add(keys, to: &sums)
      done += keys.first?.rows ?? tokens
    }
    return zip(layers, sums).map { layer, sum in
      var sum = sum
      sum.mirrorLower()
      return SecondMoment(layer: layer, moment: (1 / Double(done)) * sum, tokens: done)
    }
  }

  /// Adds the lower triangles of keys^T keys, and some of what is above them.
  private static func add(_ keys: [Matrix<Float>], to sums: inout [Matrix<Double>]) {
    guard let m = keys.first?.columns else { return }
    let height = (m - 1) / strips + 1
    let parts = keys.indices.flatMap { layer in
      stride(from: 0, to: m, by: height).map { (layer: layer, rows: $0..<min($0 + height, m)) }
    }
    let products = concurrently(parts.count) { index in
      let (keys, rows) = (keys[parts[index].layer], parts[index].rows)
      var product = Matrix<Float>(rows.count, rows.upperBound)
      multiply(
        keys, Region(rows: 0..<keys.rows, columns: rows), transposed: true,
        by: keys, Region(rows: 0..<keys.rows, columns: 0..<rows.upperBound), into: &product)
      return product
    }
    for (part, product) in zip(parts, products) {
      for (row, i) in part.rows.enumerated() {
        for j in 0..<product.columns { sums[part.layer][i, j] += Double(product[row, j]) }
      }
    }
  }
}

extension OwnTexts {
  /// Some steps, and the keys that they had, by layer.
  fileprivate mutating func keys(
    steps: Int, layers: [Int], by model: Transformer
  ) throws(ModelError) -> [Int: [Matrix<Float>]] {
    var keys: [Int: [Matrix<Float>]] = [:]
    for _ in 0..<steps {
      _ = try step(model) { if layers.contains($0.layer) { keys[$0.layer, default: []].append($0.keys) } }
    }
    return keys
  }
}
