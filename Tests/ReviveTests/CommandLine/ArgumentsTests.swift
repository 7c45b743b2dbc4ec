import Cells
import Editing
import Engine
import RunModel
import Testing

@testable import revive

/// What each option does to the settings, written down here once more, by hand.
private struct OptionCase: Sendable, CustomTestStringConvertible {
  let words: [String]
  let command: Subcommand
  let change: @Sendable (inout Settings) -> Void

  init(_ words: String..., for command: Subcommand = .run, _ change: @escaping @Sendable (inout Settings) -> Void) {
    self.words = words
    self.command = command
    self.change = change
  }

  var testDescription: String { words.joined(separator: " ") }
}

private let optionCases = [
  OptionCase("--model", "m") { $0.run.inputs.model = "m" },
  OptionCase("--edits", "e.json") { $0.run.inputs.edits = "e.json" },
  OptionCase("--moments", "t.txt") { $0.run.inputs.moments = "t.txt" },
  OptionCase("--moments-limit", "9") { $0.run.inputs.momentLimit = 9 },
  OptionCase("--heldout", "h.txt") { $0.run.inputs.heldOut = "h.txt" },
  OptionCase("--tasks", "t.json") { $0.run.inputs.tasks = "t.json" },
  OptionCase("--contexts", "c.json") { $0.run.inputs.contexts = "c.json" },
  OptionCase("--hparams", "h.json") { $0.run.editor.hyperParameters = "h.json" },
  OptionCase("--preset", "collapse") { $0.run.editor.preset = .collapse },
  OptionCase("--probe", "One", "--probe", "Two") { $0.run.inputs.probes = ["One", "Two"] },
  OptionCase("--order", "file") { $0.run.inputs.order = .file },
  OptionCase("--edits-limit", "7") { $0.run.inputs.editLimit = 7 },
  OptionCase("--editor", "alphaedit") { $0.run.editor.kind = .alphaEdit },
  OptionCase("--editor", "MEMIT-Seq") { $0.run.editor.kind = .memitSeq },
  OptionCase("--set", "alpha=35", "--set", "compat=[\"a=b\"]") {
    $0.run.editor.parameters = ["alpha": "35", "compat": "[\"a=b\"]"]
  },
  OptionCase("--layers", "4-6,2") { $0.run.editor.layers = [2, 4, 5, 6] },
  OptionCase("--lambda", "15000") { $0.run.editor.momentWeight = 15_000 },
  OptionCase("--ridge", "0") { $0.run.editor.ridge = 0 },
  OptionCase("--steps", "25") { $0.run.editor.steps = 25 },
  OptionCase("--lr", "1e-1") { $0.run.editor.learningRate = 0.1 },
  OptionCase("--clamp", "0.75") { $0.run.editor.clampFactor = 0.75 },
  OptionCase("--clamp", "anchored") { $0.run.editor.clampAnchor = .anchored },
  OptionCase("--clamp", "2", "--clamp-anchor", "current") {
    $0.run.editor.clampFactor = 2
    $0.run.editor.clampAnchor = .current
  },
  OptionCase("--anchor", "nas", "--anchor-samples", "50") {
    $0.run.editor.valueAnchor = .nas
    $0.run.editor.anchorSamples = 50
  },
  OptionCase("--l2", "10") { $0.run.editor.nullSpacePenalty = 10 },
  OptionCase("--nullspace-threshold", "0.02") { $0.run.editor.nullSpaceThreshold = 0.02 },
  OptionCase("--nullspace-mode", "energy") { $0.run.editor.nullSpaceMode = .energy },
  OptionCase("--compat", "rome-legacy-key,prune-double-add") {
    $0.run.editor.compat = [.romeLegacyKey, .pruneDoubleAdd]
  },
  OptionCase("--weight-decay", "0.5") { $0.run.editor.weightDecay = 0.5 },
  OptionCase("--kl", "0.0625") { $0.run.editor.klFactor = 0.0625 },
  OptionCase("--revive", "on") { $0.run.guarding.isOn = true },
  OptionCase("--revive", "off") { $0.run.guarding.isOn = false },
  OptionCase("--revive", "500") {
    $0.run.guarding.isOn = false
    $0.run.guarding.from = 500
  },
  OptionCase("--guard", "constrained") { $0.run.guarding.kind = .constrained },
  OptionCase("--tau", "0.3") { $0.run.guarding.tau = 0.3 },
  OptionCase("--energy", "sigma") { $0.run.guarding.energy = .sigma },
  OptionCase("--basis", "thin") { $0.run.guarding.basis = .thin },
  OptionCase("--guard", "sphere", "--beta", "0.4", "--alpha", "0", "--side", "output") {
    $0.run.guarding.kind = .sphere
    $0.run.guarding.beta = 0.4
    $0.run.guarding.alpha = 0
    $0.run.guarding.side = .output
  },
  OptionCase("--guard", "scaled", "--control-of", "constrained", "--scale", "0.8") {
    $0.run.guarding.kind = .scaled
    $0.run.guarding.controlOf = .constrained
    $0.run.guarding.factor = 0.8
  },
  OptionCase("--changes", "c.csv", for: .export) { $0.export.effects = "c.csv" },
  OptionCase("--with-controls") { $0.output.hasControls = true },
  OptionCase("--skip-broken") { $0.run.inputs.skipsBrokenRecords = true },
  OptionCase("--known") { $0.run.inputs.editsKnownOnly = true },
  OptionCase("--compat", "rte-inverted") { $0.run.editor.dataQuirks = [.rteInverted] },
  OptionCase("--evaluate", "full") { $0.run.evaluation.scope = .full },
  OptionCase("--evaluate", "sampled", for: .resume) { $0.run.evaluation.scope = .sampled },
  OptionCase("--snippets", "s.json") { $0.run.evaluation.snippets = "s.json" },
  OptionCase("--tfidf", "data") { $0.run.evaluation.termStatistics = "data" },
  OptionCase("--text-interval", "0") { $0.run.evaluation.textInterval = 0 },
  OptionCase("--on-failure", "stop") { $0.run.pace.onFailure = .stop },
  OptionCase("--round", "50") { $0.run.pace.roundSize = 50 },
  OptionCase("--sample", "20") { $0.run.pace.sampleSize = 20 },
  OptionCase("--seed", "18446744073709551615") { $0.run.pace.seed = .max },
  OptionCase("--threads", "2") { $0.run.pace.threads = 2 },
  OptionCase("--begin-with", "\\n") { $0.run.inputs.beginning = "\n" },
  OptionCase("--weights", "stored") { $0.run.pace.weights = .stored },
  OptionCase("--precision", "bf16") { $0.run.pace.precision = .bf16 },
  OptionCase("--out", "runs/1") { $0.output.out = "runs/1" },
  OptionCase("--save", "edited") { $0.output.save = "edited" },
  OptionCase("--json") { $0.output.printsJSON = true },
  OptionCase("--until", "300") { $0.output.until = .edits(300) },
  OptionCase("--until", "collapse") { $0.output.until = .collapse(by: nil) },
  OptionCase("--theme", "vellum", for: .watch) { $0.screen.theme = "vellum" },
  OptionCase("--themes-dir", "t", for: .watch) { $0.screen.themesFolder = "t" },
  OptionCase("--layout", "Collapse", for: .watch) { $0.screen.layout = .collapse },
  OptionCase("--smooth", "strong", for: .replay) { $0.screen.smoothing = .strong },
  OptionCase("--sync", "on", for: .watch) { $0.screen.sync = .on },
  OptionCase("--no-motion", for: .watch) { $0.screen.isStill = true },
  OptionCase("--no-mouse", for: .watch) { $0.screen.leavesMouse = true },
  OptionCase("--list", for: .runs) { $0.runs.printsList = true },
  OptionCase("--describe", for: .replay) { $0.replay.describes = true },
  OptionCase("--color", "16", for: .watch) { $0.screen.color = .ansi16 },
  OptionCase("--color", "auto", for: .watch) { $0.screen.color = nil },
  OptionCase("--glyphs", "ascii", for: .watch) { $0.screen.glyphs = .ascii },
  OptionCase("--to", "0", for: .resume) { $0.output.lastRound = 0 },
  OptionCase("--headless", for: .resume) { $0.output.isHeadless = true },
  OptionCase("--every-editor", for: .bench) { $0.bench.isEveryEditor = true },
  OptionCase("--repeat", "3", for: .bench) { $0.bench.repeats = 3 },
  OptionCase("--naive", for: .bench) { $0.bench.comparesTextbook = true },
  OptionCase("--screen", for: .bench) { $0.bench.timesScreen = true },
  OptionCase("--grow", for: .bench) { $0.bench.grows = true },
  OptionCase("--precision", "all", for: .bench) { $0.run.pace.comparesPrecisions = true },
  OptionCase("--precision", "f32", for: .bench) { $0.run.pace.precision = .f32 },
  OptionCase("--size", "0.5", for: .analyze) { $0.analysis.disturbance = 0.5 },
  OptionCase("--svg", "chart.svg", for: .analyze) { $0.pictures.svg = "chart.svg" },
  OptionCase("--speed", "2.5", for: .replay) { $0.replay.speed = 2.5 },
  OptionCase("--csv", "-", for: .export) { $0.export.csv = "-" },
  OptionCase("--jsonl", "rounds.jsonl", for: .export) { $0.export.jsonLines = "rounds.jsonl" },
  OptionCase("--svg", "charts", for: .export) { $0.pictures.svg = "charts" },
  OptionCase("--ground", "transparent", for: .export) { $0.pictures.ground = .transparent },
  OptionCase("--ground", "light", for: .compare) { $0.pictures.ground = .light },
  OptionCase("--screens", "charts", for: .export) { $0.pictures.screens = "charts" },
  OptionCase("--size", "90x20", for: .compare) { $0.pictures.size = Size(width: 90, height: 20) },
  OptionCase("--size", "140x40", for: .export) { $0.pictures.size = Size(width: 140, height: 40) },
  OptionCase("--overwrite", for: .export) { $0.pictures.overwrites = true },
  OptionCase("--charts", for: .compare) { $0.pictures.hasCharts = true },
  OptionCase("--svg", "charts", for: .compare) { $0.pictures.svg = "charts" },
  OptionCase("--training-steps", "40", for: .atlas) { $0.atlas.trainingSteps = 40 },
  OptionCase("--file", "Q4_K_M", for: .fetch) { $0.fetch.file = "Q4_K_M" },
  OptionCase("--encode", "Hello you", for: .model) { $0.model.encode = "Hello you" },
  OptionCase("--logits", "ids.json", for: .model) { $0.model.logits = "ids.json" },
]

