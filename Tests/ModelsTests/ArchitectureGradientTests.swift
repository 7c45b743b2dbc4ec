import Numerics
import Testing

@testable import Models

/// The backward pass of every architecture against central differences of its forward pass, with prefixes of different
/// lengths whose keys and values are constants, one of them empty.
struct ArchitectureGradientTests {
  /// Longer than the window of the model that has one.
  private static let lengths = [14, 6]
  private static let cuts = [4, 0]

  private struct Setting {
    let model: Transformer
    let batch: TokenBatch
    let cache: KeyValueCache
    /// T x d, at the input of block 1.
    let hidden: Matrix<Float>
    /// T x V, the loss's gradient at the logits.
    let weights: Matrix<Float>

    /// - Parameter scale: what turned queries and keys are multiplied by, as YaRN does.
    init(_ name: String, scale: Double = 1, using generator: inout SeededGenerator) throws {
      let reference = try Reference(name)
      var model = reference.model
      for block in model.blocks.indices { model.blocks[block].rotary?.scale = scale }
      self.model = model
      let sequences = zip(reference.sequences, lengths).map { Array($0.prefix($1)) }
      let whole = TokenBatch(sequences)
      let states = model.run(try model.embed(whole), through: 0..<1, batch: whole)
      var activations: [BlockActivations] = []
      _ = model.run(states, through: 1..<4, batch: whole) { values, _ in activations.append(values) }
      var cache = KeyValueCache(blocks: 4, sequences: 2, width: model.shape.keyValueWidth)
      cache.append(activations.map(cache.addition), batch: whole)
      self.cache = cache.truncated(to: cuts)
      batch = TokenBatch(zip(sequences, cuts).map { Array($0.dropFirst($1)) }, prefixLengths: cuts)
      hidden = states.gatherRows((0..<2).flatMap { Array(whole.rows($0).dropFirst(cuts[$0])) })
      weights = Matrix.gaussian(hidden.rows, model.shape.vocabulary, using: &generator)
    }

    /// The sum of logits, each with a weight of its own.
    func loss(_ hidden: Matrix<Float>, model: Transformer? = nil) -> Double {
      let model = model ?? self.model
      let output = model.run(hidden, through: 1..<4, batch: batch, cache: cache)
      return zip(model.logits(output).entries, weights.entries).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    /// Checks a gradient against central differences along its own direction and `count` random ones.
    func check(
      _ found: Matrix<Float>, count: Int, step: Float, using generator: inout SeededGenerator,
      loss: (Matrix<Float>) -> Double
    ) {
      let scale = found.frobeniusNorm
      #expect(scale > 0)
      let others = (0..<count).map { _ in Matrix<Float>.gaussian(found.rows, found.columns, using: &generator) }
      for (index, direction) in ([found] + others).enumerated() {
        let unit = Float(1 / direction.frobeniusNorm) * direction
        let expected = (loss(step * unit) - loss(-step * unit)) / Double(2 * step)
        let derivative = zip(found.entries, unit.entries).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(abs(derivative - expected) < 2e-4 * scale, "direction \(index): \(derivative), expected \(expected)")
      }
    }
  }

  @Test(arguments: Reference.names, [1, 1.4]) func atABlocksInput(name: String, scale: Double) throws {
    var generator = SeededGenerator(seed: 21)
    let setting = try Setting(name, scale: scale, using: &generator)
    let (model, batch) = (setting.model, setting.batch)
    var activations: [BlockActivations] = []
    let output = model.run(setting.hidden, through: 1..<4, batch: batch, cache: setting.cache) { values, _ in
      activations.append(values)
    }
    let dOutput = model.logitsGradient(output, of: setting.weights)
    let found = model.backward(dOutput, through: activations, batch: batch, cache: setting.cache)
    setting.check(found, count: 6, step: 0.01, using: &generator) { setting.loss(setting.hidden + $0) }
  }

  @Test(arguments: Reference.names) func atADownProjection(name: String) throws {
    var generator = SeededGenerator(seed: 22)
    let setting = try Setting(name, using: &generator)
    let (model, batch) = (setting.model, setting.batch)
    var activations: [BlockActivations] = []
    let output = model.run(setting.hidden, through: 1..<4, batch: batch, cache: setting.cache) { values, _ in
      activations.append(values)
    }
    var gradient: Matrix<Float>?
    _ = model.backward(
      model.logitsGradient(output, of: setting.weights), through: activations, batch: batch, cache: setting.cache
    ) { values, dOutput in
      guard values.layer == 2 else { return }
      gradient = model.blocks[2].down.weightGradient(
        at: values.keys, of: model.downGradient(at: values, of: dOutput))
    }
    setting.check(try #require(gradient), count: 3, step: 0.01, using: &generator) { change in
      var moved = model
      moved.blocks[2].down.weight.add(change)
      return setting.loss(setting.hidden, model: moved)
    }
  }

  /// The passes through parts of a block against whole ones.
  @Test(arguments: Reference.names) func partsAreThoseOfTheWhole(name: String) throws {
    var generator = SeededGenerator(seed: 23)
    let setting = try Setting(name, using: &generator)
    let (model, batch, cache, hidden) = (setting.model, setting.batch, setting.cache, setting.hidden)
    let rows = [7, 2, 2, 0, 15]
    let whole = model.activate(layer: 1, hidden, batch: batch, cache: cache)
    let some = model.activate(
      layer: 1, hidden, queriesKeysValues: model.queriesKeysValues(layer: 1, hidden), batch: batch, cache: cache,
      at: rows)
    let output = model.output(of: whole)
    #expect(largestDifference(model.output(of: some).entries, output.gatherRows(rows).entries) < 1e-5)
    let fromAttention = model.output(
      layer: 1, afterAttention: whole.afterAttention, parallelInput: whole.parallelInput)
    #expect(largestDifference(fromAttention.entries, output.entries) < 1e-5)

    let dOutput = Matrix<Float>.gaussian(rows.count, 64, using: &generator)
    let expected = model.backward(
      dOutput.scatteredRows(rows, of: hidden.rows), through: [whole], batch: batch, cache: cache)
    let parts = model.attentionGradient(dOutput, through: some, at: rows, batch: batch, cache: cache)
    let inputs = [0, 5, 12]
    let found = model.inputGradient(
      layer: 1, at: hidden.gatherRows(inputs), queriesKeysValues: parts.queriesKeysValues.gatherRows(inputs),
      residual: parts.residual.gatherRows(inputs))
    let difference = largestDifference(found.entries, expected.gatherRows(inputs).entries)
    #expect(difference < 1e-5 * Float(expected.frobeniusNorm))
  }
}
