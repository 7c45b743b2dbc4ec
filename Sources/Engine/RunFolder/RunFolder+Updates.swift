import Checkpoints
import Editing
import Files
import Foundation
import Numerics
import RunModel

/// What the rounds of a run applied, a safetensors file each.
extension RunFolder {
  /// Keeps what a round of a branch applied: its updates' factors, or the whole of an update that has none, and its trace.
  /// The file says which round it is of.
  package func write(_ applied: AppliedRound, round: Int, branch: String = Fork.trunk) throws(RunFolderError) {
    func tensor(_ name: String, _ layer: Int, _ matrix: Matrix<Float>) -> NamedTensor {
      NamedTensor(
        name: "\(name).\(layer)", shape: [matrix.rows, matrix.columns], elements: .floats(matrix.entries))
    }
    let updates = applied.updates.flatMap { update in
      switch update.change {
      case .factored(let left, let right):
        [tensor("left", update.layer, left), tensor("right", update.layer, right)]
      case .dense(let matrix): [tensor("dense", update.layer, matrix)]
      }
    }
    let keys = applied.trace.keys.sorted { $0.key < $1.key }.map { tensor("keys", $0.key, $0.value) }
    let noise = (applied.trace.noise.map { [$0] } ?? []).map {
      NamedTensor(name: "noise", shape: [3], elements: .doubles([$0.count, $0.mean, $0.variance]))
    }
    let file = updatesFile(round, branch)
    try requirePlace()
    guard FileManager.default.fileExists(atPath: updatesURL.path) else {
      throw .unwritable(path: updatesURL.path, reason: "the folder of updates is gone; put it back, then go on")
    }
    do {
      if branch != Fork.trunk {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      }
      try writeSafetensors(updates + keys + noise, metadata: ["round": "\(round)", "branch": branch], to: file)
    } catch FileError.unwritable(_, let reason) {
      throw .unwritable(path: file.path, reason: reason)
    } catch {
      throw .unwritable(path: file.path, reason: "\(error)")
    }
  }

  /// What a round of a branch applied, lowest layer first.
  ///
  /// - Throws: `RunFolderError.unreadable`, also for a file that says that it is of another round.
  package func applied(round: Int, branch: String = Fork.trunk) throws(RunFolderError) -> AppliedRound {
    let url = updatesFile(round, branch)
    do {
      let file = try TensorFile(url)
      let other = file.metadata["round"].flatMap { $0 == "\(round)" ? nil : "round \($0)" }
      let otherBranch = file.metadata["branch"].flatMap { $0 == branch ? nil : "branch \($0)" }
      if let other = other ?? otherBranch {
        throw RunFolderError.unreadable(path: url.path, reason: "it holds what \(other) applied")
      }
      func matrix(_ name: String, _ layer: Int) throws -> Matrix<Float> {
        let shape = try file.info("\(name).\(layer)").shape
        guard shape.count == 2 else {
          throw RunFolderError.unreadable(path: file.url.path, reason: "\(name).\(layer) is not a matrix")
        }
        return Matrix(shape[0], shape[1], try file.floats("\(name).\(layer)"))
      }
      func layers(_ name: String) -> [Int] {
        file.names.compactMap { stored in
          // "keys.01" is nobody's.
          Int(stored.dropFirst(name.count + 1)).flatMap { stored == "\(name).\($0)" ? $0 : nil }
        }
      }
      var updates = try layers("dense").map { WeightUpdate(layer: $0, change: .dense(try matrix("dense", $0))) }
      for layer in layers("left") {
        let (left, right) = (try matrix("left", layer), try matrix("right", layer))
        guard left.columns == right.columns else {
          throw RunFolderError.unreadable(
            path: file.url.path, reason: "the factors of layer \(layer) do not fit together")
        }
        updates.append(WeightUpdate(layer: layer, left: left, right: right))
      }
      guard Set(updates.map(\.layer)).count == updates.count else {
        throw RunFolderError.unreadable(path: file.url.path, reason: "a layer has two updates")
      }
      let keys = try layers("keys").map { ($0, try matrix("keys", $0)) }
      var trace = RoundTrace(keys: Dictionary(uniqueKeysWithValues: keys))
      if file.contains("noise") {
        let values = try file.doubles("noise")
        guard values.count == 3 else {
          throw RunFolderError.unreadable(path: file.url.path, reason: "noise is not three numbers")
        }
        trace.noise = NoiseStatistics(count: values[0], mean: values[1], variance: values[2])
      }
      return AppliedRound(updates: updates.sorted { $0.layer < $1.layer }, trace: trace)
    } catch {
      let problem =
        switch error {
        case RunFolderError.unreadable(_, let reason), FileError.unreadable(_, let reason): reason
        case CheckpointError.truncated(_, let needed, let found):
          "it is cut short, \(found) of \(needed) bytes are left"
        default: "it is damaged"
        }
      throw lost(round: round, branch: branch, problem)
    }
  }

  /// An error for updates that are not those of the round any more, and what can be done. Nothing has them but their file.
  func lost(round: Int, branch: String, _ problem: String) -> RunFolderError {
    .unreadable(
      path: updatesFile(round, branch).path,
      reason: "\(problem); put a copy of it in place, or go on from where the run stood before round \(round): "
        + resumption(to: round - 1))
  }

  /// The command that goes on from an earlier round.
  func resumption(to round: Int) -> String { "revive resume \(url.path) --to \(round)" }

  /// Whether there are updates of any round.
  var hasUpdates: Bool {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: updatesURL.path)) ?? []
    return names.contains { $0.hasSuffix(".safetensors") }
  }

  private func updatesFile(_ round: Int, _ branch: String) -> URL {
    let folder = branch == Fork.trunk ? updatesURL : updatesURL.appendingPathComponent(branch)
    return folder.appendingPathComponent("round_\(String(format: "%05d", round)).safetensors")
  }
}
