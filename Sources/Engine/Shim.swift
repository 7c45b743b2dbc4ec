import Editing

extension RunConfiguration {
  var layers: [Int] { hyperParameters.layers }
  func settings(for kind: EditorKind) -> HyperParameters { hyperParameters }
  var pausesOnFailure: Bool { false }
}
