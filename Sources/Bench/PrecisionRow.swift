import Models

/// Rounds of one precision: what they take, and how far what they compute is from f32.
package struct PrecisionRow: Sendable, Equatable, Codable {
  package var precision: Precision
  package var times: PartValues<Timing>
  /// How many times longer f32 takes; nil for f32 itself.
  package var ratios: PartValues<Double>?
  /// nil for f32 itself.
  package var errors: PrecisionErrors?
}

/// How far a precision is from f32 on the same model and edits.
package struct PrecisionErrors: Sendable, Equatable, Codable {
  /// Of the logits at every token of some prompts: the largest difference, the mean one, and the largest logit in f32.
  package var largestLogit: Double
  package var meanLogit: Double
  package var scale: Double
  /// ||z - z'||_F of all targets, as a share of the norm of what was added to hidden states to reach them.
  package var targets: Double
  /// The same of the keys of the last edited layer, as a share of their norm.
  package var keys: Double
  /// The largest of the layers' updates, as a share of its norm.
  package var updates: Double
}

/// How far logits are from f32's when activations are the sums of so many bf16 numbers.
package struct TermsRow: Sendable, Equatable, Codable {
  package var terms: Int
  package var largestLogit: Double
  package var meanLogit: Double
}

/// The rate of one product, in 10^9 floating-point operations a second on one thread.
package struct ProductRow: Sendable, Equatable, Codable {
  /// What the weight does in a block.
  package var weight: String
  /// m x k times k x n.
  package var m: Int
  package var k: Int
  package var n: Int
  package var precision: Precision
  package var rate: Double
  /// Of oneDNN's kernel for this very shape, with both sides already as it wants them; nil where it has none.
  package var libraryRate: Double?
}
