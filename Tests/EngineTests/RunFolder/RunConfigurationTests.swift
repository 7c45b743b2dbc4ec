import Editing
import Foundation
import RunModel
import Testing

@testable import Engine

struct RunConfigurationTests {
  @Test func anEditorEditsItsOwnLayersOfTheRun() {
    var configuration = Fixtures.configuration(layers: [3, 4, 5])
    for (own, expected) in [
      ([3, 4, 5], [3, 4, 5]), ([1, 2, 4, 5, 6], [4, 5]), ([5], [5]), ([1], [5]), ([7, 8], [5]), ([], [5]),
    ] {
      configuration.settings[.rome].layers = own
      #expect(configuration.settings(for: .rome).layers == expected)
    }
    #expect(configuration.settings(for: .memit) == configuration.hyperParameters)
    configuration.editor = .rome
    configuration.settings[.rome].layers = [4]
    #expect(configuration.settings(for: .memit).layers == [4])
    #expect(configuration.settings(for: .rome) == configuration.settings[.rome])
  }

  @Test func everySettingComesBackFromSnakeCase() throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    var configuration = RunConfiguration.atlas
    configuration.editor = .memitSeq
    for (index, editor) in EditorKind.allCases.enumerated() {
      configuration.settings[editor].ridge = Double(index) / 8
      configuration.settings[editor].compat = [.romeLegacyKey, .pruneDoubleAdd]
      configuration.settings[editor].clampAnchor = .anchored
    }
    let json = try encoder.encode(configuration)
    #expect(try decoder.decode(RunConfiguration.self, from: json) == configuration)
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(object["editor"] as? String == "MEMIT-seq")
    let settings = try #require(object["settings"] as? [String: Any])
    #expect(Set(settings.keys) == Set(EditorKind.allCases.map(\.rawValue)))
  }

  /// A file of an earlier version lacks the editors and settings that came later: it is read, and its digest stays.
  @Test func earlierFilesAreReadAndStayWhatTheyAre() throws {
    var configuration = RunConfiguration.atlas
    let json = try JSONEncoder().encode(configuration)
    var object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    var settings = try #require(object["settings"] as? [String: Any])
    settings["ENCORE"] = nil
    object["settings"] = settings
    let earlier = try JSONDecoder().decode(
      RunConfiguration.self, from: JSONSerialization.data(withJSONObject: object))
    #expect(earlier.settings[.encore] == configuration.settings[.memit])
    try earlier.validate(layerCount: 8)
    let again = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(earlier)) as? [String: Any])
    #expect((again["settings"] as? [String: Any])?["ENCORE"] == nil)
    #expect(earlier.settingsDigest != configuration.settingsDigest)
    settings["MEMIT"] = nil
    object["settings"] = settings
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(RunConfiguration.self, from: JSONSerialization.data(withJSONObject: object))
    }
    configuration.editor = .encore
    #expect(configuration.hyperParameters.encore == .init(normWeight: 10, cutoff: -4))
  }

  @Test func everyEditorCanBeginOnTheEmbeddedModel() throws {
    for editor in EditorKind.allCases {
      var configuration = RunConfiguration.atlas
      configuration.editor = editor
      try configuration.validate()
      try configuration.validate(layerCount: 8)
      let isOneLayerEditor = [.rome, .ft, .ftL].contains(editor)
      #expect(configuration.hyperParameters.layers == (isOneLayerEditor ? [2] : [1, 2, 3, 4]))
    }
  }

  /// Also those of editors that may come later in the run.
  @Test func badSettingsOfAnyEditorAreRefused() {
    for editor in EditorKind.allCases {
      var configuration = RunConfiguration.atlas
      configuration.settings[editor].momentWeight = .nan
      #expect(throws: EditingError.self) { try configuration.validate(layerCount: 6) }
    }
  }
}
