import Editing
import Engine
import Files
import Foundation
import RunModel
import TestSupport
import Testing

@testable import revive

struct ConfigurationTests {
  private func configure(_ line: String...) throws -> ConfiguredRun { try configure(line) }

  private func configure(_ line: [String]) throws -> ConfiguredRun {
    guard case .perform(_, let settings) = try parse(["run"] + line) else { throw Unexpected() }
    return try ConfiguredRun(settings.run)
  }
  private struct Unexpected: Error {}

  @Test func nothingSaidMeansTheEmbeddedModelAsItIs() throws {
    #expect(try configure().configuration == .atlas)
    #expect(try configure("--model", "atlas").configuration == .atlas)
  }

  @Test func theGuardIsOffUnlessSwitchedOn() throws {
    let chosen = try configure("--guard", "constrained", "--tau", "0.3").configuration.guardSetting
    #expect(chosen == GuardSetting(isOn: false, kind: .constrained, tau: 0.3))
    let on = try configure("--revive", "on").configuration.guardSetting
    #expect(on == GuardSetting(isOn: true, kind: .revive, tau: 0.3, energy: .sigma2, basis: .projector))
  }

  @Test func optionsGoOverTheFileAndTheFileOverTheDefaults() throws {
    // Of a model with four blocks, of which the last is the third from 0.
    let folder = try TemporaryFolder()
    let original = try String(contentsOf: Fixtures.memit.appendingPathComponent("hparams.json"), encoding: .utf8)
    let hparams = try folder.file(
      "h.json", original.replacingOccurrences(of: #""v_loss_layer": 3"#, with: #""v_loss_layer": 7"#))
    let settings = try configure("--hparams", hparams, "--lr", "0.25").configuration.hyperParameters
    #expect(settings.layers == [1, 2])
    #expect(settings.momentWeight == 20_000)
    #expect(settings.learningRate == 0.25)
    #expect(settings.ridge == RunConfiguration.atlas.hyperParameters.ridge)
  }

  @Test func unknownHyperParametersAreNamed() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("h.json", #"{"v_lr": 0.1, "nullspace_treshold": 2}"#)
    let run = try configure("--hparams", file)
    #expect(run.configuration.hyperParameters.learningRate == 0.1)
    #expect(run.warnings.count == 1 && run.warnings[0].contains("nullspace_treshold"))
  }

  /// FT's file for MEMIT: none of its keys says anything to it.
  @Test func filesOfOtherEditorsAreNamed() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file(
      "h.json",
      #"{"layers": [1], "num_steps": 25, "batch_size": 64, "lr": 5e-4, "weight_decay": 0, "norm_constraint": false}"#)
    let names = #""batch_size", "lr", "num_steps", "weight_decay""#
    #expect(
      try configure("--hparams", file).warnings == [
        "\(file): hyper-parameters of other editors, without effect on MEMIT: \(names)"
      ])
    #expect(try configure("--editor", "FT", "--hparams", file).warnings.isEmpty)
  }

  @Test func anotherModelTakesEditsInTheOrderOfTheirFile() throws {
    let run = try configure(
      "--model", Fixtures.tinyGPT2.path, "--edits", "e.json", "--moments", "m.txt", "--layers", "1,2")
    let configuration = run.configuration
    #expect(configuration.model == Fixtures.tinyGPT2.path)
    #expect(configuration.edits == FileManager.default.currentDirectoryPath + "/e.json")
    #expect(configuration.order == .file)
    #expect(configuration.contexts == nil)
    #expect(configuration.tasks == nil && configuration.heldOut == nil)
    for editor in EditorKind.allCases {
      var expected = HyperParameters.general(editor, layerCount: 4)
      if !editor.editsOneLayer { expected.layers = [1, 2] }
      #expect(configuration.settings[editor] == expected, "\(editor)")
    }
  }

  // MARK: - Editors

  @Test func aFileIsTheChosenEditorsAlone() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("h.json", #"{"L2": 3, "nullspace_threshold": 0.5, "v_lr": 0.125}"#)
    let run = try configure("--editor", "AlphaEdit", "--hparams", file)
    #expect(run.warnings.isEmpty)
    #expect(run.configuration.editor == .alphaEdit)
    var expected = RunConfiguration.atlas
    expected.editor = .alphaEdit
    expected.settings[.alphaEdit].learningRate = 0.125
    expected.settings[.alphaEdit].nullSpace = .init(.absolute(0.5), penalty: 3)
    #expect(run.configuration == expected)
  }

  @Test func optionsAreEveryEditors() throws {
    let options = [
      "--lambda", "7", "--ridge", "0.5", "--clamp", "2", "--clamp", "anchored", "--kl", "0.25", "--l2", "3",
      "--nullspace-threshold", "0.1", "--compat", "rome-legacy-key", "--set", "alpha=5", "--set", "rect_share=0.25",
    ]
    for chosen in [EditorKind.memit, .rome, .ft] {
      let found = try configure(options + ["--editor", chosen.rawValue]).configuration
      for editor in EditorKind.allCases {
        var expected = RunConfiguration.atlas.settings[editor]
        expected.momentWeight = 7
        expected.ridge = 0.5
        expected.clampFactor = 2
        expected.clampAnchor = .anchored
        expected.klFactor = 0.25
        expected.nullSpace = .init(.absolute(0.1), penalty: 3)
        expected.compat = [.romeLegacyKey]
        expected.nse.least = 5
        expected.rectShare = 0.25
        #expect(found.settings[editor] == expected, "\(chosen) \(editor)")
      }
    }
  }

  /// A rate for targets is none for weights.
  @Test(arguments: [EditorKind.nse, .rome, .ft, .ftL]) func stepsRatesAndDecaysAreOfOneKind(chosen: EditorKind) throws {
    let found = try configure(
      ["--editor", chosen.rawValue, "--steps", "3", "--lr", "0.75", "--weight-decay", "0.25"]
    ).configuration
    for editor in EditorKind.allCases {
      let settings = found.settings[editor]
      let isLike = editor.tunesWeights == chosen.tunesWeights
      #expect((settings.steps == 3) == isLike && (settings.learningRate == 0.75) == isLike)
      #expect((settings.weightDecay == 0.25) == isLike)
    }
    let byKey = try configure(["--editor", chosen.rawValue, "--set", "v_lr=0.75", "--set", "num_steps=3"]).configuration
    for editor in EditorKind.allCases {
      #expect((byKey.settings[editor].learningRate == 0.75) == !editor.tunesWeights)
      #expect((byKey.settings[editor].steps == 3) == editor.tunesWeights)
    }
  }

  @Test func layersAreOfOneKind() throws {
    for options in [["--layers", "3-5"], ["--set", "layers=[5,4,3]"]] {
      let spread = try configure(options).configuration
      #expect(spread.settings[.alphaEdit].layers == [3, 4, 5])
      #expect(spread.settings[.rome].layers == [2])
      // The last one of the run's.
      #expect(spread.settings(for: .rome).layers == [5])
      let single = try configure(options + ["--editor", "rome"]).configuration
      #expect(single.hyperParameters.layers == [3, 4, 5])
      #expect(single.settings[.memit].layers == [1, 2, 3, 4] && single.settings[.emmet].layers == [1, 2, 3, 4])
    }
  }

  @Test func optionsGoOverAssignmentsAndThoseOverFiles() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("h.json", #"{"v_lr": 1, "kl_factor": 1, "ridge": 1, "nullspace_threshold": 1}"#)
    let settings = try configure(
      "--kl", "3", "--set", "kl_factor=2", "--set", "v_lr=2", "--hparams", file, "--nullspace-mode", "energy"
    ).configuration.hyperParameters
    #expect((settings.ridge, settings.learningRate, settings.klFactor) == (1, 2, 3))
    #expect(settings.nullSpace.rule == .energy(1))
  }

  @Test func assignmentsOfOtherTypesAreNamed() {
    for (text, word) in [
      ("alpha=x", "\"alpha\""), ("alpha=null", "\"alpha\""), ("alpha=1e999", "\"alpha\""), ("alpha=[[[", "\"alpha\""),
      ("layers=3", "\"layers\""), ("clamp=tight", "\"current\" or \"anchored\""),
      ("mom2_adjustment=1", "true or false"),
    ] {
      let error = #expect(throws: UsageError.self) { try configure("--set", text) }
      #expect(error?.description.hasPrefix("--set: ") == true && error?.description.contains(word) == true, "\(text)")
    }
    for text in ["L2=0", "max_iterations=1", "layers=[9]"] {
      #expect(throws: EditingError.self) { try configure("--set", text) }
    }
  }

  /// Which is checked first: without a model, edits and text are of no use.
  @Test func anotherModelMustBeThere() {
    #expect(throws: FileError.unreadable(path: "/nowhere", reason: "no such folder")) {
      try configure("--model", "/nowhere")
    }
  }

