/// Everything measured after a round. Round 0 is the unedited model: same measures, nothing edited.
///
/// Shares are fractions in 0..1. A measure that does not apply is nil; one that broke down is NaN or infinite and is kept
/// as such, because that is what collapse looks like.
package struct RoundReport: Sendable, Equatable, Codable {
  package var edits: Int
  package var round: Int
  package var branch: String
  package var editor: EditorKind
  /// The setting the round was edited under.
  package var guardSetting: GuardSetting
  /// The anchor of its clamp; nil for an editor that sets no targets.
  package var clamp: ClampAnchor?
  /// What its values were brought to the norm of; nil for nothing.
  package var anchor: ValueAnchor?
  /// What became of the values of its targets; nil of a round without any, and in older logs.
  package var values: ValueReport?
  package var scores: Scores
  package var sampled: SampleSizes
  package var layers: [LayerReport]
  package var seconds: RoundTimings
  /// Edits measured after this round: all of the newest round, and the fixed sample of earlier ones; in a partial report
  /// only the first.
  package var outcomes: [EditOutcome]
  /// Edits of this round that could not be applied.
  package var failed: [FailedEdit]
  package var probes: [ProbeReading]
  /// Only true or absent in the log: earlier versions know nothing of it.
  private var partial: Bool?
  /// The digest of what the round and those before it applied, in 16 hexadecimal digits, by which its file of updates is
  /// known; nil for round 0, and in logs of earlier versions.
  package var updateDigest: String?

  /// Whether of the model no more is measured yet than the round's own edits and the pinned prompts, as after a single step;
  /// the rest comes as `LateMeasures`, unless the run goes on before.
  package var isPartial: Bool {
    get { partial ?? false }
    set { partial = newValue ? true : nil }
  }

  private enum CodingKeys: String, CodingKey {
    case edits, round, branch, editor, clamp, anchor, values, scores, sampled, layers, seconds, outcomes, failed,
      probes, partial
    case updateDigest
    case guardSetting = "guard"
  }

  package init(
    edits: Int, round: Int, branch: String = Fork.trunk, editor: EditorKind, guardSetting: GuardSetting,
    clamp: ClampAnchor? = nil, anchor: ValueAnchor? = nil, values: ValueReport? = nil, scores: Scores,
    sampled: SampleSizes, layers: [LayerReport], seconds: RoundTimings,
    outcomes: [EditOutcome] = [],
    failed: [FailedEdit] = [], probes: [ProbeReading] = [], isPartial: Bool = false
  ) {
    self.edits = edits
    self.round = round
    self.branch = branch
    self.editor = editor
    self.guardSetting = guardSetting
    self.clamp = clamp
    self.anchor = anchor
    self.values = values
    self.scores = scores
    self.sampled = sampled
    self.layers = layers
    self.seconds = seconds
    self.outcomes = outcomes
    self.failed = failed
    self.probes = probes
    self.isPartial = isPartial
  }
}

/// How well the edits hold and what the model still can do. The first four are over the fixed sample of all edits so far.
/// For edits that name no true object (ZSRE), efficacy, paraphrase and neighbourhood are shares of tokens that are argmax.
package struct Scores: Sendable, Equatable, Codable {
  /// Share of edits with P(new) > P(true). Chance on a ruined model is near 0.5.
  package var efficacy: Double?
  /// Share of edits whose new object is the argmax at every one of its tokens. Falls to 0 on a ruined model.
  package var efficacyArgmax: Double?
  package var paraphrase: Double?
  /// Share of neighbourhood prompts with P(true) > P(new).
  package var neighbourhood: Double?
  /// The same over the newest round alone.
  package var newestEfficacy: Double?
  package var newestArgmax: Double?
  package var newestParaphrase: Double?
  package var newestNeighbourhood: Double?
  /// exp(mean negative log likelihood) per token of held-out text.
  package var perplexity: Double?
  /// Weighted F1 by task.
  package var tasks: [String: Double]
  /// More about the tasks of published benchmarks; nil without any.
  package var taskDetails: [String: TaskReport]?

  package init(
    efficacy: Double? = nil, efficacyArgmax: Double? = nil, paraphrase: Double? = nil, neighbourhood: Double? = nil,
    newestEfficacy: Double? = nil, newestArgmax: Double? = nil, newestParaphrase: Double? = nil,
    newestNeighbourhood: Double? = nil, perplexity: Double? = nil,
    tasks: [String: Double] = [:], taskDetails: [String: TaskReport]? = nil
  ) {
    self.efficacy = efficacy
    self.efficacyArgmax = efficacyArgmax
    self.paraphrase = paraphrase
    self.neighbourhood = neighbourhood
    self.newestEfficacy = newestEfficacy
    self.newestArgmax = newestArgmax
    self.newestParaphrase = newestParaphrase
    self.newestNeighbourhood = newestNeighbourhood
    self.perplexity = perplexity
    self.tasks = tasks
    self.taskDetails = taskDetails
  }

  /// Mean F1 over the tasks; nil without tasks.
  package var taskMean: Double? {
    tasks.isEmpty ? nil : tasks.values.reduce(0, +) / Double(tasks.count)
  }
}

/// How many items stand behind the scores.
package struct SampleSizes: Sendable, Equatable, Codable {
  package var edits: Int
  package var paraphrases: Int
  package var neighbours: Int
  package var perplexityTokens: Int
  package var taskItems: Int

  package init(
    edits: Int = 0, paraphrases: Int = 0, neighbours: Int = 0, perplexityTokens: Int = 0, taskItems: Int = 0
  ) {
    self.edits = edits
    self.paraphrases = paraphrases
    self.neighbours = neighbours
    self.perplexityTokens = perplexityTokens
    self.taskItems = taskItems
  }
}

