import Editing
import Hub
import Monitor
import RunModel

/// What `revive` can be asked to do.
enum Subcommand: String, Sendable, CaseIterable {
  case watch
  case tour
  case run
  case resume
  case replay
  case attach
  case runs
  case export
  case compare
  case model
  case models
  case locate
  case fetch
  case analyze
  case bench
  case atlas

  /// What the command works on, as help names it.
  var operand: String? {
    switch self {
    case .watch, .tour, .run, .models, .bench: nil
    case .resume, .replay, .attach: "[RUN]"
    case .runs: "[FOLDER...]"
    case .export: "RUN..."
    case .compare: "RUN RUN..."
    case .model, .locate: "MODEL"
    case .fetch: "NAME|" + Benchmark.allCases.map(\.rawValue).joined(separator: "|")
    case .analyze: AnalysisKind.allCases.map(\.rawValue).joined(separator: "|")
    case .atlas: "train|check|export|moments"
    }
  }

  /// How many of these it takes.
  var operandCount: ClosedRange<Int> {
    switch self {
    case .compare: 1...8
    case .runs: 0...1_000
    case .export: 1...32
    case _ where takesNewest: 0...1
    default: operand == nil ? 0...0 : 1...1
    }
  }

  /// Whether it takes the newest run when it is given none.
  var takesNewest: Bool { self == .resume || self == .replay || self == .attach }

  /// Whether it needs linear algebra.
  var computes: Bool {
    switch self {
    case .watch, .tour, .run, .resume, .model, .models, .locate, .analyze, .bench, .atlas: true
    case .replay, .attach, .runs, .export, .compare, .fetch: false
    }
  }