  @Test func anotherModelWritesItsTextsForTheSecondMomentsItselfUnlessSomeAreBrought() throws {
    let model = ["--model", Fixtures.tinyGPT2.path, "--edits", "e.json"]
    #expect(try configure(model).configuration.moments == RunConfiguration.selfSampled)
    let here = FileManager.default.currentDirectoryPath
    #expect(try configure(model + ["--moments", "m.txt"]).configuration.moments == here + "/m.txt")
  }

  @Test func anotherModelIsAskedAboutTheRealWorldUnlessEditsAreBrought() throws {
    let model = ["--model", Fixtures.tinyGPT2.path, "--moments", "m.txt", "--layers", "1,2"]
    let bare = try configure(model).configuration
    #expect(bare.edits == "world" && bare.tasks == "world" && bare.heldOut == "world" && bare.order == .file)
    let own = try configure(model + ["--edits", "/e.json"]).configuration
    #expect(own.edits == "/e.json" && own.tasks == nil && own.heldOut == nil)
    let mixed = try configure(model + ["--edits", "/e.json", "--tasks", "world"]).configuration
    #expect(mixed.edits == "/e.json" && mixed.tasks == "world" && mixed.heldOut == nil)
    let known = try configure(model + ["--known"]).configuration
    #expect(bare.editsKnownOnly == nil && known.editsKnownOnly == true)
  }

