import Models
import Numerics

/// What blocks that edits leave alone make of texts that are measured again and again: kept from one measuring to the next,
/// with the weights that it was made with.
///
/// An edit of layer l changes its down projection, so all up to the end of that block's attention stays as it was.
package struct ActivationCache: Sendable {
  /// The lowest block whose down projection may change; nil to keep nothing.
  private var layer: Int?
  private let bytes: Int
  private var lower: LowerBlocks?
  /// By chunk: of each pass of its tree what the attention of block `layer` made.
  private var states: [Chunk: [PassState]] = [:]
  private var used = 0

  /// - Parameter bytes: how much to keep; what is more is computed anew every time.
  package init(bytes: Int = 256 << 20) { self.bytes = bytes }

  /// What makes two trees the same.
  struct Chunk: Hashable {
    let texts: [[Int]]
    let sharedTokens: Int
  }

  /// To be called before texts go through `model`, whose blocks below `layer` and the attention of that block are to be
  /// taken as known. Forgets everything when they are not what they were.
  package mutating func prepare(for model: Transformer, editedFrom layer: Int) {
    // Of the last block not all rows are computed: nothing to keep.
    guard layer >= 0, layer + 1 < model.blocks.count else { return forget() }
    let lower = LowerBlocks(of: model, layer: layer)
    guard lower != self.lower else { return }
    forget()
    self.layer = layer
    self.lower = lower
  }

  private mutating func forget() {
    (layer, lower, states, used) = (nil, nil, [:], 0)
  }

  func passes(of chunk: Chunk) -> PassStates { PassStates(layer: layer, known: states[chunk]) }

  mutating func keep(_ passes: PassStates, of chunk: Chunk) {
    let size = passes.made.reduce(0) { $0 + $1.bytes }
    guard layer != nil, states[chunk] == nil, used + size <= bytes else { return }
    states[chunk] = passes.made
    used += size
  }
}

/// What one pass comes to at the end of a block's attention, as in `BlockActivations`.
struct PassState: Sendable {
  let afterAttention: Matrix<Float>
  let parallelInput: Matrix<Float>?

  var bytes: Int { 4 * (afterAttention.entries.count + (parallelInput?.entries.count ?? 0)) }
}

/// The passes of one chunk, in order: what is known of them, or what is found.
struct PassStates: Sendable {
  let layer: Int?
  let known: [PassState]?
  private(set) var made: [PassState] = []
  private var next = 0

  init(layer: Int?, known: [PassState]?) {
    self.layer = layer
    self.known = known
  }

  /// The next pass, with the layer that it has come to; nil when it is not known.
  mutating func recall() -> (layer: Int, state: PassState)? {
    guard let layer, let known, known.indices.contains(next) else { return nil }
    defer { next += 1 }
    return (layer, known[next])
  }

  mutating func note(_ values: BlockActivations) {
    guard values.layer == layer else { return }
    made.append(PassState(afterAttention: values.afterAttention, parallelInput: values.parallelInput))
  }
}

/// The weights that all up to the end of a block's attention depends on. Comparing them is quick while they share storage
/// with those of the model.
private struct LowerBlocks: Sendable, Equatable {
  private let tokens: Weight
  private let positions: Matrix<Float>
  private let blocks: [DecoderBlock]
  private let norm: Normalization
  private let attention: [Linear]

  init(of model: Transformer, layer: Int) {
    tokens = model.embedding
    positions = model.positionEmbedding
    blocks = Array(model.blocks[..<layer])
    norm = model.blocks[layer].attentionNorm
    attention = [model.blocks[layer].attentionInput, model.blocks[layer].attentionOutput]
  }
}
