import Editing
import Engine
import Foundation
import Telemetry
import Testing

@testable import revive

struct ConfigurationTests {
  private func configure(_ line: String...) throws -> ConfiguredRun {
    guard case .perform(_, let settings) = try parse(["run"] + line) else { throw Unexpected() }
    return try ConfiguredRun(settings)
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
    #expect(on == GuardSetting(isOn: true, kind: .revive, tau: 0.5, energy: .sigma2, basis: .projector))
  }

  @Test func optionsGoOverTheFileAndTheFileOverTheDefaults() throws {
    let hparams = Fixtures.memit.appendingPathComponent("hparams.json").path
    let settings = try configure("--hparams", hparams, "--lr", "0.25").configuration.hyperParameters
    #expect(settings.layers == [1, 2])
    #expect(settings.momentWeight == 20_000)
    #expect(settings.learningRate == 0.25)
    #expect(settings.ridge == RunConfiguration.atlas.hyperParameters.ridge)
  }

  @Test func unknownHyperParametersAreNamed() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("h.json", #"{"v_lr": 0.1, "nullspace_threshold": 2}"#)
    let run = try configure("--hparams", file)
    #expect(run.configuration.hyperParameters.learningRate == 0.1)
    #expect(run.warnings.count == 1 && run.warnings[0].contains("nullspace_threshold"))
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
    var expected = HyperParameters.general(layerCount: 4)
    expected.layers = [1, 2]
    #expect(configuration.hyperParameters == expected)
  }

  @Test func anotherModelNeedsEditsAndText() {
    #expect {
      try configure("--model", Fixtures.tinyGPT2.path, "--edits", "e.json")
    } throws: { error in
      "\(error)".contains("--moments FILE") && !"\(error)".contains("--edits FILE")
    }
  }

  @Test func layersThatTheModelLacksAreRefused() {
    #expect(throws: EditingError.self) { try configure("--layers", "4-8") }
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

  @Test func theModelItselfIsNotOverwritten() {
    #expect(throws: UsageError.self) {
      try prepareSaveFolder(Fixtures.tinyGPT2.path + "/../tiny-gpt2", model: Fixtures.tinyGPT2.path)
    }
  }
}
