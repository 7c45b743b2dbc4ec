import Editing

/// What `revive` can be asked to do.
enum Subcommand: String, Sendable, CaseIterable {
  case watch
  case run
  case resume
  case replay
  case model
  case analyze
  case bench
  case atlas

  /// What the command works on, as help names it.
  var operand: String? {
    switch self {
    case .watch, .run, .bench: nil
    case .resume, .replay: "RUN"
    case .model: "MODEL"
    case .analyze: AnalysisKind.allCases.map(\.rawValue).joined(separator: "|")
    case .atlas: "train|check|export"
    }
  }

  /// One line for the list of commands.
  var summary: String {
    switch self {
    case .watch: "open the monitor, paused at edit 0; what `revive` alone does"
    case .run: "edit to the end of the list without a screen"
    case .resume: "take up a run where its log ends"
    case .replay: "look at a finished run in the monitor, from its log alone"
    case .model: "tell what a checkpoint is and what would be edited in it"
    case .analyze: "find out which part of its spectra a model needs, as the paper does"
    case .bench: "time rounds part by part, and against the textbook form"
    case .atlas: "make the embedded model anew, judge it or another, or write its world's files"
    }
  }

  /// What else is to be known, as paragraphs.
  var detail: [String] {
    switch self {
    case .watch:
      [
        "The run is kept in $XDG_STATE_HOME/revive/runs (~/.local/state/revive/runs) unless --out names a folder; one",
        "without an edit is not kept.",
        "A model of your own needs --edits and --moments too, and --heldout and --tasks for perplexity and tasks.",
      ]
    case .run:
      [
        "Progress goes to standard error, one row a round to standard output. Ctrl-C stops at the next safe point.",
        "Nothing is kept without --out.",
        "A model of your own needs --edits and --moments too, and --heldout and --tasks for perplexity and tasks.",
      ]
    case .resume:
      [
        "Opens the monitor, paused at the last round. With --headless, --until or --json, or without a terminal, it "
          + "edits on",
        "as `revive run` does. On the same machine with as many threads, weights and scores are to the last bit those of "
          + "a",
        "run that was never interrupted, spectra of large matrices to the tolerance of their iteration.",
      ]
    case .replay:
      ["No engine runs: the history can be walked through, nothing can be edited."]
    case .model:
      [
        "MODEL is a checkpoint folder, or atlas. With --logits or --encode it computes what other implementations can "
          + "be",
        "compared with: IDS.json is a list of lists of token ids; FILE gets tensors logits_0, logits_1, ... (F32, T x V).",
      ]
    case .analyze:
      [
        "spectrum tells the singular values of down projections; reconstruct keeps only the strongest components of every",
        "layer, or all but them; perturb adds equally large disturbances inside groups of components of equal energy.",
        "A model of your own is asked what --tasks, --heldout and --edits (facts that it should know) hold.",
      ]
    case .bench:
      [
        "Every round is the first of an equal run. Tables go to standard output: medians, and least and most below them.",
        "With --naive the textbook form (every edit by itself, whole passes, a d_ff x d_ff solve) does the same edits in "
          + "turns",
        "with the form used here, and the tables begin with how many times longer it takes and how far its updates differ.",
      ]
    case .atlas:
      [
        "train makes the embedded model from nothing: an invented world, its texts, a vocabulary, a GPT-2. It saves its "
          + "state",
        "in DIR and goes on from there when it is called again. --seed makes another world.",
        "check tells what a model (--model, or the embedded one) knows about the subjects of its edits, where it keeps it,",
        "and what a first round does to it. export writes the world's edits, tasks and texts.",
      ]
    }
  }

  var groups: [OptionGroup] {
    switch self {
    case .atlas:
      [
        OptionGroup(
          title: "train, export",
          options: [
            .text("--out", "DIR", \.out, "where the model and the files of its world are written"),
            .count("--training-steps", \.trainingSteps, "steps of training, in place of the recipe's"),
          ]),
        OptionGroup(
          title: "check", options: [.flag("--json", \.printsJSON, "print one JSON object, not tables")]),
        .material, .editor, .guarding, .pace,
      ]
    case .watch:
      [
        .material, .editor, .guarding, .pace,
        OptionGroup(title: "What is kept", options: [.runFolder, OptionGroup.save]), .screen,
      ]
    case .run:
      [
        .material, .editor, .guarding, .pace,
        OptionGroup(
          title: "What is kept and printed",
          options: [
            .runFolder, OptionGroup.save, OptionGroup.json, OptionGroup.until, OptionGroup.controls,
          ]),
      ]
    case .resume:
      [
        OptionGroup(
          title: "Options",
          options: [
            .flag("--headless", \.isHeadless, "edit on without the monitor"), OptionGroup.until, OptionGroup.json,
            OptionGroup.save, OptionGroup.threads,
          ]), .screen,
      ]
    case .replay: [.screen]
    case .model:
      [
        OptionGroup(
          title: "Options",
          options: [
            .text("--encode", "TEXT", \.encode, "print the token ids of a text, one line of JSON"),
            .text("--logits", "IDS.json", \.logits, "compute the logits of token ids, into --out"),
            .text("--out", "FILE", \.out, "safetensors file for --logits"), OptionGroup.threads,
          ])
      ]
    case .analyze:
      [
        OptionGroup(
          title: "Options",
          options: OptionGroup.material.options.filter {
            ["--model", "--tasks", "--heldout", "--edits"].contains($0.name)
          } + [
            OptionGroup.layers,
            .positive("--size", \.disturbance, "perturb: norm of a disturbance, in norms of the weight (1)"),
            OptionGroup.seed, OptionGroup.threads,
            .flag("--json", \.printsJSON, "print one JSON object, not a table and a chart"),
            .text("--svg", "FILE", \.svg, "write the chart there as an SVG picture"), OptionGroup.glyphs,
          ])
      ]
    case .bench:
      [
        OptionGroup(
          title: "What is timed",
          options: [
            .flag("--every-editor", \.isEveryEditor, "all editors, one row each"),
            .count("--repeat", \.repeats, "do everything so many times (5)", in: 1...1_000),
            .flag("--naive", \.comparesTextbook, "time the textbook form beside it, and compare updates"),
            .flag("--grow", \.grows, "also rounds of 10 to 200 edits, and synthetic layers of d_ff 1024 to 14336"),
            .flag("--json", \.printsJSON, "print one JSON object, not tables"),
          ]), .material, .editor, .guarding, .pace,
      ]
    }
  }

  var options: [Option] { groups.flatMap(\.options) }

  /// A command line that does something worth doing.
  var example: String {
    switch self {
    case .watch: "revive watch --revive on --guard constrained --tau 0.3"
    case .run: "revive run --edits-limit 1000 --revive on --tau 0.5 --json --out runs/first > rounds.jsonl"
    case .resume: "revive resume runs/first --until 2000"
    case .replay: "revive replay runs/first"
    case .model: "revive model ~/models/gpt2 --encode \"The Eiffel Tower is in\""
    case .analyze: "revive analyze reconstruct --svg reconstruct.svg"
    case .bench: "revive bench --naive --round 100 --repeat 3"
    case .atlas: "revive atlas train --out atlas"
    }
  }
}

extension Option {
  fileprivate static let runFolder = text("--out", "DIR", \.out, "run folder: configuration, log and updates")
}
