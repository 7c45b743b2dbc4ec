import Checkpoints
import Editing
import Files
import Foundation
import Numerics
import RunModel

/// What a run folder cannot do.
package enum RunFolderError: Error, Equatable, CustomStringConvertible {
  case exists(path: String)
  case unwritable(path: String, reason: String)
  case unreadable(path: String, reason: String)

  package var description: String {
    switch self {
    case .exists(let path):
      "\(path) already holds a run; choose another folder, or continue it with: revive resume \(path)"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    }
  }
}

/// A run on disk: `config.json`, the append-only `log.jsonl`, and the applied low-rank factors of every round in
/// `updates/`, those of the forks in a folder each within it. Weights are not stored: they are the original ones plus the factors.
package struct RunFolder: Sendable {
  package let url: URL

  private var configurationURL: URL { url.appendingPathComponent("config.json") }
  private var logURL: URL { url.appendingPathComponent("log.jsonl") }
  private var updatesURL: URL { url.appendingPathComponent("updates") }

  /// An existing run.
  package init(existing url: URL) throws(RunFolderError) {
    self.url = url
    for file in [configurationURL, logURL] where !FileManager.default.fileExists(atPath: file.path) {
      throw .unreadable(path: url.path, reason: "\(file.lastPathComponent) is missing, so this is not a run folder")
    }
  }

  /// A new run. The folder is made when needed; one that holds a run already is refused.
  package init(creating url: URL, configuration: RunConfiguration, model: ModelFingerprint) throws(RunFolderError) {
    self.url = url
    if FileManager.default.fileExists(atPath: configurationURL.path) { throw .exists(path: url.path) }
    let record = Record(
      configuration: configuration, model: model, library: .current, program: programVersion)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do {
      try FileManager.default.createDirectory(at: updatesURL, withIntermediateDirectories: true)
      try encoder.encode(record).write(to: configurationURL, options: .atomic)
      try Data().write(to: logURL)
    } catch {
      throw .unwritable(path: url.path, reason: reason(for: error))
    }
  }

  /// What `config.json` holds.
  package struct Record: Codable, Sendable, Equatable {
    package var configuration: RunConfiguration
    package var model: ModelFingerprint
    package var library: LibraryRecord
    /// The version of this program; nil in folders of versions that did not say.
    package var program: String?
  }

  package func record() throws(RunFolderError) -> Record {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let record: Record
    do {
      record = try decoder.decode(Record.self, from: Data(contentsOf: configurationURL))
    } catch {
      throw .unreadable(
        path: configurationURL.path, reason: "not a run configuration of this version\(Self.detail(of: error))")
    }
    do {
      try record.configuration.validate()
    } catch {
      throw .unreadable(path: configurationURL.path, reason: "\(error)")
    }
    return record
  }

  /// What a configuration lacks, or has and should not.
  private static func detail(of error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): ": it lacks \"\(key.stringValue)\"; begin a new run"
    case DecodingError.dataCorrupted(let context): " (\(context.debugDescription))"
    case let editor as UnknownEditor: ": \(editor)"
    default: ""
    }
  }

  /// Every entry of the log, in order.
  package func entries() throws(RunFolderError) -> [LogEntry] { try lines().map(\.entry) }

  /// Every line of the log, in order.
  package func lines() throws(RunFolderError) -> [LogLine] {
    do {
      return try LogCodec().decodeLines(Data(contentsOf: logURL))
    } catch {
      throw .unreadable(path: logURL.path, reason: "\(error)")
    }
  }

  /// Appends one line and flushes it. A line that does not fit on the disk is taken back whole.
  package func append(_ entry: LogEntry, time: Double) throws(RunFolderError) {
    do {
      var line = try LogCodec().encode(entry, time: time)
      line.append(UInt8(ascii: "\n"))
      let file = try FileHandle(forUpdating: logURL)
      defer { try? file.close() }
      let end = try file.seekToEnd()
      do {
        try file.write(contentsOf: line)
      } catch {
        try? file.truncate(atOffset: end)
        throw error
      }
    } catch {
      throw .unwritable(path: logURL.path, reason: reason(for: error))
    }
  }

  /// Drops a torn last line, so that the next one starts afresh.
  package func repairLog() throws(RunFolderError) {
    do {
      let data = try Data(contentsOf: logURL)
      guard let last = data.last, last != UInt8(ascii: "\n") else { return }
      let end = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      let file = try FileHandle(forUpdating: logURL)
      defer { try? file.close() }
      try file.truncate(atOffset: UInt64(end))
    } catch {
      throw .unwritable(path: logURL.path, reason: reason(for: error))
    }
  }

  /// Keeps what a round of a branch applied: its updates' factors, or the whole of an update that has none, and its trace.
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
    do {
      // The trunk's is there from the beginning, and its loss is told.
      if branch != Fork.trunk {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      }
      try writeSafetensors(updates + keys + noise, to: file)
    } catch {
      throw .unwritable(path: file.path, reason: "\(error)")
    }
  }

  /// What a round of a branch applied, lowest layer first.
  package func applied(round: Int, branch: String = Fork.trunk) throws(RunFolderError) -> AppliedRound {
    let url = updatesFile(round, branch)
    do {
      let file = try TensorFile(url)
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
      throw Self.lost(round: round, path: url.path, because: error)
    }
  }

  /// Updates that cannot be read any more. Nothing has them but their file.
  private static func lost(round: Int, path: String, because error: any Error) -> RunFolderError {
    let problem =
      switch error {
      case RunFolderError.unreadable(_, let reason), FileError.unreadable(_, let reason): reason
      case CheckpointError.truncated(_, let needed, let found): "it is cut short, \(found) of \(needed) bytes are left"
      default: "it is damaged"
      }
    return .unreadable(
      path: path,
      reason: "\(problem); put a copy of it in place, or cut log.jsonl off before round \(round) to go on from there")
  }

  private func updatesFile(_ round: Int, _ branch: String) -> URL {
    let folder = branch == Fork.trunk ? updatesURL : updatesURL.appendingPathComponent(branch)
    return folder.appendingPathComponent("round_\(String(format: "%05d", round)).safetensors")
  }
}

