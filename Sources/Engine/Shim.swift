import Editing

extension RunConfiguration {
  var layers: [Int] { hyperParameters.layers }
  func settings(for kind: EditorKind) -> HyperParameters { hyperParameters }
  var pausesOnFailure: Bool { false }
}
extension MetricShelf {
  mutating func metrics(for e: any Editor, guardedBy g: any UpdateGuard, memory: EditingMemory) throws -> [Int:
    SolveMetrics]
  { try metrics(for: e, guardedBy: g) }
  func nullSpaceRank(of e: any Editor, layer: Int) -> Int? { nil }
}
