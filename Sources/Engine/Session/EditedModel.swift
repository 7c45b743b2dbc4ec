import Editing
import Models
import Numerics

/// The model of a branch and how it came to be: all that undo, fork and resume make anew.
///
/// A weight at round t is W_0 plus the applied updates, added in order. Undo and resume rebuild it that way, so that both
/// arrive at the very same bits.
struct EditedModel {
  /// At edit 0.
  private(set) var original: Transformer
  /// As it is now.
  private(set) var current: Transformer
  /// What the rounds left for editors that look at earlier rounds.
  private(set) var history = EditHistory()
  /// The edits of each applied round.
  private(set) var rounds: [Range<Int>] = []

  init(_ original: Transformer) { (self.original, current) = (original, original) }

  /// Edits applied so far, failed ones included.
  var edits: Int { rounds.last?.upperBound ?? 0 }

  /// Computes what follows in another precision.
  mutating func setPrecision(_ precision: Precision) {
    original.precision = precision
    current.precision = precision
  }

  /// Adds a round's updates to the weights. The one place where a run's weights change.
  mutating func apply(edits: Range<Int>, _ applied: AppliedRound) {
    for update in applied.updates { current.apply(update) }
    history.remember(applied.trace)
    rounds.append(edits)
  }

  /// Goes back to the end of an earlier round: weights and history are made again from the rounds up to it.
  ///
  /// - Parameters:
  ///   - count: the rounds that stay; at most as many as there are.
  ///   - recall: what a round applied, rounds counted from 1.
  /// - Returns: what the rounds had applied that are no more.
  /// - Throws: what `recall` throws; then nothing has changed.
  mutating func rewind(to count: Int, recall: (Int) throws -> AppliedRound) throws -> [AppliedRound] {
    var rewound = EditedModel(original)
    for round in 0..<count { rewound.apply(edits: rounds[round], try recall(round + 1)) }
    let undone = try rounds.indices[count...].map { try recall($0 + 1) }
    self = rewound
    return undone
  }

  /// The model that is measured and saved: the edited one, or what an editor presents in its place.
  func presented(by editor: any Editor) throws -> Transformer {
    var presented = current
    for layer in editor.layers {
      let weight = try editor.presented(
        current.editedWeight(layer: layer), original: original.editedWeight(layer: layer))
      if let weight { presented.blocks[layer].down.weight = weight.transposed }
    }
    return presented
  }
}
