/// What stands in each pane, for the help that is opened there.
extension Pane {
  var words: [(term: String, text: String)] {
    switch self {
    case .spectrum:
      [
        ("n", "singular values of the edited weight now, largest first, both axes logarithmic"),
        ("0", "the same at edit 0; g: when the guard was changed last"),
        ("k", "how many leading singular values tau protects: those that hold that share of the energy"),
        ("tau", "the share of spectral energy that a guard protects; < and > move it"),
        ("sigma_1", "the largest singular value, and how many times that of edit 0 it is"),
      ]
    case .waterfall:
      [
        ("rows", "singular values by index, the largest at the top, k at its mark"),
        ("columns", "edits, from left to right"),
        (
          "colours",
          "how many times each value is what it was at edit 0; the scale beside it grows past x8 when it has to"
        ),
      ]
    case .similarity:
      [
        (
          "L (LS)",
          "how much of the dominant singular subspace of edit 0 is left in that of now: 1 the same; random: chance"
        ),
        (
          "S (SS)",
          "mean |cosine| of singular vectors of the same index with those of edit 0: falls first, also by reordering"
        ),
        (
          "under REVIVE",
          "L and S may fall to 0 though the protected block is untouched: what is edited outside outgrows it. D tells of the block"
        ),
        (
          "D core drift",
          "how much was written into the protected block against what it held: 0 intact, 1 as much again"
        ),
        (
          "sign",
          "the broken lines are thresholds of ours; LS, SS and D are signs, and say nothing of what the model can do"
        ),
      ]
    case .norms:
      [
        ("W", "||W||_F of the edited weight against edit 0"),
        ("S", "its largest singular value against edit 0"),
        ("H", "|h0|, the norm of the hidden state that targets are set from, against the first round"),
        ("kept", "the share of the update's norm that the guard let through"),
      ]
    case .quality:
      [
        ("E efficacy", "share of past edits whose new object is more probable than the old one"),
        ("A argmax", "share of a fixed sample of past edits whose new object is the model's first choice"),
        ("P paraphrase", "efficacy when the fact is asked for in other words"),
        ("N neighbourhood", "share of facts about other subjects, never edited, that the model still prefers"),
        ("T tasks", "mean F1 of small general tasks"),
        ("X perplexity", "of held-out text: lower is better"),
        ("alarm", "below the broken lines of A and T, or above that of X, the model counts as collapsed (ours)"),
      ]
    case .edits:
      [
        ("held", "the new object is the model's first choice for the edited prompt"),
        ("weak", "it is only more probable than the old one"),
        ("lost", "the old object is more probable again"),
        ("p", "probability of the new object, at the edit count at which it was seen last"),
      ]
    case .probes:
      [("prompts", "what the model says after prompts that are pinned (A), now and at edit 0")]
    case .layers:
      [("rows", "every edited layer: norms, core drift and LS over edits, with the value at the moment shown")]
    }
  }
}
