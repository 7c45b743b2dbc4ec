import Editing
import RunModel

/// A setting that is found on the model before the first edit, where neither the command line nor a publication says it.
package enum FoundSetting: String, Sendable, Codable, CaseIterable {
  case layers
  case momentWeight = "lambda"
  case learningRate = "learning rate"
  case ridge
}

extension RunConfiguration {
  /// None while they are to be found.
  var settledLayers: [Int] { unsettled.contains(.layers) ? [] : layers }

  /// Puts what was found into the settings of every editor, if it is still to be found.
  ///
  /// - Parameter put: called for every editor.
  mutating func settle(_ setting: FoundSetting, put: (inout HyperParameters, EditorKind) -> Void) {
    guard unsettled.contains(setting) else { return }
    for editor in EditorKind.allCases { put(&settings[editor], editor) }
    unsettled.remove(setting)
    found = FoundSetting.allCases.filter { (found ?? []).contains($0) || $0 == setting }
  }
}
