import Foundation

/// How positions enter a model without position embeddings: pairs of numbers of each query and key are turned by angles
/// that grow with the position, pair i by base^(-2 i / width) a token before any scaling.
package struct RotaryConfiguration: Equatable, Sendable {
  /// What is done to the frequencies of a model that was stretched to longer texts than it was first trained on.
  package enum Scaling: Equatable, Sendable {
    case none
    /// All are divided by this.
    case linear(Double)
    /// LLaMA-3.1's: those that turn less than `low` times in `context` tokens are divided by `factor`, those that turn more
    /// than `high` times stay, and the ones between go over from one to the other.
    case llama3(factor: Double, low: Double, high: Double, context: Int)
    case yarn(YaRN)
  }

  /// YaRN (arXiv 2309.00071): pairs that turn less than `slow` times in `context` tokens are divided by `factor`, those that
  /// turn more than `fast` times stay, and the pairs between go over by their number; what is turned is multiplied besides.
  package struct YaRN: Equatable, Sendable {
    package var factor: Double
    package var context: Int
    package var fast = 32.0
    package var slow = 1.0
    /// Of the pairs' numbers between which it goes over, the lower is rounded down and the upper up.
    package var roundsRange = true
    /// What turned numbers are multiplied by.
    package var scale: Double

    package init(factor: Double, context: Int, scale: Double? = nil) {
      (self.factor, self.context) = (factor, context)
      self.scale = scale ?? Self.scale(factor)
    }

    /// The paper's for a factor, `weight` times as far from 1.
    package static func scale(_ factor: Double, weight: Double = 1) -> Double {
      factor <= 1 ? 1 : 0.1 * weight * log(factor) + 1
    }
  }

  /// theta.
  package var base: Double
  /// How many numbers of a head are turned, its first ones; even.
  package var width: Int
  /// A pair is two neighbours (GPT-J); else pair i is i and i + width / 2.
  package var isInterleaved: Bool
  package var scaling: Scaling

  package init(base: Double, width: Int, isInterleaved: Bool = false, scaling: Scaling = .none) {
    self.base = base
    self.width = width
    self.isInterleaved = isInterleaved
    self.scaling = scaling
  }
}
