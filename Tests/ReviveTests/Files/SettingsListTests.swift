import Editing
import Engine
import Foundation
import RunModel
import TestSupport
import Testing

@testable import revive

struct SettingsListTests {
  /// What a run's folder says of a configuration.
  private func list(_ configuration: RunConfiguration) throws -> SettingsList {
    let scratch = try TemporaryFolder()
    let folder = try RunFolder(
      creating: scratch.url.appendingPathComponent("run"), configuration: configuration,
      model: ModelFingerprint(weights: [Fixtures.tinyGPT2.appendingPathComponent("model.safetensors")]))
    return try SettingsList(configuration: folder.url.appendingPathComponent("config.json"))
  }

  /// Nothing that decides a run's numbers may go unsaid, whether it is set or not.
  @Test func everySettingIsSaid() throws {
    var configuration = RunConfiguration.atlas
    (configuration.guardSetting.tau, configuration.hyperParameters.layers) = (0.25, [1, 3])
    let list = try list(configuration)
    let names = Set(list.all.compactMap { $0.name.split(separator: ".").first.map(String.init) })
    // What the file calls by the name of earlier versions.
    let fileNames = ["fullSpectrumInterval": "spectrumBeat"]
    // What is still to be found is found before a run is kept.
    for child in Mirror(reflecting: RunConfiguration.atlas).children where child.label != "unsettled" {
      let label = try #require(child.label)
      let name = (fileNames[label] ?? label).reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)" }
      #expect(names.contains(name), "\(name)")
    }
    #expect(list["program"] == programVersion)
    #expect(list["edit_limit"] == "all" && list["guard_setting.tau"] == "0.25" && list["seed"] == "0")
    #expect(
      list["contexts.templates"] == "\"{}\"" && list["settings.\(configuration.editor.rawValue).layers"] == "1, 3")
    #expect(Set(list.all.map(\.name)).count == list.all.count)
  }

  @Test func onlyEditorsThatEditedHaveASay() throws {
    let used = try list(.atlas).used(by: [.rome, .ftL]).map(\.name)
    #expect(used.contains("settings.ROME.clamp_factor") && used.contains("settings.FT-L.norm_constraint"))
    #expect(used.contains("round_size") && !used.contains("settings.MEMIT.clamp_factor"))
  }

  @Test func largeSeedsAndOddNamesAreKept() throws {
    var configuration = RunConfiguration.atlas
    configuration.seed = .max
    configuration.probes = ["a \"b\"\n", "c"]
    let list = try list(configuration)
    #expect(list["seed"] == "18446744073709551615")
    #expect(list["probes"] == "\"a \"b\" \", \"c\"")
  }

  @Test(arguments: ["", "[]", "{}", "{\"configuration\": 3}", String(repeating: "{\"configuration\":", count: 9_999)])
  func whatIsNoConfigurationIsRefused(text: String) {
    #expect(throws: InputError.self) { try SettingsList(json: Data(text.utf8), path: "c") }
  }
}
