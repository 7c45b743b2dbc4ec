import Editing
import Locating

/// A run whose settings are all known: what it works on, its second moments, and what was looked for to get there.
struct SettledRun {
  /// Without settings that are to be found.
  let configuration: RunConfiguration
  let inputs: RunInputs
  /// Nil where no setting was to be found.
  let trace: CausalTrace?
  let statistics: ModelStatistics
  /// Of the run's layers, ascending.
  let moments: [SecondMoment]
  /// Why second moments are not kept for the next run, when they should have been.
  let cacheProblem: String?

  /// Reads everything, finds settings and collects the second moments.
  ///
  /// - Parameters:
  ///   - cache: where traces and second moments may have been kept.
  ///   - roles: the tokens that are traced, where something is to be found.
  ///   - tracing: passes of the search done and to do; returning false interrupts.
  ///   - progress: documents done and to do; returning false interrupts.
  init(
    _ wanted: RunConfiguration, cache: StatisticsCache?, roles: [TokenRole] = [.lastSubject],
    tracing: (Int, Int) -> Bool, progress: (Int, Int) -> Bool
  ) throws {
    var configuration = wanted
    var inputs = try RunInputs(wanted)
    var search: SettingsSearch?
    if !wanted.unsettled.isEmpty {
      do {
        search = try SettingsSearch(inputs, wanted, cache: cache, roles: roles, progress: tracing)
      } catch EngineError.nothingToTrace {
        // The model may be editable all the same.
      }
    }
    trace = search?.trace
    try search?.locate(in: &configuration)
    inputs.thaw(configuration.layers)
    statistics = ModelStatistics(
      inputs, cache: cache, beginning: configuration.beginning, weights: search?.weights)
    var problem: String?
    moments = try statistics.moments(
      layers: configuration.layers, complain: { problem = $0 }, progress: progress)
    cacheProblem = problem
    try search?.weigh(moments, in: &configuration)
    configuration.unsettled = []
    self.configuration = configuration
    self.inputs = inputs
  }
}
