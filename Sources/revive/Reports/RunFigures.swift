import Charts
import Monitor
import RunModel

/// The figures of one run, or of several over each other: a line for every measure of the one, a figure for every measure
/// of the several.
struct RunFigures {
  let groups: [RunGroup]

  init(_ runs: [(name: String, run: LoggedRun)]) { groups = RunGroup.groups(runs) }

  /// Those of which anything was measured, by the names of their files.
  var figures: [(name: String, figure: Figure)] {
    let measured = panels.compactMap { panel in figure(panel).map { (panel.name, $0) } }
    return measured + spectra
  }

  /// A figure over edits, before it is drawn.
  private struct Panel {
    var name: String
    var title: String
    var measures: [Measure]
  }

  private var panels: [Panel] {
    guard groups.count == 1 else {
      return Measure.allCases.map { Panel(name: $0.fileName, title: $0.headline, measures: [$0]) }
    }
    return [
      Panel(
        name: "edits", title: "Edits made so far, by a sample of them",
        measures: [.efficacy, .argmax, .paraphrase, .neighbourhood]),
      Panel(name: "tasks", title: Measure.tasks.headline, measures: [.tasks]),
      Panel(name: "perplexity", title: Measure.perplexity.headline, measures: [.perplexity]),
      Panel(
        name: "similarity", title: "Likeness of the dominant singular directions", measures: [.subspaces, .vectors]),
      Panel(name: "core-drift", title: Measure.coreDrift.headline, measures: [.coreDrift]),
      Panel(name: "norms", title: "Size of the edited weights", measures: [.weightNorm, .spectralNorm]),
      Panel(name: "hidden-norm", title: Measure.hiddenNorm.headline, measures: [.hiddenNorm]),
      Panel(name: "value-norm", title: Measure.valueNorm.headline, measures: [.valueNorm]),
    ]
  }

  /// Nil when nothing of it was measured.
  private func figure(_ panel: Panel) -> Figure? {
    var lines: [Figure.Line] = []
    for group in groups {
      for measure in panel.measures {
        let mean = group.line(measure, isGeometric: isGeometric(measure))
        guard !mean.points.isEmpty else { continue }
        // Names of runs keep their inks in all figures.
        let place = groups.count == 1 ? lines.count : groups.firstIndex { $0.name == group.name } ?? 0
        lines.append(
          Figure.Line(
            name: groups.count > 1 ? group.name : measure == .tasks ? "mean" : measure.name, ink: .line(place),
            points: mean.points, band: mean.band
          ))
      }
    }
    if panel.measures == [.tasks], groups.count == 1 { lines += taskLines(from: lines.count) }
    guard !lines.isEmpty else { return nil }
    let levels = panel.measures.flatMap { self.levels(of: $0) }
    let values = lines.flatMap { $0.points.map(\.y) + $0.band.flatMap { [$0.lowerBound, $0.upperBound] } }
    let near = levels.filter(\.isNear).map(\.level.y)
    let y = axis(panel.measures[0], around: values + near)
    if y.kind == .log { lines = lines.map(\.aboveZero) }
    let last = groups.flatMap(\.runs).map(\.run.edits).max() ?? 1
    var figure = Figure(
      title: panel.title, x: Axis(.linear, 0, Double(max(10, last))), xTitle: "edits", y: y,
      yTitle: panel.measures[0].unit)
    figure.lines = lines
    figure.levels = levels.map(\.level)
    annotate(&figure, panel.measures)
    return figure
  }

  /// Shares lie in 0...1; what grows by factors is drawn so once it has.
  private func axis(_ measure: Measure, around values: [Double]) -> Axis {
    if measure.isShare { return Figure.axis(.linear, around: values, within: 0...1) }
    // Drifts below a tenth are not made to look like something.
    let values = measure == .coreDrift ? values + [0, 0.1] : values
    let positive = values.filter { $0.isFinite && $0 > 0 }
    let isWide = (positive.max() ?? 1) > 20 * (positive.min() ?? 1) && (positive.max() ?? 0) > 5
    return Figure.axis(isWide ? .log : .linear, around: isWide ? positive : values)
  }

  /// What grows by factors is averaged by its logarithm; core drift begins at 0.
  private func isGeometric(_ measure: Measure) -> Bool { !measure.isShare && measure != .coreDrift }

