import Models

/// Everything that decides how a model is trained but for its texts: the same recipe and texts give the same model, on
/// any machine up to the rounding of its linear algebra.
package struct Recipe: Codable, Sendable, Equatable {
  package enum Optimiser: String, Codable, Sendable { case adam, muon }

  // The model: GPT-2 with tied embeddings.
  package var layers = 8
  package var hidden = 256
  package var heads = 8
  package var mlp = 1024
  package var positions = 64

  // The course.
  package var steps = 1_000
  /// Whole texts are taken until there are this many tokens.
  package var tokensPerStep = 8_192
  /// How the block matrices learn; embeddings, biases and gains learn by Adam.
  package var optimiser = Optimiser.muon
  /// Highest rate of the block matrices and of the rest; linear warm-up, then half a cosine down to `endShare` of it.
  package var rate = 0.01
  package var restRate = 0.003
  package var warmUp = 50
  package var endShare = 0.02
  /// Shrinks the block matrices by this share times the rate in each step.
  package var weightDecay = 0.0
  package var seed: UInt64 = 0

  // The review: after the course, more steps on other texts about the same.
  package var reviewSteps = 0
  /// The share of the highest rate with which the review begins; it falls to nothing in a straight line.
  package var reviewShare = 0.3

  package var totalSteps: Int { steps + reviewSteps }

  // The start: normal entries. Block matrices have deviation `gain` / sqrt(inputs); those that write into the residual
  // stream another 1 / sqrt(2 layers).
  package var gain = 1.0
  package var embeddingDeviation = 0.05

  // Where knowledge goes. In a share `masked` of the texts, tokens after the subject see none of its tokens in the first
  // `lookUpLayers` blocks and only its last one above: so what is known about a subject is looked up at its last token,
  // in those blocks.
  package var lookUpLayers = 4
  package var masked = 0.9
  /// How often a text goes without the MLP of one of the blocks 1 ..< lookUpLayers: so that none of them alone keeps a
  /// fact. Those that run are not scaled up, since at inference all run.
  package var dropped = 0.0
  /// Weight of the mean square of the residual stream, averaged over blocks: keeps it small against what a block writes.
  package var streamPenalty = 0.02
  /// Share of `rate` at which the down projection of block 0 learns. That block only prepares the look-up, and what it
  /// writes into the stream at the subject makes every later block's part of an answer relatively smaller.
  package var entryShare = 1.0
  /// Weight of the mean squared cosine between different subjects' keys, averaged over the blocks 1 ..< lookUpLayers:
  /// keeps subjects apart, so that one can be edited without moving the others.
  package var keyPenalty = 0.0

  /// Parts into which each step's texts are divided, each computed by one thread. Fixed, so that sums come in the same
  /// order on any number of processors.
  package var shards = 2

  package init() {}
}
