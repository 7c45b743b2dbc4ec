import Editing
import Foundation
import Locating
import Models
import Numerics
import RunModel
import Testing

@testable import Engine

@Suite struct SettingsSearchTests {
  private static let everything = Set(FoundSetting.allCases)

  /// A run of the tiny model for which `unsettled` is to be found.
  private func wanted(_ unsettled: Set<FoundSetting> = everything, preset: Preset? = nil) -> RunConfiguration {
    var configuration = Fixtures.configuration()
    configuration.unsettled = unsettled
    if let preset { configuration.apply(preset) }
    return configuration
  }

  @Test func everySettingIsFoundAndARoundIsMade() throws {
    var session = try EditingSession(wanted())
    let found = session.configuration
    #expect(found.unsettled.isEmpty)
    #expect(found.found == FoundSetting.allCases)
    for editor in EditorKind.allCases {
      let settings = found.settings[editor]
      try settings.validate(layerCount: session.model.shape.layers)
      #expect(settings.layers == (editor.editsOneLayer ? found.layers.suffix(1) : found.layers))
      #expect(settings.ridge == found.hyperParameters.ridge)
    }
    #expect(try session.edit().edits.count == 2)
    #expect(session.remarks.contains { $0.hasPrefix("found on this model") })
  }

  /// Options go before what is found.
  @Test func whatIsSettledStays() throws {
    let given = wanted().hyperParameters
    for setting in FoundSetting.allCases {
      let found = try EditingSession(wanted(Self.everything.subtracting([setting]))).configuration
      let settings = found.hyperParameters
      #expect(found.found == FoundSetting.allCases.filter { $0 != setting })
      switch setting {
      case .layers: #expect(settings.layers == given.layers)
      case .momentWeight: #expect(settings.momentWeight == given.momentWeight)
      case .learningRate: #expect(settings.learningRate == given.learningRate)
      case .ridge: #expect(settings.ridge == given.ridge)
      }
    }
    let settled = try EditingSession(wanted([])).configuration
    #expect(settled.found == nil)
    #expect(settled.settings == wanted([]).settings)
  }

  /// lambda is a quarter of the subjects' leverage, which a dense inverse gives, too.
  @Test func lambdaIsThatOfTheRunsOwnMomentsAndEMMETsProductIsTheSame() throws {
    let run = try SettledRun(wanted(), cache: nil, tracing: { _, _ in true }, progress: { _, _ in true })
    let trace = try #require(run.trace)
    let last = try #require(run.configuration.layers.last)
    let settings = run.configuration.hyperParameters
    let moment = try #require(run.moments.first { $0.layer == last }).ridged(settings.ridge)
    let keys = try SubjectKeys(trace.facts, layer: last, model: run.inputs.model).keys
    let inverse = try symmetricEigen(moment.matrix)
    let forms = (0..<keys.rows).map { row in
      (0..<keys.columns).reduce(0.0) { sum, j in
        let projection = (0..<keys.columns).reduce(0.0) { $0 + keys[row, $1] * inverse.vectors[$1, j] }
        return sum + projection * projection / inverse.values[j]
      }
    }.sorted()
    let median = (forms[(forms.count - 1) / 2] + forms[forms.count / 2]) / 2
    #expect(abs(settings.momentWeight / (median / 4) - 1) < 0.05)
    let emmet = run.configuration.settings[.emmet]
    #expect(abs(emmet.emmetWeight * emmet.momentWeight / settings.momentWeight - 1) < 1e-12)
  }

  @Test func aPresetChangesWhatIsFound() throws {
    let plain = try EditingSession(wanted()).configuration
    let harsh = try EditingSession(wanted(preset: .collapse)).configuration
    let change = Preset.collapse.change(isEmbedded: false)
    #expect(harsh.layers == plain.layers)
    #expect(harsh.hyperParameters.momentWeight == plain.hyperParameters.momentWeight * change.momentWeight)
    #expect(harsh.hyperParameters.learningRate == plain.hyperParameters.learningRate * change.learningRate)
    #expect(harsh.hyperParameters.clampFactor == change.clampFactor)
    #expect(harsh.hyperParameters.steps == change.steps)
    #expect(harsh.roundSize == change.roundSize)
  }

  @Test func aTraceIsKeptByModelAndCountsOnlyForItsOwn() throws {
    let scratch = try Scratch()
    let cache = StatisticsCache(scratch.url)
    func search(_ roles: [TokenRole], in cache: StatisticsCache?) throws -> (CausalTrace, passes: Int) {
      var passes = 0
      let run = try SettledRun(
        wanted(), cache: cache, roles: roles,
        tracing: { _, _ in
          passes += 1
          return true
        }, progress: { _, _ in true })
      return (try #require(run.trace), passes)
    }
    let (first, passes) = try search([.lastSubject], in: cache)
    #expect(passes == 4)
    #expect(try search([.lastSubject], in: cache) == (first, passes: 0))
    #expect(try search([.lastSubject], in: nil) == (first, passes: 4))
    // One with more tokens takes its place, and serves for fewer.
    let (whole, more) = try search(TokenRole.allCases, in: cache)
    #expect(more > 4)
    #expect(whole.effects[.lastSubject] == first.effects[.lastSubject])
    #expect(try search([.lastSubject], in: cache) == (whole, passes: 0))
    // What is damaged is made anew.
    let file = try #require(
      FileManager.default.contentsOfDirectory(at: scratch.url, includingPropertiesForKeys: nil)
        .first { $0.pathExtension == "json" })
    try Data("{".utf8).write(to: file)
    #expect(try search([.lastSubject], in: cache) == (first, passes: 4))
  }

  @Test func theSearchCanBeInterrupted() {
    #expect(throws: EditingError.interrupted) {
      try EditingSession(wanted(), tracing: { _, _ in false }, progress: { _, _ in true })
    }
  }

  /// A resumed run takes what was found from its configuration.
  @Test func whatWasFoundIsKeptWithTheRun() throws {
    let found = try EditingSession(wanted(preset: .collapse)).configuration
    let stored = try JSONDecoder().decode(RunConfiguration.self, from: JSONEncoder().encode(found))
    #expect(stored == found)
    #expect(stored.unsettled.isEmpty)
    #expect(stored.preset == .collapse)
  }
}