  /// Every task, where one run is drawn alone and they can be told apart.
  private func taskLines(from place: Int) -> [Figure.Line] {
    guard groups[0].runs.count == 1 else { return [] }
    let run = groups[0].runs[0].run
    let names = run.description.tasks
    guard names.count > 1, names.count <= 7 else { return [] }
    return names.enumerated().map { offset, name in
      let points = run.rounds.compactMap { report in
        report.scores.tasks[name].map { ChartPoint(x: Double(report.edits), y: $0) }
      }
      return Figure.Line(name: oneLine(name), ink: .line(place + offset), points: points)
    }
  }

  // MARK: - What is to be known

  /// Thresholds of what signals collapse; near are those that some run has gone half the way to.
  private func levels(of measure: Measure) -> [(level: Figure.Level, isNear: Bool)] {
    guard let signal = measure.signal else { return [] }
    let found = groups.enumerated().compactMap { place, group in
      group.threshold(of: measure).map { (place, y: $0, isNear: group.progress(of: signal) >= 0.5) }
    }
    let isAlarm = CollapseSignal.alarms.contains(signal)
    let words = (isAlarm ? "collapse: " : "sign of collapse: ") + signal.title
    guard let first = found.first else { return [] }
    if found.allSatisfy({ abs($0.y - first.y) <= 0.01 * abs(first.y) }) {
      return [(.init(y: first.y, note: words, ink: isAlarm ? .alarm : .note), found.contains { $0.isNear })]
    }
    return found.map { place, y, isNear in
      (.init(y: y, note: "\(words), \(groups[place].name)", ink: .line(place)), isNear)
    }
  }

  private func annotate(_ figure: inout Figure, _ measures: [Measure]) {
    var remarks: [String] = []
    for (place, group) in groups.enumerated() {
      let (first, isAlone) = (group.runs[0], groups.count == 1)
      let spans = first.timeline.guardSpans.map { Double($0.lower)...Double($0.upper) }
      figure.stretches.append(Figure.Stretches(spans, ink: isAlone ? nil : .line(place)))
      figure.marks += first.run.changes.map { change in
        Figure.Mark(
          x: Double(change.edits), note: change.text,
          ink: isAlone ? .note : .line(place))
      }
      guard let (edits, signal) = group.collapse else { continue }
      if isAlone {
        let words = group.isMean ? "collapse of half the seeds" : "collapse (\(signal.rawValue))"
        figure.marks.append(Figure.Mark(x: Double(edits), note: words, ink: .alarm))
      } else if let line = figure.lines.firstIndex(where: { $0.name == group.name }) {
        figure.lines[line].crosses = figure.lines[line].points.first { $0.x >= Double(edits) }.map { [$0] } ?? []
      }
    }
    // What was switched on at some edit is named there.
    let members = groups.flatMap(\.runs).filter { !$0.timeline.guardSpans.isEmpty }
    let first = members.map(\.run).filter { $0.rounds.dropFirst().first?.guardSetting.isOn == true }
    let names = first.map { guardText($0.rounds[1].guardSetting) }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    if !members.isEmpty {
      let words = names.isEmpty ? "" : ", from edit 0 \(names.prefix(2).joined(separator: " or "))"
      remarks.append("\(groups.count == 1 ? "shaded" : "bars under the plot"): guard on\(words)")
    }
    if figure.lines.contains(where: { !$0.crosses.isEmpty }) {
      remarks.append("x: collapse" + (groups.contains(where: \.isMean) ? "; of a mean, that of half its seeds" : ""))
    }
    let bands = Set(groups.map(\.runs.count)).sorted(by: >).map(SeedMean.Band.init)
      .reduce(into: [SeedMean.Band]()) { if $1 != .none, !$0.contains($1) { $0.append($1) } }
    remarks += bands.map { "band\(bands.count > 1 ? " of \($0.counts)" : ""): \($0.words)" }
    if !bands.isEmpty, isGeometric(measures[0]) { remarks.append("means are geometric") }
    let layers = Set(groups.flatMap(\.runs).map { $0.run.description.layers.map(\.layer) })
    if measures[0].isLayered, layers.contains(where: { $0.count > 1 }) {
      let numbers = layers.count == 1 ? " \(layers.first?.map(String.init).joined(separator: ", ") ?? "")" : "s edited"
      remarks.append("mean over layer\(layers.count == 1 ? "s" : "")\(numbers)")
    }
    figure.remarks = remarks
  }
}

extension Figure.Line {
  /// Without what a logarithmic axis has no place for.
  fileprivate var aboveZero: Figure.Line {
    var line = self
    let kept = points.indices.filter { !(points[$0].y <= 0) }
    line.points = kept.map { points[$0] }
    line.band = band.isEmpty ? [] : kept.map { band[$0] }
    return line
  }
}
