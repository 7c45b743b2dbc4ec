import Cells
import Charts
import Engine
import Locating

/// A causal trace as a map of tokens by layers, with the settings that go with it.
struct LocatedReport {
  /// As written with `--json`.
  struct Record: Codable {
    let model: String
    let facts: Int
    /// Whether the answers are right ones, or those that the model gives.
    let known: Bool
    let samples: Int
    let noise: Double
    let clean: Double
    let corrupted: Double
    /// By token, the effect after each layer.
    let effects: [String: [Double]]
    let settings: Proposal
    /// The names of settings that were found, the others being general ones.
    let found: [String]
  }

  struct Proposal: Codable {
    let layers: [Int]
    let lambda: Double
    let lr: Double
    let clamp: Double
    let ridge: Double
    let steps: Int
  }

  let record: Record

  init(_ located: LocatedModel) {
    let (trace, settings) = (located.trace, located.settings)
    record = Record(
      model: located.name, facts: trace.facts.count, known: trace.areKnown, samples: trace.samples, noise: trace.noise,
      clean: trace.clean, corrupted: trace.corrupted,
      effects: Dictionary(uniqueKeysWithValues: trace.effects.map { ($0.key.rawValue, $0.value) }),
      settings: Proposal(
        layers: settings.layers, lambda: settings.momentWeight, lr: settings.learningRate,
        clamp: settings.clampFactor, ridge: settings.ridge, steps: settings.steps),
      found: located.found.map(\.rawValue))
  }

  var text: String {
    """
    \(heading.joined(separator: "\n"))

    \(map(ramp: HeatMap.Ramp(colors: [], limit: most, alarm: Style(), text: Style())).plainText)
    proposed: \(options)
    \(reasons.joined(separator: "\n"))

    """
  }

  /// In colours, for a file.
  var picture: CellBuffer {
    let theme = Theme.standard
    // A ramp goes from below 0 to above; an effect below 0 is noise, and drawn as none.
    let colors = (0...100).map { _ in theme.mainBackground } + (1...100).map { theme.temp[percent: $0] }
    return map(ramp: HeatMap.Ramp(colors: colors, limit: most, alarm: Style(theme.temp[percent: 100])), theme: theme)
  }

  private var heading: [String] {
    let whose = record.known ? "facts that it knows" : "prompts, by the answers that it gives (it knows too few facts)"
    return [
      "where \(record.model) looks up what it knows about subjects",
      "\(record.facts) \(whose), \(record.samples) noise\(record.samples == 1 ? "" : "s") on each",
      "p of the answer \(fixed(record.clean, digits: 3)), with noise on the subject "
        + fixed(record.corrupted, digits: 3),
      "what restoring one state gives back of it, by token and layer; @ is \(fixed(most, digits: 3))",
    ]
  }

  /// Columns of a layer: a terminal of 80 is wide enough for two of 24 layers, or one of 56.
  private var layerWidth: Int { layerCount <= 24 ? 2 : 1 }
  private var layerCount: Int { record.effects.values.map(\.count).max() ?? 0 }
  private var most: Double { max(1e-9, record.effects.values.joined().max() ?? 0) }
  private var rows: [(name: String, effects: [Double])] {
    TokenRole.allCases.compactMap { role in record.effects[role.rawValue].map { (role.rawValue, $0) } }
  }

  private func map(ramp: HeatMap.Ramp, theme: Theme = .standard) -> CellBuffer {
    let nameWidth = (rows.map(\.name.count).max() ?? 0) + 2
    let ground = Style(theme.mainForeground, on: theme.mainBackground)
    var buffer = CellBuffer(
      size: Size(width: nameWidth + layerWidth * layerCount + 2, height: rows.count + 1), fill: Cell(style: ground))
    for (y, row) in rows.enumerated() {
      buffer.write(row.name, x: 0, y: y, style: ground)
      HeatMap(ramp: ramp).draw(
        in: Rect(x: nameWidth, y: y, width: layerWidth * layerCount, height: 1),
        column: { x in [row.effects[x / layerWidth], row.effects[x / layerWidth]] }, into: &buffer)
    }
    for layer in stride(from: 0, to: layerCount, by: 5) {
      buffer.write("\(layer)", x: nameWidth + layerWidth * layer, y: rows.count, style: ground)
    }
    return buffer
  }

  /// The proposal as the command line takes it.
  private var options: String {
    let settings = record.settings
    let layers = settings.layers.map(String.init).joined(separator: ",")
    return "--layers \(layers) --lambda \(compact(settings.lambda)) --lr \(compact(settings.lr)) "
      + "--clamp \(compact(settings.clamp)) --ridge \(compact(settings.ridge)) --steps \(settings.steps)"
  }

  private var reasons: [String] {
    let effects = record.effects[TokenRole.lastSubject.rawValue] ?? []
    let last = record.settings.layers.last ?? 0
    let effect = effects.indices.contains(last) ? effects[last] : 0
    return [
      "the last layer is the one around which the subject's last token does most for the answer (\(fixed(effect, digits: 3)) after layer \(last))",
      "a run without options takes these by itself, unless settings for the model's shape are published",
    ]
  }
}