@Test(arguments: optionCases)
private func anOptionSetsWhatItSays(_ option: OptionCase) throws {
  var expected = Settings()
  option.change(&expected)
  expected.operands = Array(repeating: "x", count: option.command.operandCount.lowerBound)
  #expect(try parse([option.command.rawValue] + expected.operands + option.words) == .perform(option.command, expected))
}

@Test func noOptionIsLeftUntested() {
  let tested = Set(optionCases.flatMap(\.words).filter { $0.hasPrefix("--") })
  #expect(Set(Subcommand.allCases.flatMap(\.options).map(\.name)) == tested)
}

@Test func valuesMayFollowAnEqualsSign() throws {
  var expected = Settings()
  expected.run.inputs.probes = ["a = --b"]
  expected.run.guarding.tau = 0.25
  #expect(try parse(["run", "--probe=a = --b", "--tau=0.25"]) == .perform(.run, expected))
}

/// Without a run these take the newest; the list takes any number of folders.
@Test func aRunNeedNotBeNamed() throws {
  for command in [Subcommand.resume, .replay, .attach, .runs] {
    #expect(try parse([command.rawValue]) == .perform(command, Settings()))
    var expected = Settings()
    expected.operands = ["a"]
    #expect(try parse([command.rawValue, "a"]) == .perform(command, expected))
  }
  var expected = Settings()
  expected.operands = ["a", "b", "c"]
  #expect(try parse(["runs", "a", "b", "c"]) == .perform(.runs, expected))
}

