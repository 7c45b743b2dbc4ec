import AtlasTools
import Cells
import Charts
import Foundation
import RunModel

/// What an analysis found, as a table, as a chart and as JSON.
struct AnalysisReport {
  /// As written with `--json`.
  struct Record: Codable {
    /// A row of `reconstruct` or `perturb`.
    struct Entry: Codable {
      /// "top", "rest" or "group"; "all" is the untouched model.
      let changed: String
      let point: SpectralAnalysis.Point
    }

    let analysis: String
    let model: String
    let layers: [Int]
    var spectra: [[Float]]?
    var points: [Entry]?
    /// Frobenius norm of a disturbance over that of the weight.
    var size: Double?
    var seed: UInt64?
  }

  let record: Record
  let table: String
  private let chart: ReportChart

  /// The values of tau at which k is told.
  private static let taus = [0.1, 0.3, 0.5, 0.7, 0.9]

  static func spectrum(of analysis: SpectralAnalysis, model: String) -> AnalysisReport {
    let spectra = analysis.spectra
    let rows = zip(analysis.layers, spectra).map { layer, s in
      let energy = s.reduce(0) { $0 + Double($1) * Double($1) }
      let top = Double(s.first ?? 0)
      return ["\(layer)", compact(top), compact(Double(s.last ?? 0)), fixed(energy / (top * top), digits: 1)]
        + taus.map { "\(GuardSetting(tau: $0).protectedCount(spectrum: s))" }
    }
    let table = aligned(["layer", "sigma_1", "least", "stable rank"] + taus.map { "k(\($0))" }, rows)
    let lines = zip(analysis.layers, spectra).map { layer, s in
      ("layer \(layer)", s.enumerated().map { ChartPoint(x: Double($0.offset + 1), y: Double($0.element)) })
    }
    let most = spectra.map(\.count).max() ?? 1
    return AnalysisReport(
      record: Record(analysis: AnalysisKind.spectrum.rawValue, model: model, layers: analysis.layers, spectra: spectra),
      table: "singular values of the down projections of \(model)\n" + table,
      chart: chart(x: Axis(.log, 1, Double(max(2, most))), title: "index", .log, lines))
  }

  static func reconstruction(
    by analysis: SpectralAnalysis, model: String, tell: (String) -> Void
  ) throws -> AnalysisReport {
    var entries: [Record.Entry] = []
    for keepsTop in [true, false] {
      for share in SpectralAnalysis.shares where keepsTop || share < 1 {
        tell("\(keepsTop ? "only" : "without") the top \(percent(share))")
        entries.append(
          .init(
            changed: keepsTop ? "top" : "rest", point: try analysis.reconstructed(top: share, keepsTop: keepsTop)))
      }
    }
    let table = scoreTable(entries) { entry in
      (entry.changed == "top" ? "only the top " : "without the top ") + percent(entry.point.place)
    }
    let axis = Axis(.log, 100 * (SpectralAnalysis.shares.first ?? 0.01), 100)
    return AnalysisReport(
      record: Record(
        analysis: AnalysisKind.reconstruct.rawValue, model: model, layers: analysis.layers, points: entries),
      table: "\(model) with a part of the singular components of its down projections\n" + table,
      chart: chart(
        x: axis, title: "top % of components", .linear,
        scoreLines(entries, of: [("top", "only top"), ("rest", "without")], places: 100)))
  }

  static func disturbance(
    by analysis: SpectralAnalysis, model: String, size: Double, seed: UInt64, tell: (String) -> Void
  ) throws -> AnalysisReport {
    var entries = [Record.Entry(changed: "all", point: try analysis.untouched())]
    for group in 0..<SpectralAnalysis.groups {
      tell("energy group \(group + 1) of \(SpectralAnalysis.groups)")
      guard let point = try analysis.disturbed(group: group, size: size, seed: seed) else { continue }
      entries.append(.init(changed: "group", point: point))
    }
    let width = 100 / SpectralAnalysis.groups
    let table = scoreTable(entries) { entry in
      guard entry.changed == "group" else { return "untouched" }
      let group = Int(entry.point.place)
      return "energy \((group - 1) * width)-\(group * width) %"
    }
    var record = Record(
      analysis: AnalysisKind.perturb.rawValue, model: model, layers: analysis.layers, points: entries)
    record.size = size
    record.seed = seed
    return AnalysisReport(
      record: record,
      table: "\(model), down projections disturbed by \(compact(size)) of their norm inside one group of components\n"
        + table,
      chart: chart(
        x: Axis(.linear, 1, Double(SpectralAnalysis.groups)), title: "energy group", .linear,
        scoreLines(entries, of: [("group", "")], places: 1)))
  }

  // MARK: - Tables

  private static func scoreTable(_ entries: [Record.Entry], _ name: (Record.Entry) -> String) -> String {
    let tasks = entries.first?.point.tasks.keys.sorted() ?? []
    let head = ["changed", "components"] + tasks + ["task mean", "perplexity", "facts"]
    return aligned(
      head,
      entries.map { entry in
        [name(entry), grouped(entry.point.components)] + tasks.map { score(entry.point.tasks[$0]) } + [
          score(entry.point.taskMean), entry.point.perplexity.map(compact) ?? "-", score(entry.point.facts),
        ]
      })
  }

  private static func score(_ value: Double?) -> String { value.map { fixed($0, digits: 3) } ?? "-" }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

  private static func aligned(_ head: [String], _ rows: [[String]]) -> String {
    var table = TextTable(head)
    for row in rows { table.add(row) }
    return table.text
  }

  // MARK: - The chart

  /// A line of task means and one of known facts for each way of changing, as far as they were measured.
  private static func scoreLines(
    _ entries: [Record.Entry], of ways: [(changed: String, name: String)], places factor: Double
  ) -> [(String, [ChartPoint])] {
    ways.flatMap { way in
      [("tasks", \SpectralAnalysis.Point.taskMean), ("facts", \.facts)].compactMap { measure, value in
        let points = entries.filter { $0.changed == way.changed }.compactMap { entry in
          entry.point[keyPath: value].map { ChartPoint(x: factor * entry.point.place, y: $0) }
        }
        return points.isEmpty ? nil : (way.name.isEmpty ? measure : "\(measure), \(way.name)", points)
      }
    }
  }

  private static func chart(
    x: Axis, title: String, _ kind: AxisKind, _ lines: [(name: String, points: [ChartPoint])]
  ) -> ReportChart {
    var range = SteadyRange(kind)
    range.update(lines.flatMap { $0.points.map(\.y) } + (kind == .linear ? [0, 1] : []))
    return ReportChart(x: x, xTitle: title, y: kind == .linear ? Axis(.linear, 0, 1) : range.axis, lines)
  }

  /// The chart alone, its axis in the last row.
  func picture(_ glyphs: GlyphSet, size: Size) -> CellBuffer { chart.picture(glyphs, size: size) }
}
