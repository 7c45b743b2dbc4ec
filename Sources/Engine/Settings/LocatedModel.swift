import Editing
import Locating
import RunModel

/// Where a model looks up what it knows about subjects, and the settings that go with it.
package struct LocatedModel: Sendable {
  package let name: String
  package let trace: CausalTrace
  /// Those of the configuration's editor.
  package let settings: HyperParameters
  /// Which of them were found, the others being general ones.
  package let found: [FoundSetting]

  /// - Parameters:
  ///   - configuration: of a run of the model; layers, lambda, rate and ridge are found whatever it says of them.
  ///   - tracing: passes of the search done and to do; returning false interrupts.
  ///   - progress: steps of the second moments done and to do; returning false interrupts.
  /// - Throws: what reading the model throws; `EngineError.nothingToTrace`, `EditingError.interrupted`.
  package init(
    _ configuration: RunConfiguration, cache: StatisticsCache?, tracing: (Int, Int) -> Bool,
    progress: (Int, Int) -> Bool
  ) throws {
    var wanted = configuration
    wanted.unsettled = Set(FoundSetting.allCases)
    let run = try SettledRun(
      wanted, cache: cache, roles: TokenRole.allCases, tracing: tracing, progress: progress)
    guard let trace = run.trace else { throw EngineError.nothingToTrace }
    self.trace = trace
    name = run.inputs.name(of: run.configuration)
    settings = run.configuration.hyperParameters
    found = run.configuration.found ?? []
  }
}