  @Test func layersThatTheModelLacksAreRefused() {
    #expect(throws: UsageError.badValue(option: "--layers", value: "8", expected: "layers of this model, from 0 to 7"))
    {
      try configure("--layers", "4-8")
    }
  }

  /// A file for another model will do when the layers are said beside it.
  @Test func optionsMendAFilesLayers() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("h.json", #"{"layers": [13, 14]}"#)
    #expect(throws: InputError.self) { try configure("--hparams", file) }
    #expect(try configure("--hparams", file, "--layers", "2").configuration.hyperParameters.layers == [2])
  }

  /// A file for a larger model says 47 of its last block.
  @Test func aLossAtAnotherBlockIsRefusedAndABlockThatIsNotHereNamed() throws {
    let folder = try TemporaryFolder()
    for (layer, count) in [(7, 0), (47, 1)] {
      let file = try folder.file("h.json", #"{"v_loss_layer": \#(layer)}"#)
      let warnings = try configure("--hparams", file).warnings
      #expect(warnings.count == count)
      #expect(warnings.allSatisfy { $0.contains("\"v_loss_layer\" is \(layer)") && $0.contains("the last block, 7") })
    }
    let file = try folder.file("h.json", #"{"v_loss_layer": 4}"#)
    let error = #expect(throws: InputError.self) { try configure("--hparams", file) }
    #expect(error.map { "\($0)" }?.contains("\"v_loss_layer\" is 4; only the last block, 7, is supported") == true)
  }

  /// memit's file for FT of attention weights: another weight than the one that is edited here.
  @Test func aFileForAnotherWeightIsRefused() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("h.json", #"{"lr": 1e-3, "rewrite_module_tmp": "transformer.h.{}.attn.c_attn"}"#)
    let error = #expect(throws: InputError.self) { try configure("--editor", "FT", "--hparams", file) }
    #expect(error.map { "\($0)" }?.contains("\"rewrite_module_tmp\" is \"transformer.h.{}.attn.c_attn\"") == true)
    #expect(error.map { "\($0)" }?.contains("\"transformer.h.{}.mlp.c_proj\"") == true)
  }

  @Test func runsOfTheMonitorGoToTheStateFolder() {
    func folder(_ environment: [String: String]) -> String? {
      defaultRunFolder(environment: environment, time: 1_767_225_600)
    }
    #expect(folder(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/revive/runs/2026-01-01T000000")
    #expect(folder(["XDG_STATE_HOME": "relative", "HOME": "/h"]) == "/h/.local/state/revive/runs/2026-01-01T000000")
    #expect(folder([:]) == nil)
  }

  @Test func aSecondRunOfTheSameSecondGetsAFolderOfItsOwn() throws {
    let folder = try TemporaryFolder()
    let environment = ["XDG_STATE_HOME": folder.url.path]
    let first = try #require(defaultRunFolder(environment: environment, time: 0))
    _ = try prepareRunFolder(first)
    #expect(defaultRunFolder(environment: environment, time: 0) == first + "-2")
  }

  @Test func onlyRunsWithoutAnEditAreRemoved() throws {
    let folder = try TemporaryFolder()
    for name in ["empty", "idle", "edited"] { _ = try prepareRunFolder(folder.path(name)) }
    for name in ["idle", "edited"] {
      try FileManager.default.createDirectory(atPath: folder.path(name + "/updates"), withIntermediateDirectories: true)
    }
    _ = try folder.file("edited/updates/round_00001.safetensors", "")
    for name in ["empty", "idle", "edited"] { removeUnused(runFolder: folder.url.appendingPathComponent(name)) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["edited"])
  }

  @Test func foldersWithContentsAreNotSavedInto() throws {
    let folder = try TemporaryFolder()
    let run = folder.url.appendingPathComponent("run")
    #expect(try prepareSaveFolder(folder.path("new"), runFolder: run).path == folder.path("new"))
    #expect(try prepareSaveFolder(folder.path("new"), runFolder: nil).path == folder.path("new"))
    #expect(throws: UsageError.self) { try prepareSaveFolder(folder.path("new/../run/"), runFolder: run) }
    _ = try folder.file("new/.hidden", "")
    for path in [folder.path("new"), Fixtures.tinyGPT2.path + "/../tiny-gpt2"] {
      #expect(throws: InputError.self) { try prepareSaveFolder(path, runFolder: nil) }
    }
    #expect(throws: FileError.self) { try prepareSaveFolder(folder.path("new/.hidden"), runFolder: nil) }
  }

  // MARK: - Settings that are found

  @Test func whatNothingIsSaidOfIsFoundOnAModelWithoutPublishedSettings() throws {
    func unsettled(_ line: String...) throws -> Set<FoundSetting> {
      try configure(
        ["--model", Fixtures.tinyGPT2.path, "--moments", Fixtures.tinyGPT2.path + "/config.json"] + line
      ).configuration.unsettled
    }
    #expect(try unsettled() == Set(FoundSetting.allCases))
    #expect(try unsettled("--layers", "1,2", "--steps", "3") == [.momentWeight, .learningRate, .ridge])
    #expect(try unsettled("--lambda", "5", "--set", "v_lr=0.5", "--ridge", "0") == [.layers])
    #expect(try unsettled("--hparams", Fixtures.memit.appendingPathComponent("hparams.json").path) == [])
    #expect(try configure().configuration.unsettled == [])
  }

  @Test func aPresetGoesBelowOptions() throws {
    let rate = RunConfiguration.atlas.hyperParameters.learningRate
    #expect(try configure("--preset", "gentle").configuration.hyperParameters.learningRate == rate / 5)
    #expect(try configure("--preset", "collapse").configuration.hyperParameters.learningRate == 3 * rate)
    let chosen = try configure("--preset", "collapse", "--lr", "4", "--round", "30").configuration
    #expect(chosen.hyperParameters.learningRate == 4 && chosen.roundSize == 30 && chosen.preset == .collapse)
    // What is found is changed when it is found, what is not found at once.
    let own = try configure(
      "--model", Fixtures.tinyGPT2.path, "--moments", Fixtures.tinyGPT2.path + "/config.json", "--preset", "collapse",
      "--steps", "3"
    ).configuration
    #expect(own.hyperParameters.clampFactor == 1 && own.hyperParameters.steps == 3 && own.roundSize == 50)
  }

  // MARK: - Data and evaluation

  @Test func whatAnEvaluationNeedsIsPartOfTheRun() throws {
    let here = FileManager.default.currentDirectoryPath
    let run = try configure(
      "--skip-broken", "--compat", "rte-inverted", "--snippets", "s.json", "--tfidf", "d", "--text-interval", "0",
      "--tasks", "glue")
    #expect(run.configuration.skipsBrokenRecords == true && run.configuration.quirks == [.rteInverted])
    #expect(run.configuration.tasks == here + "/glue")
    let plan = BenchmarkPlan(snippets: here + "/s.json", statistics: here + "/d", textInterval: 0)
    #expect(run.configuration.benchmark == plan)
    // Quirks of data leave those of editors as they are.
    #expect(run.configuration.settings == RunConfiguration.atlas.settings)
    let both = try configure("--compat", "rte-inverted,rome-legacy-key").configuration
    #expect(both.quirks == [.rteInverted] && both.settings[.rome].compat == [.romeLegacyKey])
  }
}
