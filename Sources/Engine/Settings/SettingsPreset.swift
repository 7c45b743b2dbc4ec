import Editing
import Foundation
import RunModel

/// Settings for a purpose, in place of those that a model begins with.
package enum Preset: String, Sendable, Codable, CaseIterable {
  /// Edits that last.
  case gentle
  /// A collapse to watch, within about 600 edits.
  case collapse

  /// What it does to the settings of a model: factors to lambda and to the learning rate of targets, and what stands in
  /// place of others.
  ///
  /// Collapse comes of targets far from where the model is (a wide clamp, a high rate) and of little regard for other keys
  /// (a small lambda), in small rounds.
  package struct Change: Sendable, Equatable {
    package var momentWeight = 1.0
    package var learningRate = 1.0
    package var clampFactor: Double?
    package var steps: Int?
    package var roundSize: Int?
  }

  /// - Parameter isEmbedded: whether the embedded model is edited, which has settings of its own.
  package func change(isEmbedded: Bool) -> Change {
    switch (self, isEmbedded) {
    case (.gentle, false): Change()
    case (.collapse, false): Change(momentWeight: 1 / 15, learningRate: 3, clampFactor: 1, steps: 8, roundSize: 50)
    // At a rate of 1 the embedded model is hardly worn by 1,600 edits; at 10 it collapses at 800, at 15 at 700 (seed 0).
    case (.gentle, true): Change(learningRate: 0.2)
    case (.collapse, true): Change(learningRate: 3)
    }
  }
}

/// A number as a person would write it, to three digits.
func rounded(_ x: Double) -> String { String(format: abs(x) >= 1_000 ? "%.0f" : "%.3g", x) }

extension RunConfiguration {
  /// Changes what is settled; what is found later is changed when it is found.
  package mutating func apply(_ preset: Preset) {
    self.preset = preset
    let change = preset.change(isEmbedded: model == Self.embedded)
    roundSize = change.roundSize ?? roundSize
    for editor in EditorKind.allCases where editor.setsTargets {
      settings[editor].clampFactor = max(settings[editor].clampFactor, change.clampFactor ?? 0)
      settings[editor].steps = change.steps ?? settings[editor].steps
      if !unsettled.contains(.learningRate) { settings[editor].learningRate *= change.learningRate }
      if !unsettled.contains(.momentWeight) { settings[editor].momentWeight *= change.momentWeight }
    }
  }

  /// What the settings have become by it.
  func words(for preset: Preset) -> String {
    let settings = hyperParameters
    let values: [(String, Double)] = [
      ("lambda", settings.momentWeight), ("learning rate", settings.learningRate), ("clamp", settings.clampFactor),
      ("steps", Double(settings.steps)), ("edits a round", Double(roundSize)),
    ]
    return values.map { "\($0.0) \(rounded($0.1))" }.joined(separator: ", ")
  }

  /// What the preset makes of a value that is found.
  var presetChange: Preset.Change { preset?.change(isEmbedded: model == Self.embedded) ?? Preset.Change() }
}
