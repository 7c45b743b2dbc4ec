import Checkpoints
import Editing
import Files
import Foundation
import Models
import Numerics

/// What is costly to work out and always the same for a model and a text, kept on disk: second moments, and eigenvectors of
/// them. A file counts only when its checksum does, which is over its name, too, in which model, text and layer are; anything
/// else is worked out anew.
package struct StatisticsCache: Sendable {
  private let folder: URL

  /// - Parameter folder: made when first written to.
  package init(_ folder: URL) { self.folder = folder }

  // MARK: - Second moments

  func moment(_ key: StatisticsKey, layer: Int) -> SecondMoment? {
    guard let values = read(key.file("moment", layer: layer), ["moment", "tokens"]),
      let moment = values[0].square, let tokens = values[1].entries.first.flatMap({ Int(exactly: $0) })
    else { return nil }
    return SecondMoment(layer: layer, moment: moment, tokens: tokens)
  }

  /// - Throws: when the disk does not take it.
  func keep(_ moment: SecondMoment, _ key: StatisticsKey) throws {
    try write(
      key.file("moment", layer: moment.layer),
      [("moment", moment.moment), ("tokens", Matrix(1, 1, [Double(moment.tokens)]))])
  }

  // MARK: - Eigendecompositions of second moments

  func spectrum(_ key: StatisticsKey, layer: Int) -> MomentSpectrum? {
    guard let values = read(key.file("spectrum", layer: layer), ["values", "vectors"]),
      values[0].entries.count == values[1].columns, let vectors = values[1].square
    else { return nil }
    return MomentSpectrum(values: values[0].entries, vectors: vectors)
  }

  /// - Throws: when the disk does not take it.
  func keep(_ spectrum: MomentSpectrum, _ key: StatisticsKey, layer: Int) throws {
    try write(
      key.file("spectrum", layer: layer),
      [("values", Matrix(1, spectrum.values.count, spectrum.values)), ("vectors", spectrum.vectors)])
  }

  // MARK: - Causal traces, and what an unedited model can do

  /// What cannot be read any more is worked out anew.
  func value<Value: Decodable>(_ key: StatisticsKey, _ what: String) -> Value? {
    (try? readFile(folder.appendingPathComponent(key.file(what))))
      .flatMap { try? JSONDecoder().decode(Value.self, from: $0) }
  }

  /// - Throws: when the disk does not take it.
  func keep(_ value: some Encodable, _ key: StatisticsKey, _ what: String) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let data = try JSONEncoder().encode(value)
    try writeAtomically(to: folder.appendingPathComponent(key.file(what))) { try $0.write(contentsOf: data) }
  }

  // MARK: - Anchors of values

  func norm(_ key: StatisticsKey, _ name: String, layer: Int) -> Double? {
    read(key.file(name, layer: layer), ["norm"])?[0].entries.first.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
  }

  /// - Throws: when the disk does not take it.
  func keep(_ norm: Double, _ key: StatisticsKey, _ name: String, layer: Int) throws {
    try write(key.file(name, layer: layer), [("norm", Matrix(1, 1, [norm]))])
  }

  // MARK: - Files

  private func read(_ file: String, _ names: [String]) -> [Matrix<Double>]? {
    guard let tensors = try? TensorFile(folder.appendingPathComponent(file)) else { return nil }
    var matrices: [Matrix<Double>] = []
    for name in names {
      guard let shape = try? tensors.info(name).shape, shape.count == 2, let values = try? tensors.doubles(name)
      else { return nil }
      matrices.append(Matrix(shape[0], shape[1], values))
    }
    guard let stored = try? tensors.doubles("checksum"), stored == Self.checksum(of: matrices, in: file) else {
      return nil
    }
    return matrices
  }

  private func write(_ file: String, _ values: [(name: String, matrix: Matrix<Double>)]) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var tensors = values.map {
      NamedTensor(
        name: $0.name, shape: [$0.matrix.rows, $0.matrix.columns], elements: .doubles($0.matrix.entries))
    }
    let checksum = Self.checksum(of: values.map(\.matrix), in: file)
    tensors.append(NamedTensor(name: "checksum", shape: [checksum.count], elements: .doubles(checksum)))
    try writeSafetensors(tensors, to: folder.appendingPathComponent(file))
  }

  /// A checksum over the name of the file, and all shapes and entries.
  private static func checksum(of matrices: [Matrix<Double>], in file: String) -> [Double] {
    var sum = Checksum()
    sum.add(file)
    for matrix in matrices {
      sum.add([matrix.rows, matrix.columns])
      sum.add(matrix.entries)
    }
    return halves(of: sum.value)
  }
}

/// 64 bits in two halves that a Double holds exactly.
func halves(of sum: UInt64) -> [Double] { [Double(sum >> 32), Double(sum & 0xFFFF_FFFF)] }

extension Matrix where Scalar == Double {
  fileprivate var square: Matrix? { rows == columns ? self : nil }
}

/// What a model's statistics depend on: its weights and settings, its tokenizer, and the text that they come from.
struct StatisticsKey: Sendable, Equatable {
  let digest: UInt64
  /// The checksum of the checkpoint's tensors.
  let weights: UInt64

  /// The files in a checkpoint's folder, beside the weights, that decide about a model's numbers, as far as there are any.
  static func modelFiles(of checkpoint: CheckpointFolder) -> [(name: String, contents: Data)] {
    let names = [
      "config.json", "tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json",
      "added_tokens.json",
    ]
    return names.compactMap { name in
      (try? readFile(checkpoint.url.appendingPathComponent(name))).map { (name, $0) }
    }
  }

  /// - Parameters:
  ///   - beginning: what every document begins with, in place of what the tokenizer puts there.
  ///   - ownTexts: what the model writes in place of documents, and in which arithmetic it does.
  ///   - known: the checksum of the tensors, where it was worked out.
  init(
    _ checkpoint: CheckpointFolder, documents: [String], beginning: String? = nil,
    ownTexts: (OwnTextMoments, arithmetic: String)? = nil, weights known: UInt64? = nil
  ) {
    var sum = Checksum()
    for file in Self.modelFiles(of: checkpoint) { sum.add(file.contents) }
    weights = known ?? checkpoint.tensors.checksum
    sum.add(weights)
    for document in documents { sum.add(Data(document.utf8)) }
    if let beginning { sum.add(Data("begins with \(beginning)".utf8)) }
    if let (own, arithmetic) = ownTexts { sum.add("\(own.words) in \(arithmetic)") }
    digest = sum.value
  }

  func file(_ what: String) -> String { "\(String(format: "%016lx", digest))-\(what).json" }

  func file(_ what: String, layer: Int) -> String {
    "\(String(format: "%016lx", digest))-\(what)-\(layer).safetensors"
  }
}
