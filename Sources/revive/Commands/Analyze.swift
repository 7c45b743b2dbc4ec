import Atlas
import AtlasTools
import Cells
import Charts
import Checkpoints
import Datasets
import Engine
import Files
import Foundation
import Models
import World

/// The analyses of the paper.
enum AnalysisKind: String, CaseIterable {
  /// Singular values, and how many of them hold which share of the energy.
  case spectrum
  /// Only the strongest components are kept, or all but them.
  case reconstruct
  /// Groups of components of equal energy are disturbed by equal amounts.
  case perturb
}

/// How large disturbances are.
struct AnalysisOptions: Sendable, Equatable {
  /// Frobenius norm of a disturbance over that of the weight.
  var disturbance: Double?

  static let options: [Option<AnalysisOptions>] = [
    .positive("--size", \.disturbance, "perturb: norm of a disturbance, in norms of the weight (1)")
  ]
}

/// `revive analyze`: what the spectra of a model's down projections hold.
///
/// - Returns: the exit code.
func analyze(
  _ kind: String, _ options: AnalysisOptions, _ run: RunOptions, _ pictures: PictureOptions, _ glyphs: GlyphChoice?,
  printsJSON: Bool, in context: ProcessContext
) throws -> Int32 {
  guard let kind = AnalysisKind(rawValue: kind) else {
    throw UsageError.incomplete("revive analyze can \(AnalysisKind.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  let subject = try AnalysedModel(run.inputs, layers: run.editor.layers)
  let analysis = try SpectralAnalysis(subject.model, layers: subject.layers, evaluationSet: subject.evaluationSet)
  let status = StatusLine(context)
  let findings: AnalysisReport
  switch kind {
  case .spectrum: findings = .spectrum(of: analysis, model: subject.name)
  case .reconstruct: findings = try .reconstruction(by: analysis, model: subject.name, tell: status.show)
  case .perturb:
    findings = try .disturbance(
      by: analysis, model: subject.name, size: options.disturbance ?? 1, seed: run.pace.seed ?? 0, tell: status.show)
  }
  status.clear()
  if let path = pictures.svg {
    let picture = findings.picture(.braille, size: Size(width: 110, height: 32))
    try write(picture.svg(theme: .standard), to: path)
  }
  if printsJSON {
    try context.write(jsonLine(findings.record))
  } else {
    let picture = findings.picture(revive.glyphs(glyphs, in: context), size: Size(width: 100, height: 20))
    try context.write(findings.table + "\n" + picture.plainText)
  }
  return 0
}

/// One JSON object and a line's end.
func jsonLine(_ record: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  // JSON has no word for what a ruined model's perplexity may be.
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  return String(decoding: try encoder.encode(record), as: UTF8.self) + "\n"
}

func write(_ text: String, to path: String) throws {
  do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
    throw InputError.invalid(path: path, problem: "cannot be written (\(reason(for: error)))")
  }
}

/// The characters that charts on standard output are drawn with.
func glyphs(_ choice: GlyphChoice?, in context: ProcessContext) -> GlyphSet {
  switch choice ?? .auto {
  case .braille: return .braille
  case .blocks: return .blocks
  case .ascii: return .ascii
  case .auto:
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { context.environment[$0] }.first { !$0.isEmpty } ?? ""
    return locale.lowercased().contains("utf-8") || locale.lowercased().contains("utf8") ? .braille : .ascii
  }
}

/// The model that the command line names, and what it is asked.
private struct AnalysedModel {
  let name: String
  let model: Transformer
  let layers: [Int]
  let evaluationSet: EvaluationSet

  init(_ inputs: InputOptions, layers chosen: [Int]?) throws {
    let place = inputs.model ?? RunConfiguration.embedded
    let folder = try modelFolder(place)
    name = place == RunConfiguration.embedded ? place : folder.url.lastPathComponent
    try folder.requireFinite()
    model = try Transformer(folder)
    layers = chosen ?? Array(0..<model.shape.layers)
    if let layer = layers.last, layer >= model.shape.layers {
      throw UsageError.badValue(
        option: "--layers", value: "\(layer)", expected: "layers of this model, from 0 to \(model.shape.layers - 1)")
    }
    let own = place == RunConfiguration.embedded ? place : nil
    func read<Part>(
      _ given: String?, _ embedded: KeyPath<EmbeddedModel, URL>, _ world: KeyPath<WorldMaterial, [Part]>,
      from url: (URL) throws -> [Part]
    ) throws -> [Part] {
      switch given ?? own {
      case nil: []
      case RunConfiguration.embedded?: try url(EmbeddedModel()[keyPath: embedded])
      case RunConfiguration.world?: WorldMaterial()[keyPath: world]
      case let path?: try url(URL(fileURLWithPath: path))
      }
    }
    evaluationSet = try EvaluationSet(
      tasks: read(inputs.tasks, \.tasks, \.tasks) { try TaskSuite.read(from: $0) },
      documents: read(inputs.heldOut, \.heldOutText, \.heldOut) { try readDocuments(from: $0) },
      edits: read(inputs.edits, \.edits, \.edits) { try EditFile(contentsOf: $0).requests },
      tokenizer: folder.tokenizer(), positions: model.shape.positions)
  }
}
