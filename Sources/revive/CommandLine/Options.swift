import Cells
import Editing
import Engine
import Monitor
import RunModel

/// Every option there is, in the groups in which commands take them.
extension OptionGroup {
  static let material = OptionGroup(
    title: "What is edited",
    options: [
      .text("--model", "DIR|atlas", \.model, "checkpoint folder; atlas, the embedded model, is the default"),
      .text("--edits", "FILE|atlas", \.edits, "edits in the JSON form of COUNTERFACT or ZSRE"),
      .flag("--skip-broken", \.skipsBrokenRecords, "leave out broken records of --edits, and name them"),
      Option(
        name: "--begin-with", valueName: "TEXT",
        help: "put before every text, in place of the tokenizer's BOS; \\n is a newline"
      ) { (text, settings) throws(Option.Rejection) in
        settings.beginning = text.replacingOccurrences(of: "\\n", with: "\n")
        guard settings.beginning?.isEmpty == false else { throw Option.Rejection(expected: "a text, such as '\\n'") }
      },
      .text("--moments", "FILE|atlas", \.moments, "text for the second moments, one document a line"),
      .count("--moments-limit", \.momentLimit, "collect them from the first N documents only: an approximation"),
      .text("--heldout", "FILE|atlas", \.heldOut, "text for perplexity, one document a line"),
      .text("--tasks", "FILE|DIR|atlas", \.tasks, "tasks for general abilities, GLUE-style ones too (rte.jsonl)"),
      .text("--contexts", "FILE", \.contexts, "context templates (JSON list, \"{}\" first) instead of generated ones"),
      .texts("--probe", "TEXT", \.probes, "a prompt to watch; may be given several times"),
      .choice("--order", \.order, "order of the edits: as in the file, or shuffled by the seed"),
      .count("--edits-limit", \.editLimit, "use the first N edits only"),
    ])

  static let guarding = OptionGroup(
    title: "The guard (off unless --revive on; --guard and --tau choose what `on` means: constrained, 0.3 for atlas)",
    options: [
      Option(
        name: "--revive", valueName: "on|off|N",
        help: "begin with the guard on or off (off), or switch it on at N edits"
      ) { (text, settings) throws(Option.Rejection) in
        settings.guardFrom = Int(text)
        guard ["on", "off"].contains(text) || settings.guardFrom.map({ $0 > 0 }) == true else {
          throw Option.Rejection(expected: "on, off or the number of edits at which it is switched on")
        }
        settings.guardIsOn = text == "on"
      },
      Option(
        name: "--guard", valueName: "KIND",
        help:
          "revive, the paper's; constrained, ours; the controls scaled, random (revive)"
      ) { (text, settings) throws(Option.Rejection) in
        settings.guardKind = GuardSetting.Kind(rawValue: text)
        guard settings.guardKind != nil else {
          throw Option.Rejection(expected: GuardSetting.Kind.allCases.map(\.rawValue).joined(separator: " or "))
        }
      },
      .number(
        "--tau", \.tau, "share of the spectral energy that is protected (0.5)",
        expected: "a share from 0 to 1, such as 0.5"
      ) { (0...1).contains($0) },
      .choice("--energy", \.energy, "what the energy is the sum of (sigma2)"),
      .choice("--basis", \.basis, "form of the filter (projector)"),
      Option(
        name: "--control-of", valueName: "revive|constrained", help: "the guard that a control stands beside (revive)"
      ) { (text, settings) throws(Option.Rejection) in
        guard let kind = GuardSetting.Kind(rawValue: text), [.revive, .constrained].contains(kind) else {
          throw Option.Rejection(expected: "revive or constrained")
        }
        settings.controlOf = kind
      },
      .number(
        "--scale", \.factor, "factor of --guard scaled, in place of the share that the other guard would keep",
        expected: "a number above 0, at most 1"
      ) { $0 > 0 && $0 <= 1 },
    ])

  static let pace = pace(.choice("--precision", \.precision, "of products with unedited weights (auto)"))

  /// - Parameter precision: the option that chooses it.
  static func pace(_ precision: Option) -> OptionGroup {
    OptionGroup(
      title: "The run",
      options: [
        .count("--round", \.roundSize, "edits in a round (100)", in: 1...1_000_000),
        .count("--sample", \.sampleSize, "past edits that are measured after every round (200)", in: 1...1_000_000),
        seed, threads,
        .choice("--weights", \.weights, "hold those not edited as floats or as stored (by the memory that is free)"),
        precision, .choice("--on-failure", \.onFailure, "after an edit that cannot be made (go-on)"),
      ])
  }

  /// For a command that may hold precisions against each other.
  static let precisions = Option(
    name: "--precision", valueName: "f32|bf16|auto|all",
    help: "of products with unedited weights (auto); all: compare them"
  ) { (text, settings) throws(Option.Rejection) in
    settings.comparesPrecisions = text == "all"
    settings.precision = PrecisionChoice(rawValue: text)
    guard settings.comparesPrecisions || settings.precision != nil else {
      throw Option.Rejection(expected: "f32, bf16, auto or all")
    }
  }