@Test func theMonitorIsWhatOpensWithoutACommand() throws {
  #expect(try parse([]) == .perform(.watch, Settings()))
  var settings = Settings()
  settings.run.pace.roundSize = 10
  #expect(try parse(["--round", "10"]) == .perform(.watch, settings))
}

@Test func helpIsFoundEverywhere() throws {
  for words in [["--help"], ["-h"], ["help"]] { #expect(try parse(words) == .help(nil)) }
  #expect(try parse(["--version"]) == .version)
  #expect(try parse(["--default-config"]) == .defaultConfiguration)
  for command in Subcommand.allCases {
    #expect(try parse([command.rawValue, "--help"]) == .help(command))
    #expect(try parse([command.rawValue, "-h"]) == .help(command))
    #expect(try parse(["help", command.rawValue]) == .help(command))
  }
}

@Test(arguments: [
  ("rnu", "did you mean run?"), ("wacth", "did you mean watch?"), ("zzzzzzzz", "no command \"zzzzzzzz\" (revive help"),
  ("run --zzzzzzzz", "no option --zzzzzzzz (revive run --help"),
  ("help rum", "did you mean run?"), ("run --tua 1", "did you mean --tau?"), ("run --edit x", "did you mean --edits?"),
  ("run --theme x", "has no option --theme"), ("run --json=1", "--json takes no value"),
  ("run --round", "--round needs a value: --round N"), ("run --round --json", "--round needs a value"),
  ("run --round 0", "a whole number from 1 to 1000000"), ("run --round 1.5", "a whole number"),
  ("run --round 99999999999999999999", "a whole number"), ("run --seed -1", "a whole number from 0 on"),
  ("run --round +3", "--round \"+3\": give a whole number from 1"), ("run --round 3.0", "a whole number"),
  ("run --round 1e3", "a whole number"), ("run --round 0x10", "a whole number"), ("run --round ٣", "a whole number"),
  ("run --seed +3", "--seed \"+3\": give a whole number from 0 on"), ("run --until +9", "a number of edits"),
  ("run --revive +5", "give on, off or the number"), ("run --layers +4", "such as 4-8"),
  ("run --layers 4-+5", "such as 4-8"), ("export r --size +120x36", "columns from 40"),
  ("resume r --to +3", "--to \"+3\": give a whole number from 0"),
  ("run --lr +1", "--lr \"+1\": give a number above 0"),
  ("run --lr 0x1p-4", "a number above 0"), ("run --lr 1e", "a number above 0"), ("run --lr 1e999", "a number above 0"),
  ("run --lr ١", "a number above 0"), ("run --clamp +1", "a number above 0, current"),
  ("run --tau 1.5", "--tau \"1.5\": give a share from 0 to 1"), ("run --tau nan", "a share from 0 to 1"),
  ("run --tau inf", "a share from 0 to 1"), ("run --lr 0", "a number above 0"),
  ("run --ridge -1", "a number from 0 on"),
  ("run --layers 9-2", "as in 2-9"), ("run --layers 1,,2", "such as 4-8"), ("run --layers -1", "such as 4-8"),
  ("run --layers 0-99999999999", "such as 4-8"), ("run --layers 1-2-3", "such as 4-8"),
  ("run --layers x", "such as 4-8"),
  ("run --editor GRACE", "give one of MEMIT, MEMIT-seq, RECT"),
  ("run --clamp 0", "a number above 0, current or anchored"),
  ("run --clamp tight", "a number above 0, current or anchored"), ("run --l2 0", "a number above 0"),
  ("run --nullspace-threshold -1", "a number above 0"), ("run --nullspace-mode share", "give absolute or energy"),
  ("run --compat bug", "give some of prune-double-add, rome-legacy-key"),
  ("run --compat rome-legacy-key,", "give some of prune-double-add"),
  ("run --set alpha", "KEY=VALUE, such as alpha=35"),
  ("run --set alpha=", "KEY=VALUE, such as"), ("run --set =3", "KEY=VALUE, such as"),
  ("run --set v_ir=3", "the key of a hyper-parameter, such as v_lr"),
  ("run --set model_name=x", "such as L2, alpha, anchor, batch_size"),
  ("run --revive maybe", "give on, off or the number"), ("run --guard best", "give revive or constrained"),
  ("watch --color pink", "give auto, truecolor, 256, 16 or none"), ("run stray", "\"stray\""),
  ("watch --layout wide", "give overview or spectrum or collapse"), ("watch --sync maybe", "give auto or on or off"),
  ("watch --smooth 3", "give off or light or strong"),
  ("export", "revive export RUN"), ("resume a b", "\"b\""), ("model", "revive model MODEL"),
  ("atlas", "revive atlas train|check|export"), ("atlas train --training-steps 0", "a whole number from 1"),
  ("run --model=", "give MODEL"),
])
func wrongUsageSaysWhatWhereAndWhatToTry(line: String, expected: String) {
  let words = line.split(separator: " ").map(String.init)
  do {
    let request = try parse(words)
    Issue.record("taken as \(request)")
  } catch {
    #expect(error.description.contains(expected), "\(error)")
    #expect(!error.description.contains("\n"))
  }
}

@Test(arguments: [("", "", 0), ("abc", "", 3), ("", "ab", 2), ("kitten", "sitting", 3), ("flaw", "lawn", 2)])
func editDistanceIsLevenshteins(a: String, b: String, distance: Int) {
  #expect(editDistance(a, b) == distance)
  #expect(editDistance(b, a) == distance)
}

@Test func controlCharactersDoNotReachTheTerminal() {
  #expect(oneLine("a\u{1B}[31m\nb\u{9B}c\u{2028}d") == "a [31m b c d")
}