  /// One line for the list of commands.
  var summary: String {
    switch self {
    case .watch: "open the monitor, paused at edit 0; what `revive` alone does"
    case .tour: "see in about two minutes what the monitor shows, with the embedded model"
    case .run: "edit to the goal or the end of the list without a screen"
    case .resume: "take up a run where its log ends"
    case .replay: "look at a finished run in the monitor, from its log alone"
    case .attach: "watch a run that another process is writing, read-only"
    case .runs: "list the runs that are kept, and open or compare them"
    case .export: "write a run's numbers and charts to files, or tell its settings"
    case .compare: "hold up to eight runs against each other"
    case .model: "tell what a checkpoint is and what would be edited in it"
    case .models: "list the models that are here by name, and which of them can be edited"
    case .locate: "find where a model looks up what it knows, and settings to edit it with"
    case .fetch: "get a model of the Hugging Face hub, or published edits"
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
        "A model of your own has built-in edits, tasks and text; --edits, --tasks, --heldout and --moments name yours.",
      ]
    case .tour:
      [
        "The real engine makes 400 edits without a guard and 200 under REVIVE, while notes point at the panes. Any key ends",
        "it; the run goes on to be yours. In the monitor, :tour does the same.",
      ]
    case .run:
      [
        "Progress goes to standard error, one row a round to standard output. Ctrl-C stops at the next safe point.",
        "Nothing is kept without --out. --evaluate full ends with the numbers of published tables: all edits, measured by all",
        "their prompts; with --out each of them is a line of cases.jsonl in the run's folder.",
        "A model of your own has built-in edits, tasks and text; --edits, --tasks, --heldout and --moments name yours.",
      ]
    case .resume:
      [
        "Opens the monitor, paused at the last round. With --headless, --until or --json, or without a terminal, it "
          + "edits on",
        "as `revive run` does. On the same machine with as many threads, weights and scores are to the last bit those of "
          + "a",
        "run that was never interrupted, spectra of large matrices to the tolerance of their iteration.",
        "Updates that are not those that the log tells of are refused by name: --to N goes on from the last round that is",
        "sound. Lines in the log say so to every reader; files go only when a new round takes their place.",
        Self.newestIsTaken,
      ]
    case .replay:
      [
        "No engine runs: the history can be walked through, and Space plays it; nothing can be edited. A moment that is",
        "looked back at shows what was known by then, and nothing of what came after.", Self.newestIsTaken,
      ]
    case .attach:
      [
        "The log is followed as it grows, also over a crash and a resume of its writer, and read anew when it is replaced.",
        "Nothing is edited and nothing is written. The header says when the writer has ended the run or is gone, or how",
        "long nothing has come.", Self.newestIsTaken,
      ]
    case .runs:
      [
        "The runs in $XDG_STATE_HOME/revive/runs (~/.local/state/revive/runs) and in each FOLDER, which is a run's or holds",
        "some, the one written last first. On a terminal it opens a screen: Enter attaches to a run that is being written,",
        "resumes one with edits left, else replays it; Space marks several, which Enter then draws over each other.",
        "Running is a run that a process has locked for writing; perhaps, one that was written in the last two minutes and",
        "not ended.",
      ]
    case .export:
      [
        "Without an option it tells every setting with which the run was made, and what was changed on the way.",
        "Rounds that were taken back are left out, and so is a torn last line of the log. A FILE of - is standard output.",
        "Files that are there already are left alone, unless with --overwrite.",
        "Figures are as wide as a column of print, in colours and dashes that stay apart for any eye and without colour. Of",
        "several runs each is a line; runs that differ in their seed alone are one line, their mean, with a band: least to",
        "most of up to four seeds, the 95 % confidence interval of the mean of more.",
      ]
    case .compare:
      [
        "A table of what was run, of the settings in which the runs differ, of the scores at edit counts that all have (where",
        "they have other ones, each at its nearest), and of the edit count at which each signal of collapse was seen first.",
        "The thresholds are ours, no paper names any;",
        "those with an x are times the value at the beginning, and layers count by their mean. Collapse is any of",
        "\(titles(CollapseSignal.alarms)).",
        "Signs beside it are \(titles(CollapseSignal.allCases.filter { !CollapseSignal.alarms.contains($0) })).",
      ]
    case .model:
      [
        "MODEL is a checkpoint folder, a GGUF file, a name, or atlas. With --logits or --encode it computes what other",
        "implementations can be compared with: IDS.json is a list of lists of token ids; FILE gets tensors logits_0,",
        "logits_1, ... (F32, T x V).",
      ]
    case .models:
      [
        "Looks into the Hugging Face cache (HF_HUB_CACHE, or hub in HF_HOME; ~/.cache/huggingface/hub) and Ollama's store",
        "(OLLAMA_MODELS; ~/.ollama/models), at configurations, headers of weights and tokenizers. Each is named as --model",
        "takes it. Memory is what editing takes with the settings that the model has without options.",
      ]
    case .locate:
      [
        "Causal tracing, as in ROME: with noise on a subject's tokens the answer is lost; the state of one token after one",
        "layer is put back to what it was, and what that gives back of the answer's probability is drawn. From it come the",
        "layers; lambda, learning rate and ridge come from the subjects' keys and hidden states there. What was found is kept",
        "by model, and what an option says is not looked for.",
      ]
    case .fetch:
      [
        "NAME is ORG/NAME[@REVISION][:FILE]. Configuration, tokenizer and safetensors, or one GGUF file, come from HF_ENDPOINT",
        "(https://huggingface.co) into the cache that transformers shares, checked by size and digest. What breaks off is kept",
        "and taken up by the same command. Gated models need a token: HF_TOKEN, HF_TOKEN_PATH, or that of hf auth login.",
        "counterfact and zsre are the published files, from their authors' server or from REVIVE_DATA_MIRROR; their digests",
        "are pinned. No other command fetches anything, and with HF_HUB_OFFLINE=1 this one does not either.",
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
        "and what a first round does to it. export writes the world's edits, tasks and texts; moments, which train does too,",
        "writes the second moments of the model in DIR on its text, with which a run of the embedded model begins at once.",
      ]
    }
  }

  private static let newestIsTaken = "Without RUN it takes the newest in the monitor's folder, and says which."

  var groups: [OptionGroup] {
    switch self {
    case .watch:
      RunOptions.groups + [
        OptionGroup("What is kept, and where Space pauses", [.runFolder, .save, .pausing]), ScreenOptions.group,
      ]
    case .tour: [ScreenOptions.group]
    case .run:
      RunOptions.groups + [
        OptionGroup(
          "What is kept and printed",
          [
            .runFolder, .save, .roundsAsJSON, .until,
            .controls,
          ]), EvaluationOptions.group,
      ]
    case .resume:
      [
        OptionGroup(
          "Options",
          [
            .headless, .until, .roundsAsJSON, .save, .threads, .lastRound,
            Option<EvaluationOptions>.choice(
              "--evaluate", \.scope, "full: without the monitor, and measure all edits at the end"
            ).of(\.run.evaluation),
          ]), ScreenOptions.group,
      ]
    case .replay: [OptionGroup("Options", of: \.replay, ReplayOptions.options), ScreenOptions.group]
    case .attach: [ScreenOptions.group]
    case .runs:
      [
        OptionGroup(
          "Options",
          RunsOptions.options.map { $0.of(\.runs) } + [.json("print a JSON array with an object for each run")]),
        ScreenOptions.group,
      ]
    case .export:
      [
        OptionGroup(
          "What is written",
          ExportOptions.options.map { $0.of(\.export) } + Option.figures + [.overwrite]), PictureOptions.screensGroup,
      ]
    case .compare:
      [
        OptionGroup(
          "What is printed and written",
          [
            .json("print one JSON object, not tables"), .charts, .glyphs,
            .size("size of a printed chart in characters (100x16)"),
          ] + Option.figures + [.overwrite])
      ]
    case .model:
      [
        OptionGroup(
          "Options",
          ModelOptions.options.map { $0.of(\.model) } + [
            .out("FILE", "safetensors file for --logits"), .json("print one JSON object, not lines"), .threads,
          ])
      ]
    case .models: [OptionGroup("Options", [.json("print a JSON array with an object for each model")])]
    case .locate:
      [
        OptionGroup(
          "Options",
          InputOptions.group.options.filter { ["--moments", "--moments-limit", "--begin-with"].contains($0.name) } + [
            .threads, .json("print one JSON object, not a map"),
            .svg("FILE", "write the map there as an SVG picture"),
          ])
      ]
    case .fetch: [OptionGroup("Options", of: \.fetch, FetchOptions.options)]
    case .analyze:
      [
        OptionGroup(
          "Options",
          InputOptions.group.options.filter { ["--model", "--tasks", "--heldout", "--edits"].contains($0.name) }
            + [EditorOptions.layers.of(\.run.editor)] + AnalysisOptions.options.map { $0.of(\.analysis) } + [
              PaceOptions.seed.of(\.run.pace), .threads,
              .json("print one JSON object, not a table and a chart"),
              .svg("FILE", "write the chart there as an SVG picture"), .glyphs,
            ])
      ]
    case .bench:
      [
        OptionGroup(
          "What is timed",
          BenchOptions.options.map { $0.of(\.bench) } + [.json("print one JSON object, not tables")]),
        InputOptions.group, EditorOptions.group, GuardOptions.group,
        PaceOptions.group(precision: PaceOptions.precisions),
      ]
    case .atlas:
      [
        OptionGroup(
          "train, export, moments",
          [.out("DIR", "where the model and the files of its world are written")]
            + AtlasOptions.options.map { $0.of(\.atlas) }),
        OptionGroup("check", [.json("print one JSON object, not tables")]),
      ] + RunOptions.groups
    }
  }

  var options: [Option<Settings>] { groups.flatMap(\.options) }

  /// A command line that does something worth doing.
  var example: String {
    switch self {
    case .watch: "revive watch --revive on --tau 0.3 --until collapse"
    case .tour: "revive tour"
    case .run: "revive run --edits-limit 1000 --revive on --tau 0.5 --json --out runs/first > rounds.jsonl"
    case .resume: "revive resume runs/first --until 2000"
    case .replay: "revive replay runs/first"
    case .attach: "revive attach runs/first"
    case .runs: "revive runs runs"
    case .export: "revive export runs/first --csv first.csv --svg figures --ground transparent"
    case .compare: "revive compare runs/first runs/second --charts"
    case .model: "revive model ~/models/gpt2 --encode \"The Eiffel Tower is in\""
    case .models: "revive models"
    case .locate: "revive locate HuggingFaceTB/SmolLM2-135M"
    case .fetch: "revive fetch HuggingFaceTB/SmolLM2-135M"
    case .analyze: "revive analyze reconstruct --svg reconstruct.svg"
    case .bench: "revive bench --naive --round 100 --repeat 3"
    case .atlas: "revive atlas train --out atlas"
    }
  }
}

/// The thresholds of signals, in a list.
private func titles(_ signals: [CollapseSignal]) -> String { signals.map(\.title).joined(separator: ", ") }

extension Option<Settings> {
  fileprivate static var threads: Option { PaceOptions.threads.of(\.run.pace) }
  fileprivate static var glyphs: Option { ScreenOptions.glyphs.of(\.screen) }
}