  static let evaluation = OptionGroup(
    title: "The evaluation of all edits",
    options: [
      .choice("--evaluate", \.evaluation, "a sample after every round (sampled), or also all edits at the end (full)"),
      .text("--snippets", "FILE", \.snippets, "reference texts for consistency (attribute_snippets.json)"),
      .text("--tfidf", "DIR", \.termStatistics, "tfidf_vocab.json and idf.npy, in place of those of the snippets"),
      .count(
        "--text-interval", \.textInterval, "write texts, for fluency, about every Nth edit (1); 0 for none",
        in: 0...1_000_000),
    ])

  static let controls = Option.flag(
    "--with-controls", \.hasControls, "the same edits without a guard, with it, and with both controls; one table")

  static let seed = Option(name: "--seed", valueName: "N", help: "seed of everything that is drawn by chance (0)") {
    (text, settings) throws(Option.Rejection) in
    guard let seed = UInt64(text) else { throw Option.Rejection(expected: "a whole number from 0 on") }
    settings.seed = seed
  }

  static let threads = Option.count("--threads", \.threads, "threads of the linear algebra library", in: 1...1_024)

  static let until = Option(
    name: "--until", valueName: "N|collapse", help: "stop at N edits, or after the round that raises the alarm (code 3)"
  ) { (text, settings) throws(Option.Rejection) in
    if text == "collapse" {
      settings.until = .collapse(by: nil)
    } else if let count = Int(text), (1...1_000_000_000).contains(count) {
      settings.until = .edits(count)
    } else {
      throw Option.Rejection(expected: "a number of edits from 1 to 1000000000, or collapse")
    }
  }

  static let json = Option.flag("--json", \.printsJSON, "print one JSON object a round, as in the log, not a table")

  static let save = Option.text(
    "--save", "DIR", \.save, "write the edited model there at the end, as a checkpoint folder of its own")

  static let overwrite = Option.flag("--overwrite", \.overwrites, "write over files that are there already")

  static let pictures = OptionGroup(
    title: "Pictures",
    options: [
      .text("--theme", "NAME", \.theme, "theme, by the name of its file"), themesFolder,
      Option(name: "--size", valueName: "COLSxROWS", help: "size of a picture in characters (120x36)") {
        (text, settings) throws(Option.Rejection) in
        let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let width = parts[0], let height = parts[1], (40...400).contains(width),
          (8...200).contains(height)
        else { throw Option.Rejection(expected: "columns from 40 to 400 and rows from 8 to 200, as in 120x36") }
        settings.pictureSize = Size(width: width, height: height)
      },
    ])

  static let screen = OptionGroup(
    title: "The screen",
    options: [
      .text("--theme", "NAME", \.theme, "theme, by the name of its file; `t` chooses one"), themesFolder,
      Option(
        name: "--color", valueName: (["auto"] + ColorDepth.allCases.map(\.rawValue)).joined(separator: "|"),
        help: "colours to use (auto)"
      ) { (text, settings) throws(Option.Rejection) in
        settings.color = ColorDepth(rawValue: text)
        if settings.color == nil, text != "auto" {
          throw Option.Rejection(expected: "auto, truecolor, 256, 16 or none")
        }
      },
      glyphs,
      named(
        "--layout", Preset.allCases.map { ($0.rawValue.lowercased(), $0) }, \.layout, "panes to begin with (overview)"),
      named(
        "--smooth", Smoothing.allCases.map { ($0.name, $0) }, \.smoothing, "smoothing of lines to begin with (off)"),
      .choice("--sync", \.sync, "have each frame shown in one piece (auto: not inside tmux and screen)"),
      .flag("--no-motion", \.isStill, "nothing moves by itself, and waiting is told in words"),
      .flag("--no-mouse", \.leavesMouse, "leave the mouse to the terminal"),
    ])

  /// One of several values that have names of their own.
  private static func named<Value: Sendable>(
    _ name: String, _ choices: [(name: String, value: Value)], _ field: Option.Field<Value?>, _ help: String
  ) -> Option {
    let names = choices.map(\.name)
    return Option(name: name, valueName: names.joined(separator: "|"), help: help) {
      (text, settings) throws(Option.Rejection) in
      guard let choice = choices.first(where: { $0.name == text.lowercased() }) else {
        throw Option.Rejection(expected: names.joined(separator: " or "))
      }
      settings[keyPath: field] = choice.value
    }
  }

  private static let themesFolder = Option.text(
    "--themes-dir", "DIR", \.themesFolder, "folder with further themes in btop's format")

  static let glyphs = Option.choice("--glyphs", \.glyphs, "characters to draw with (auto)")
}

extension Option {
  static func positive(_ name: String, _ field: Field<Double?>, _ help: String) -> Option {
    number(name, field, help, expected: "a number above 0") { $0 > 0 }
  }

  static func nonNegative(_ name: String, _ field: Field<Double?>, _ help: String) -> Option {
    number(name, field, help, expected: "a number from 0 on") { $0 >= 0 }
  }
}
