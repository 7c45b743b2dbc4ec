import Charts
import Checkpoints
import Foundation
import Hub
import Synchronization

/// What of a repository is fetched.
struct FetchOptions: Sendable, Equatable {
  var file: String?

  static let options: [Option<FetchOptions>] = [
    .text("--file", "FILE", \.file, "that file alone: a GGUF file, by its name or its quantisation (Q4_K_M)")
  ]
}

/// `revive fetch`: a model from the hub into the cache that `transformers` shares, or a published file of edits.
///
/// - Returns: the exit code.
func fetch(_ what: String, _ options: FetchOptions, in context: ProcessContext) throws -> Int32 {
  let interruption = Interruption()
  let signals = interruption.listen()
  defer { signals.forEach { $0.cancel() } }
  let progress = FetchProgress(context)
  defer { progress.clear() }
  do {
    if let benchmark = Benchmark(rawValue: what) {
      guard options.file == nil else { throw UsageError.incomplete("--file is for models: leave it out") }
      try fetch(benchmark, progress, interruption, in: context)
    } else {
      try fetchModel(what, options, progress, interruption, in: context)
    }
    return 0
  } catch FetchError.interrupted {
    progress.clear()
    context.complain(FetchError.interrupted)
    return exitCode(interruptedBy: interruption.signal ?? SIGINT)
  }
}

private func fetch(
  _ benchmark: Benchmark, _ progress: FetchProgress, _ interruption: Interruption, in context: ProcessContext
) throws {
  guard let cache = cacheFolder(environment: context.environment) else {
    throw InputError.invalid(path: "HOME", problem: "names no folder, so there is no place for what is fetched")
  }
  try BenchmarkFetch(
    benchmark, into: cache, environment: context.environment, isStopped: { interruption.signal != nil }
  ).run(tell: progress.show)
  progress.end()
  context.report("use it with --edits \(benchmark.rawValue)\n")
  try context.write("\(benchmark.url(in: cache).path)\n")
}

private func fetchModel(
  _ text: String, _ options: FetchOptions, _ progress: FetchProgress, _ interruption: Interruption,
  in context: ProcessContext
) throws {
  guard case .hub(var name)? = try ModelName(text) else {
    let names = Benchmark.allCases.map(\.rawValue).joined(separator: ", ")
    throw UsageError.incomplete("revive fetch gets ORG/NAME[@REVISION][:FILE] of the hub, or \(names); not \"\(text)\"")
  }
  if let file = options.file {
    guard name.file == nil else { throw UsageError.incomplete("--file and a file behind the name: leave out one") }
    guard let named = HubName("\(name):\(file)") else {
      throw UsageError.badValue(option: "--file", value: file, expected: "a file's path in the repository")
    }
    name = named
  }
  var access = try HubAccess(environment: context.environment)
  access.isStopped = { interruption.signal != nil }
  let cache = HubCache(environment: context.environment)
  let place = try ModelFetch(name, into: cache, by: access, tell: progress.show).run { folder in
    // Before gigabytes follow.
    _ = try ReadConfiguration(contentsOf: folder.appendingPathComponent("config.json"))
  }
  progress.end()
  context.report("use it with --model \(name)\n")
  try context.write("\(place.url.path)\n")
}

/// The signal that asked for the end, if one did.
private final class Interruption: Sendable {
  private let number = Mutex<Int32?>(nil)

  var signal: Int32? { number.withLock { $0 } }

  /// Notes signals in place of dying of them.
  func listen() -> [any DispatchSourceSignal] {
    Headless.listen { [self] number in self.number.withLock { $0 = number } }
  }
}