/// Which checkpoint a run belongs to.
package struct ModelFingerprint: Codable, Sendable, Equatable {
  /// Size of the weights' files in bytes.
  package var bytes: Int
  /// SHA-256 of their headers, one after the other, in hexadecimal.
  package var headerSHA256: String

  // The file's snake case leads back to "headerSha256".
  private enum CodingKeys: String, CodingKey {
    case bytes
    case headerSHA256 = "headerSha256"
  }

  /// - Parameters:
  ///   - weights: all files with weights, in a fixed order.
  ///   - readsGGUF: false makes the fingerprint of earlier versions, which took the beginning of a GGUF file for the length of
  ///     its header.
  package init(weights: [URL], readsGGUF: Bool = true) throws(RunFolderError) {
    var headers = Data()
    bytes = 0
    for url in weights {
      do {
        let file = try FileHandle(forReadingFrom: url)
        bytes += Int(try file.seekToEnd())
        try file.close()
        headers += try weightsHeader(of: url, readsGGUF: readsGGUF)
      } catch let error as CheckpointError {
        throw .unreadable(path: url.path, reason: "\(error)")
      } catch {
        throw .unreadable(path: url.path, reason: reason(for: error))
      }
    }
    headerSHA256 = sha256(headers).map { String(format: "%02x", $0) }.joined()
  }

  /// Whether a checkpoint is the one, by the fingerprints that this and earlier versions make.
  func isOf(_ tensors: any TensorSource) throws(RunFolderError) -> Bool {
    if try self == ModelFingerprint(weights: tensors.files) { return true }
    // Of a model in several files the index was looked at.
    if try self == ModelFingerprint(weights: [tensors.url]) { return true }
    return try self == ModelFingerprint(weights: tensors.files, readsGGUF: false)
  }
}

/// What computed a run's numbers: they differ in the last bits from one core type or thread count to another.
package struct LibraryRecord: Codable, Sendable, Equatable {
  package var blas: String
  package var core: String
  package var threads: Int
  /// oneDNN and its instructions; nil in folders of versions without it.
  package var products: String?

  package static var current: LibraryRecord {
    LibraryRecord(
      blas: LinearAlgebraLibrary.configuration.trimmingCharacters(in: .whitespaces),
      core: LinearAlgebraLibrary.coreName, threads: LinearAlgebraLibrary.threads,
      products: LinearAlgebraLibrary.products)
  }
}
