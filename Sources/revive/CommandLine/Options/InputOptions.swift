import Engine
import Foundation

/// What is edited, on which model, and what is measured on the way. Nil where nothing is said, as in all groups: what that
/// means is decided where the setting is used.
struct InputOptions: Sendable, Equatable {
  var model: String?
  /// The name that the model was found by; no option sets it.
  var modelName: String?
  var edits: String?
  var skipsBrokenRecords = false
  var editsKnownOnly = false
  var beginning: String?
  var moments: String?
  var momentLimit: Int?
  var heldOut: String?
  var tasks: String?
  var contexts: String?
  var probes: [String] = []
  var order: RunConfiguration.Order?
  var editLimit: Int?
}

extension InputOptions {
  static let options: [Option<InputOptions>] = [
    .text("--model", "MODEL", \.model, "folder, GGUF file or name (revive models); atlas, embedded, by default"),
    .text("--edits", "FILE|atlas|world", \.edits, "COUNTERFACT or ZSRE; world is built in, counterfact, zsre fetched"),
    .flag("--skip-broken", \.skipsBrokenRecords, "leave out broken records of --edits, and name them"),
    .flag("--known", \.editsKnownOnly, "edit only what the model says before: the true object is its first choice"),
    Option(
      name: "--begin-with", valueName: "TEXT",
      help: "put before every text, in place of the tokenizer's BOS; \\n is a newline"
    ) { (text, inputs) throws(OptionRejection) in
      guard !text.isEmpty else { throw .init(expected: "a text, such as '\\n'") }
      inputs.beginning = text.replacingOccurrences(of: "\\n", with: "\n")
    },
    .text("--moments", "FILE|atlas", \.moments, "text for second moments; without, the model writes it: self-sampled"),
    .count("--moments-limit", \.momentLimit, "collect them from the first N documents only: an approximation"),
    .text("--heldout", "FILE|atlas|world", \.heldOut, "text for perplexity, one document a line"),
    .text("--tasks", "FILE|DIR|atlas|world", \.tasks, "tasks for general abilities, GLUE-style ones too (rte.jsonl)"),
    .text("--contexts", "FILE", \.contexts, "context templates (JSON list, \"{}\" first) instead of generated ones"),
    .texts("--probe", "TEXT", \.probes, "a prompt to watch; may be given several times"),
    .choice("--order", \.order, "order of the edits: as in the file, or shuffled by the seed"),
    .count("--edits-limit", \.editLimit, "use the first N edits only"),
  ]

  static let group = OptionGroup("What is edited", of: \.run.inputs, options)
}