/// The state of one edited weight W_t against W_0. LS and SS are this program's definitions (`Drift`); the paper's are not
/// public.
package struct LayerReport: Sendable, Equatable, Codable {
  package var layer: Int
  /// Protected count at the tau in force; also the k of `ls`, `ss` and `coreDrift`.
  package var k: Int
  /// Similarity of the dominant subspaces, 1 = the same.
  package var ls: Double
  /// Mean index-matched |cosine| of dominant singular vectors, 1 = the same.
  package var ss: Double
  /// ||U_k^T (W_t - W_0) V_k||_F / ||Sigma_k||_F.
  package var coreDrift: Double
  /// 1 - ||U_k^T W_t V_k||_F^2 / ||W_t||_F^2: the share of the weight outside the original dominant block.
  package var outsideShare: Double?
  package var frobenius: Double
  package var frobeniusRatio: Double
  package var spectral: Double
  package var spectralRatio: Double
  /// Mean |h0| of the round's edits at the layer where targets are set; nil in round 0 before any edit.
  package var hiddenNorm: Double?
  /// Participation rank of the round's keys, (sum s^2)^2 / sum s^4.
  package var keyRank: Double?
  /// Dimension of the null space that the editor stays in; nil for an editor that has none.
  package var nullSpaceRank: Int?
  /// Share of the update's Frobenius norm that the guard let through; 1 when it is off.
  package var kept: Double
  /// ||dW||_F / ||W||_F of this round's update, W before it.
  package var relativeChange: Double
  /// Leading singular values, descending; empty for a weight with NaN or infinite entries.
  package var leading: [Float]
  /// All singular values, descending; present every so many rounds (`fullSpectrumInterval`).
  package var spectrum: [Float]?

  package init(
    layer: Int, k: Int, ls: Double, ss: Double, coreDrift: Double, outsideShare: Double? = nil, frobenius: Double,
    frobeniusRatio: Double,
    spectral: Double, spectralRatio: Double, hiddenNorm: Double? = nil, keyRank: Double? = nil,
    nullSpaceRank: Int? = nil, kept: Double = 1, relativeChange: Double = 0, leading: [Float], spectrum: [Float]? = nil
  ) {
    self.layer = layer
    self.k = k
    self.ls = ls
    self.ss = ss
    self.coreDrift = coreDrift
    self.outsideShare = outsideShare
    self.frobenius = frobenius
    self.frobeniusRatio = frobeniusRatio
    self.spectral = spectral
    self.spectralRatio = spectralRatio
    self.hiddenNorm = hiddenNorm
    self.keyRank = keyRank
    self.nullSpaceRank = nullSpaceRank
    self.kept = kept
    self.relativeChange = relativeChange
    self.leading = leading
    self.spectrum = spectrum
  }
}

extension Sequence<LayerReport> {
  /// The mean of a measure over those layers that have it; nil when none does.
  package func mean(_ measure: (LayerReport) -> Double?) -> Double? {
    var (sum, count) = (0.0, 0)
    for layer in self {
      guard let value = measure(layer) else { continue }
      sum += value
      count += 1
    }
    return count == 0 ? nil : sum / Double(count)
  }
}

/// Wall-clock seconds of a round by step.
package struct RoundTimings: Sendable, Equatable, Codable {
  package var targets: Double
  package var keys: Double
  package var solve: Double
  package var filter: Double
  package var spectra: Double
  package var evaluation: Double
  package var total: Double

  package init(
    targets: Double = 0, keys: Double = 0, solve: Double = 0, filter: Double = 0, spectra: Double = 0,
    evaluation: Double = 0, total: Double = 0
  ) {
    self.targets = targets
    self.keys = keys
    self.solve = solve
    self.filter = filter
    self.spectra = spectra
    self.evaluation = evaluation
    self.total = total
  }
}

/// One edit, as measured after a round.
package struct EditOutcome: Sendable, Equatable, Codable {
  /// Position in the run's order of edits, from 0.
  package var index: Int
  package var caseID: Int
  package var subject: String
  /// The prompt with "{}" where the subject goes.
  package var prompt: String
  package var oldObject: String
  package var newObject: String
  /// Geometric-mean token probability of the new object now.
  package var probability: Double
  /// P(new) > P(true).
  package var succeeds: Bool
  /// The new object is the argmax at every one of its tokens.
  package var holds: Bool

  // The log's snake case leads back to "caseId".
  private enum CodingKeys: String, CodingKey {
    case index, subject, prompt, oldObject, newObject, probability, succeeds, holds
    case caseID = "caseId"
  }

  package init(
    index: Int, caseID: Int, subject: String, prompt: String, oldObject: String, newObject: String,
    probability: Double, succeeds: Bool, holds: Bool
  ) {
    self.index = index
    self.caseID = caseID
    self.subject = subject
    self.prompt = prompt
    self.oldObject = oldObject
    self.newObject = newObject
    self.probability = probability
    self.succeeds = succeeds
    self.holds = holds
  }
}

/// An edit that could not be applied.
package struct FailedEdit: Sendable, Equatable, Codable {
  package var index: Int
  package var caseID: Int
  package var reason: String

  private enum CodingKeys: String, CodingKey {
    case index, reason
    case caseID = "caseId"
  }

  package init(index: Int, caseID: Int, reason: String) {
    self.index = index
    self.caseID = caseID
    self.reason = reason
  }
}

/// What the model says after a pinned prompt (greedy decoding).
package struct ProbeReading: Sendable, Equatable, Codable {
  package var prompt: String
  package var continuation: String
  /// Probability of the first token of the continuation.
  package var probability: Double

  package init(prompt: String, continuation: String, probability: Double) {
    self.prompt = prompt
    self.continuation = continuation
    self.probability = probability
  }
}
