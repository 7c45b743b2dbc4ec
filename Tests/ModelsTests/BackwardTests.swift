import Numerics
import Testing

@testable import Models

/// The backward pass against central differences of the forward pass, along random directions and parts of the gradient.
///
/// Forward passes are in Float: measured, the difference and the derivative agree to 3e-5 of the gradient's norm.
struct BackwardTests {
  private let model: Transformer
  private let sequences: [[Int]]
  private var generator = SeededGenerator(seed: 11)

  init() throws {
    let reference = try Reference()
    model = reference.model
    sequences = [Array(reference.sequences[0].prefix(9)), Array(reference.sequences[1].prefix(5))]
  }

  /// The sum of logits, each with a weight of its own: a loss whose gradient at the logits is known exactly.
  private func loss(
    _ hidden: Matrix<Float>, from layer: Int, _ batch: TokenBatch, _ cache: KeyValueCache?, weights: Matrix<Float>,
    model: Transformer? = nil
  ) -> Double {
    let model = model ?? self.model
    let output = model.run(hidden, through: layer..<4, batch: batch, cache: cache)
    return zip(model.logits(output).entries, weights.entries).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  private func gradient(
    _ hidden: Matrix<Float>, from layer: Int, _ batch: TokenBatch, _ cache: KeyValueCache?, weights: Matrix<Float>
  ) -> Matrix<Float> {
    var activations: [BlockActivations] = []
    let output = model.run(hidden, through: layer..<4, batch: batch, cache: cache) { values, _ in
      activations.append(values)
    }
    let dOutput = model.logitsGradient(output, of: weights)
    return model.backward(dOutput, through: activations, batch: batch, cache: cache)
  }

  /// Compares derivatives along whole-matrix directions and along single rows.
  private mutating func check(
    _ hidden: Matrix<Float>, from layer: Int, _ batch: TokenBatch, _ cache: KeyValueCache? = nil
  ) {
    let weights = Matrix<Float>.gaussian(hidden.rows, model.shape.vocabulary, using: &generator)
    let found = gradient(hidden, from: layer, batch, cache, weights: weights)
    let scale = found.frobeniusNorm
    #expect(scale > 0)
    var directions = (0..<3).map { _ in
      Matrix<Float>.gaussian(hidden.rows, hidden.columns, using: &generator)
    }
    // Along the gradient's own parts the derivative is as large as it gets.
    directions.append(found)
    for row in 0..<hidden.rows {
      var part = Matrix<Float>(hidden.rows, hidden.columns)
      part.setRow(row, found.row(row))
      directions.append(part)
      var single = Matrix<Float>(hidden.rows, hidden.columns)
      single.setRow(row, Matrix<Float>.gaussian(1, hidden.columns, using: &generator).entries)
      directions.append(single)
    }
    for (index, direction) in directions.enumerated() {
      let unit = Float(1 / direction.frobeniusNorm) * direction
      let step: Float = 0.02
      let ahead = loss(hidden + step * unit, from: layer, batch, cache, weights: weights)
      let behind = loss(hidden + -step * unit, from: layer, batch, cache, weights: weights)
      let expected = (ahead - behind) / Double(2 * step)
      let derivative = zip(found.entries, unit.entries).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(derivative - expected) < 1e-4 * scale, "direction \(index): \(derivative), expected \(expected)")
    }
  }

