import Atlas
import Checkpoints
import Datasets
import Editing
import Files
import Foundation
import Models
import Numerics

/// Second moments that lie beside the embedded model, so that its first run need not read all of its text first.
///
/// Of each layer the upper triangle, row by row, in F32: the products that they are sums of are no more exact. They count
/// only for the very model and text that they were made of, and as long as their checksum does.
package struct ShippedMoments {
  private let url: URL

  /// - Parameter url: a file that `make` wrote; there may be none.
  init(_ url: URL) { self.url = url }

  /// Collects the moments of the model on its text, and writes them beside it.
  ///
  /// - Parameters:
  ///   - layers: those that the model does not have are left out.
  ///   - progress: documents done and to do; returning false interrupts.
  /// - Throws: `CheckpointError`, `DatasetError`, `EditingError.interrupted`.
  package static func make(
    for embedded: EmbeddedModel, layers: [Int] = RunConfiguration.atlas.layers, progress: (Int, Int) -> Bool
  ) throws {
    let checkpoint = try CheckpointFolder(embedded.model)
    let documents = try readDocuments(from: embedded.momentsText)
    let moments = try SecondMoment.collect(
      layers: layers.filter { $0 < checkpoint.configuration.layerCount }, documents: documents,
      model: Transformer(checkpoint), tokenizer: checkpoint.tokenizer(), progress: progress)
    try ShippedMoments(embedded.moments).write(moments, StatisticsKey(checkpoint, documents: documents))
  }

  func write(_ moments: [SecondMoment], _ key: StatisticsKey) throws {
    let triangles = moments.map { moment in
      (0..<moment.moment.rows).flatMap { moment.moment.row($0).dropFirst($0).map(Float.init) }
    }
    var tensors = [
      NamedTensor(name: "key", shape: [2], elements: .doubles(halves(of: key.digest))),
      NamedTensor(name: "checksum", shape: [2], elements: .doubles(halves(of: Self.checksum(of: triangles)))),
      NamedTensor(name: "layers", shape: [moments.count], elements: .doubles(moments.map { Double($0.layer) })),
    ]
    for (moment, triangle) in zip(moments, triangles) {
      tensors.append(
        NamedTensor(name: "moment.\(moment.layer)", shape: [triangle.count], elements: .floats(triangle)))
      tensors.append(
        NamedTensor(name: "tokens.\(moment.layer)", shape: [1], elements: .doubles([Double(moment.tokens)])))
    }
    try writeSafetensors(tensors, to: url)
  }

  /// The moments of `layers`, in their order; nil when one is not there, or they are not of this key.
  ///
  /// - Parameter width: m.
  func moments(_ key: StatisticsKey, layers: [Int], width: Int) -> [SecondMoment]? {
    guard let file = try? TensorFile(url), (try? file.doubles("key")) == halves(of: key.digest),
      let stored = try? file.doubles("layers").compactMap({ Int(exactly: $0) }), layers.allSatisfy(stored.contains)
    else { return nil }
    let triangles = stored.compactMap { try? file.floats("moment.\($0)") }
    guard triangles.count == stored.count, triangles.allSatisfy({ $0.count == width * (width + 1) / 2 }),
      (try? file.doubles("checksum")) == halves(of: Self.checksum(of: triangles))
    else { return nil }
    let found = layers.compactMap { layer -> SecondMoment? in
      guard let place = stored.firstIndex(of: layer),
        let tokens = try? file.doubles("tokens.\(layer)").first.flatMap({ Int(exactly: $0) })
      else { return nil }
      return SecondMoment(layer: layer, moment: Self.square(triangles[place], width), tokens: tokens)
    }
    return found.count == layers.count ? found : nil
  }

  private static func square(_ triangle: [Float], _ width: Int) -> Matrix<Double> {
    var entries = [Double](repeating: 0, count: width * width)
    var place = 0
    for row in 0..<width {
      for column in row..<width {
        let entry = Double(triangle[place])
        (entries[row * width + column], entries[column * width + row]) = (entry, entry)
        place += 1
      }
    }
    return Matrix(width, width, entries)
  }

  private static func checksum(of triangles: [[Float]]) -> UInt64 {
    var sum = Checksum()
    for triangle in triangles { triangle.withUnsafeBytes { sum.add(Data($0)) } }
    return sum.value
  }
}
