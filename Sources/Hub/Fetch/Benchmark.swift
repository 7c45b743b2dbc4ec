import Foundation

/// The published benchmarks of knowledge editing that are fetched by name. Size and digest are pinned: of files that others
/// measured, as far as several agreed on them independently.
package enum Benchmark: String, CaseIterable, Sendable {
  /// COUNTERFACT (arXiv 2202.05262), all of its 21,919 records.
  case counterfact
  /// ZSRE in MEND's form, the 19,086 records of its evaluation.
  case zsre

  /// Where its authors publish it.
  package static let address = "https://rome.baulab.info/data/dsets"

  package var fileName: String {
    switch self {
    case .counterfact: "counterfact.json"
    case .zsre: "zsre_mend_eval.json"
    }
  }

  package var byteCount: Int {
    switch self {
    case .counterfact: 45_108_470
    case .zsre: 8_091_864
    }
  }

  /// SHA-256.
  package var digits: String {
    switch self {
    case .counterfact: "d017056125178a13728594e66a801357a8db9ed7973a7425554bb4271de9fc6f"
    case .zsre: "8a371d512f8a6ab175db4ef672181d5c0e52da23298cb51e5a2eeea2f89aa9cd"
    }
  }

  /// Where it is, or would be, in this program's cache.
  package func url(in cache: URL) -> URL { cache.appendingPathComponent("data/\(fileName)") }
}

/// The way of a published file into this program's cache.
package struct BenchmarkFetch {
  private let file: RemoteFile
  private let url: URL
  private let access: HubAccess

  /// - Parameters:
  ///   - cache: this program's folder for what can be had again.
  ///   - environment: `REVIVE_DATA_MIRROR` names another server than the authors'.
  /// - Throws: `FetchError.offline`, `.badEndpoint`.
  package init(
    _ benchmark: Benchmark, into cache: URL, environment: [String: String], isStopped: @escaping @Sendable () -> Bool
  ) throws(FetchError) {
    let mirror = environment["REVIVE_DATA_MIRROR"] ?? ""
    try self.init(
      name: benchmark.fileName, size: benchmark.byteCount, digits: benchmark.digits, to: benchmark.url(in: cache),
      from: Endpoint(mirror.isEmpty ? Benchmark.address : mirror, variable: "REVIVE_DATA_MIRROR"), environment,
      isStopped: isStopped)
  }

  init(
    name: String, size: Int, digits: String, to url: URL, from endpoint: Endpoint, _ environment: [String: String],
    limits: HTTPLimits = HTTPLimits(), isStopped: @escaping @Sendable () -> Bool
  ) throws(FetchError) {
    access = try HubAccess(endpoint, environment: environment, limits: limits, isStopped: isStopped)
    file = RemoteFile(path: name, address: "\(endpoint.base)/\(name)", size: size, digest: .sha256(digits))
    self.url = url
  }

  /// Fetches the file where it is not here yet.
  ///
  /// - Throws: `FetchError`.
  package func run(tell: (FetchEvent) -> Void) throws(FetchError) {
    guard !FileManager.default.fileExists(atPath: url.path) else { return }
    try CacheWriter.makeFolder(of: url)
    tell(.begins(files: 1, bytes: file.size))
    let lock = try BlobLock(url.appendingPathExtension("lock"), isStopped: access.isStopped) { tell(.waits(file)) }
    if !FileManager.default.fileExists(atPath: url.path) {
      let part = url.appendingPathExtension("incomplete")
      try FileDownload(file: file, part: part, destination: url, title: file.path).run(try access.client()) {
        tell(.progress(file: file, bytes: $0, allBytes: $0))
      }
    }
    _ = consume lock
    tell(.fetched(file))
  }
}
