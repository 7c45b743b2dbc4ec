import Charts
import Foundation
import Monitor
import RunModel

/// The singular values of the edited weights, layer by layer: as they are, and against those at edit 0.
extension RunFigures {
  var spectra: [(name: String, figure: Figure)] {
    let layers = groups[0].runs[0].run.description.layers
    return layers.flatMap { layer -> [(String, Figure)] in
      let lines = groups.count == 1 ? linesInTime(layer) : linesOfRuns(layer)
      guard lines.contains(where: { !$0.values.isEmpty }), !layer.spectrum.isEmpty else { return [] }
      // Runs of other tau protect other counts: then none is drawn.
      let counts = Set(
        groups.flatMap(\.runs).compactMap { $0.run.rounds.last?.layers.first { $0.layer == layer.layer }?.k })
      let k = counts.count == 1 ? counts.first ?? 0 : 0
      return [
        (
          "spectrum-layer-\(layer.layer)",
          figure(
            lines, title: "Singular values, layer \(layer.layer)", unit: "singular value", protected: k, kind: .log)
        )
      ]
        + (hasOneOriginal(layer)
          ? [
            (
              "growth-layer-\(layer.layer)",
              figure(
                lines.dropFirst().map { line in
                  var line = line
                  // What was as good as nothing has no ratio that says anything.
                  let least = (layer.spectrum.first ?? 0) * 1e-3
                  line.values = zip(line.values, layer.spectrum).map { $1 > least ? $0 / Double($1) : .nan }
                  return line
                }, title: "Growth of singular values, layer \(layer.layer)", unit: "ratio to edit 0", protected: k,
                kind: .linear)
            )
          ] : [])
    }
  }

  /// Whether a layer began as the same matrix in all runs: growth against another model's spectrum says nothing.
  private func hasOneOriginal(_ layer: RunDescription.Layer) -> Bool {
    groups.flatMap(\.runs).allSatisfy { run in
      run.run.description.layers.contains { $0.layer == layer.layer && $0.spectrum == layer.spectrum }
    }
  }

  private struct Spectrum {
    var name: String
    var ink: Figure.Ink
    var values: [Double]
  }

  /// At edit 0 and after each quarter of the run, darker the later.
  private func linesInTime(_ layer: RunDescription.Layer) -> [Spectrum] {
    let group = groups[0]
    guard let last = group.runs.map(\.run.edits).min(), last > 0 else { return [] }
    let counts = (0...4).map { last * $0 / 4 }.reduce(into: [Int]()) { if $0.last != $1 { $0.append($1) } }
    // The rounds nearest to the quarters give the names.
    let ends = counts.map { count in
      group.runs[0].run.rounds.map(\.edits).min { abs($0 - count) < abs($1 - count) } ?? count
    }.reduce(into: [Int]()) { if $0.last != $1 { $0.append($1) } }
    return ends.enumerated().map { place, edits in
      let share = ends.count > 1 ? Double(place) / Double(ends.count - 1) : 1
      let dash = place == 0 ? "3 1.5" : ""
      return Spectrum(
        name: "edit \(grouped(edits))", ink: Figure.Ink(Figure.Ink.ramp(share).color, dash: dash),
        values: group.spectrum(of: layer.layer, by: edits))
    }
  }

  /// At edit 0, and at the end of every run.
  private func linesOfRuns(_ layer: RunDescription.Layer) -> [Spectrum] {
    [Spectrum(name: "edit 0", ink: .note, values: layer.spectrum.map(Double.init))]
      + groups.enumerated().map { place, group in
        Spectrum(
          name: group.name, ink: .line(place),
          values: group.spectrum(of: layer.layer, by: group.runs.map(\.run.edits).min() ?? 0))
      }
  }

  private func figure(
    _ lines: [Spectrum], title: String, unit: String, protected k: Int, kind: AxisKind
  ) -> Figure {
    let count = lines.map(\.values.count).max() ?? 1
    let values = lines.flatMap(\.values).filter { $0.isFinite && $0 > 0 }
    // The tail below a ten-thousandth of the top would squeeze everything else together.
    let seen = kind == .log ? values.filter { $0 >= (values.max() ?? 1) * 1e-4 } : values
    let isWide = (seen.max() ?? 1) > 20 * (seen.min() ?? 1)
    let y = Figure.axis(kind == .log && isWide || (seen.max() ?? 1) > 20 ? .log : .linear, around: seen)
    var figure = Figure(
      title: title, x: Axis(.log, 1, Double(max(2, count))), xTitle: "index of the singular value", y: y, yTitle: unit)
    figure.lines = lines.filter { !$0.values.isEmpty }.map { line in
      let points = Self.indices(of: line.values.count).map { ChartPoint(x: Double($0 + 1), y: line.values[$0]) }
      return Figure.Line(name: line.name, ink: line.ink, points: points.filter { y.kind == .linear || $0.y >= y.lower })
    }
    if k > 0 { figure.marks = [Figure.Mark(x: Double(k), note: "k = \(grouped(k)), protected at the tau in force")] }
    if groups.count > 1 {
      let ends = Set(groups.flatMap(\.runs).map(\.run.edits)).sorted()
      let words = ends.count == 1 ? "at edit \(grouped(ends[0]))" : "each at the end of its run"
      figure.remarks.append("but for edit 0, " + words)
    }
    if groups.contains(where: \.isMean) { figure.remarks.append("means over the seeds") }
    return figure
  }

  /// Places that a path needs on a logarithmic axis: all of the first, then evenly spread.
  private static func indices(of count: Int) -> [Int] {
    guard count > 400 else { return Array(0..<count) }
    let spread = (0...300).map { Int(exp(log(Double(count)) * Double($0) / 300).rounded()) - 1 }
    return Set((0..<50) + spread.filter { (0..<count).contains($0) }).sorted()
  }
}

extension RunGroup {
  /// The singular values of a layer by an edit count, the mean over runs that have as many; empty for a layer that was not
  /// followed.
  fileprivate func spectrum(of layer: Int, by edits: Int) -> [Double] {
    let found = runs.compactMap { member -> [Double]? in
      let layers = member.run.description.layers
      guard let position = layers.firstIndex(where: { $0.layer == layer }),
        let round = member.run.rounds.lastIndex(where: { $0.edits <= edits })
      else { return nil }
      return member.timeline.spectrum(position: position, round: round).map(Double.init)
    }.filter { !$0.isEmpty }
    guard let first = found.first, found.allSatisfy({ $0.count == first.count }) else { return found.first ?? [] }
    return first.indices.map { place in found.reduce(0) { $0 + $1[place] } / Double(found.count) }
  }
}
