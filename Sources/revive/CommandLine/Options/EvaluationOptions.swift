/// How all edits are measured together.
struct EvaluationOptions: Sendable, Equatable {
  var scope: EvaluationScope?
  var snippets: String?
  var termStatistics: String?
  var textInterval: Int?
}

/// Which edits are measured.
enum EvaluationScope: String, Sendable, CaseIterable {
  /// A sample after every round.
  case sampled
  /// And at the end all of them.
  case full
}

extension EvaluationOptions {
  static let group = OptionGroup(
    "The evaluation of all edits", of: \.run.evaluation,
    [
      .choice("--evaluate", \.scope, "a sample after every round (sampled), or also all edits at the end (full)"),
      .text("--snippets", "FILE", \.snippets, "reference texts for consistency (attribute_snippets.json)"),
      .text("--tfidf", "DIR", \.termStatistics, "tfidf_vocab.json and idf.npy, in place of those of the snippets"),
      .count(
        "--text-interval", \.textInterval, "write texts, for fluency, about every Nth edit (1); 0 for none",
        in: 0...1_000_000),
    ])
}
