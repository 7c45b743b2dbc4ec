import Models
import Numerics

/// One edit's target and how it was found.
package struct Target: Sendable, Equatable {
  /// The state of the loss before one Adam step.
  package struct Step: Sendable, Equatable {
    package let loss: Double
    package let nll: Double
    package let kl: Double
    package let decay: Double
    /// Mean over contexts of exp(-NLL).
    package let probability: Double
    package let deltaNorm: Double
  }
  /// The hidden state of the bare prompt before the edit, length d.
  package let initial: [Float]
  /// v0: what the MLP gives there before the edit, length d.
  package let value: [Float]
  package internal(set) var delta: [Float]
  package let steps: [Step]
  /// nil, or why there is no usable target; then `delta` is 0.
  package let failure: String?
  /// |v0 + delta| as optimised, whatever became of it.
  package let valueNorm: Double
  /// Whether its anchor has left it out; then `delta` is 0, too.
  package internal(set) var isSkipped = false

  init(initial: [Float], value: [Float], delta: [Float], steps: [Step], failure: String?) {
    self.initial = initial
    self.value = value
    self.delta = delta
    self.steps = steps
    self.failure = failure
    valueNorm = norm(zip(value, delta).map { $0 + $1 })
  }

  /// h0 + delta.
  package var z: [Float] { zip(initial, delta).map { $0 + $1 } }
}

/// Where a target stands in its block.
package enum TargetSite: Sendable {
  /// The block's output (MEMIT).
  case block
  /// The MLP's output (ROME). Delta is the same: the block's output is a sum that the MLP's is part of; only h0, by which
  /// it is bounded and decayed, is another.
  case mlp
}

/// What an editor asks of its targets beyond the settings; MEMIT nothing.
package struct TargetOptions: Sendable {
  package var site = TargetSite.block
  /// Whose |h0| bounds |delta|; nil for that of the model being edited.
  package var anchor: Transformer?
  /// By position of the edit: orthonormal columns, d x q, that its delta is kept clear of after every step.
  package var excluded: [Int: Matrix<Double>] = [:]
  /// The norm that every value is brought to; nil leaves them.
  package var valueNorm: Double?
  /// An edit also ends when its target is more probable than this, as a mean over contexts.
  package var stopProbability = Double.infinity
  /// An edit also ends when the model says its target often enough; nil for none (ENCORE).
  package var agreement: Agreement?

  /// How often a target has to be the argmax at all of its tokens, in all generated contexts, or in the bare prompt when
  /// there are none.
  package struct Agreement: Sendable {
    /// Steps in which it is, one after the other or not.
    package var times: Int
    /// As published: five tokens of generated contexts have to be, no more and no fewer, so that a target of several tokens
    /// may go past them.
    package var countsTokens: Bool

    /// - Parameter tokens: whether each token is, by context.
    func holds(_ tokens: [[Bool]]) -> Bool {
      countsTokens ? tokens.joined().count(where: \.self) == 5 : tokens.joined().allSatisfy(\.self)
    }
  }

  package init(anchor: Transformer? = nil, valueNorm: Double? = nil) {
    self.anchor = anchor
    self.valueNorm = valueNorm
  }

  /// The options of some of the edits, which are counted from 0 again.
  func of(_ edits: Range<Int>) -> TargetOptions {
    var part = self
    part.excluded = [:]
    for index in edits { part.excluded[index - edits.lowerBound] = excluded[index] }
    return part
  }
}