  /// The gradient at a down projection's weight, along random directions and its own, with and without a prefix.
  @Test(arguments: [0, 2, 3], [[0, 0], [4, 0]]) mutating func downProjection(layer: Int, cuts: [Int]) throws {
    let whole = TokenBatch(sequences)
    let states = try states(whole, at: layer)
    let cache = self.cache(of: states, whole, from: layer, lengths: cuts)
    let batch = TokenBatch(zip(sequences, cuts).map { Array($0.dropFirst($1)) }, prefixLengths: cuts)
    let hidden = states.gatherRows((0..<2).flatMap { Array(whole.rows($0).dropFirst(cuts[$0])) })
    let weights = Matrix<Float>.gaussian(hidden.rows, model.shape.vocabulary, using: &generator)

    var activations: [BlockActivations] = []
    let output = model.run(hidden, through: layer..<4, batch: batch, cache: cache) { values, _ in
      activations.append(values)
    }
    var gradient: Matrix<Float>?
    _ = model.backward(
      model.logitsGradient(output, of: weights), through: activations, batch: batch, cache: cache
    ) { values, dOutput in
      guard values.layer == layer else { return }
      gradient = model.blocks[layer].down.weightGradient(at: values.keys, of: dOutput)
    }
    let found = try #require(gradient)
    let scale = found.frobeniusNorm
    #expect(scale > 0)

    func moved(by step: Matrix<Float>) -> Transformer {
      var model = model
      model.blocks[layer].down.weight.add(step)
      return model
    }
    var directions = (0..<4).map { _ in Matrix<Float>.gaussian(found.rows, found.columns, using: &generator) }
    directions.append(found)
    for direction in directions {
      let unit = Float(1 / direction.frobeniusNorm) * direction
      let step: Float = 0.01
      let ahead = loss(hidden, from: layer, batch, cache, weights: weights, model: moved(by: step * unit))
      let behind = loss(hidden, from: layer, batch, cache, weights: weights, model: moved(by: -step * unit))
      let expected = (ahead - behind) / Double(2 * step)
      let derivative = zip(found.entries, unit.entries).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(derivative - expected) < 1e-4 * scale, "\(derivative), expected \(expected)")
    }
  }

  /// The states of a real pass at the input of block `layer`.
  private func states(_ batch: TokenBatch, at layer: Int) throws -> Matrix<Float> {
    model.run(try model.embed(batch), through: 0..<layer, batch: batch)
  }

  @Test(arguments: [0, 2, 3]) mutating func raggedBatch(layer: Int) throws {
    let batch = TokenBatch(sequences)
    check(try states(batch, at: layer), from: layer, batch)
  }

  /// Prefixes of different lengths, one of them empty, whose keys and values are constants.
  @Test(arguments: [0, 2]) mutating func batchWithCachedPrefixes(layer: Int) throws {
    let cuts = [4, 0]
    let whole = TokenBatch(sequences)
    let hidden = try states(whole, at: layer)
    let cache = self.cache(of: hidden, whole, from: layer, lengths: cuts)
    let tails = TokenBatch(zip(sequences, cuts).map { Array($0.dropFirst($1)) }, prefixLengths: cuts)
    let rows = (0..<2).flatMap { Array(whole.rows($0).dropFirst(cuts[$0])) }
    check(hidden.gatherRows(rows), from: layer, tails, cache)
  }

  /// The gradient at the tails' rows is the same with a prefix in the cache as in the full pass, if only the tails are
  /// looked at.
  @Test func gradientWithAPrefixIsThatOfTheFullPass() throws {
    var generator = SeededGenerator(seed: 5)
    let cuts = [4, 2]
    let whole = TokenBatch(sequences)
    let hidden = try states(whole, at: 1)
    let rows = (0..<2).flatMap { Array(whole.rows($0).dropFirst(cuts[$0])) }
    let tails = TokenBatch(zip(sequences, cuts).map { Array($0.dropFirst($1)) }, prefixLengths: cuts)
    let tailWeights = Matrix<Float>.gaussian(rows.count, model.shape.vocabulary, using: &generator)
    var weights = Matrix<Float>(hidden.rows, model.shape.vocabulary)
    for (i, row) in rows.enumerated() { weights.setRow(row, tailWeights.row(i)) }

    let full = gradient(hidden, from: 1, whole, nil, weights: weights).gatherRows(rows)
    let cached = gradient(
      hidden.gatherRows(rows), from: 1, tails, cache(of: hidden, whole, from: 1, lengths: cuts), weights: tailWeights)
    let largest = full.entries.reduce(0) { max($0, abs($1)) }
    #expect(largestDifference(full.entries, cached.entries) < 1e-4 * largest)
  }

  private func cache(
    of hidden: Matrix<Float>, _ batch: TokenBatch, from layer: Int, lengths: [Int]
  ) -> KeyValueCache {
    var activations: [BlockActivations] = []
    _ = model.run(hidden, through: layer..<4, batch: batch) { values, _ in activations.append(values) }
    var cache = KeyValueCache(blocks: 4, sequences: batch.count, width: 64)
    cache.append(activations.map(cache.addition), batch: batch)
    return cache.truncated(to: lengths)
  }
}
