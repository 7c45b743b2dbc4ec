import Foundation
import Glibc

/// Folders of runs, by where they are and when they were written last.
struct RunFinder {
  /// A folder that holds a run, or what is left of one.
  struct Place: Equatable {
    let url: URL
    /// When its log was written last, or else its configuration, in seconds since 1970; 0 without either.
    let written: Double
  }

  /// Where the monitor keeps runs; nil where there is no such place.
  static func ownFolder(environment: [String: String]) -> String? {
    baseFolder("XDG_STATE_HOME", orHome: ".local/state", environment).map { "\($0)/revive/runs" }
  }

  /// The runs in a folder, or the one that it is; in the monitor's own folder everything, also what is no run.
  static func places(in path: String, all: Bool = false) -> [Place] {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    if let place = place(url) { return [place] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.sorted().compactMap { name in
      let inner = url.appendingPathComponent(name)
      var status = stat()
      guard stat(inner.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
      return place(inner) ?? (all ? Place(url: inner, written: seconds(status)) : nil)
    }
  }

  /// Nil for a folder without a log or updates: models have a `config.json`, too.
  private static func place(_ url: URL) -> Place? {
    for name in ["log.jsonl", "updates"] {
      var status = stat()
      if stat(url.appendingPathComponent(name).path, &status) == 0 {
        return Place(url: url, written: seconds(status))
      }
    }
    return nil
  }

  private static func seconds(_ status: stat) -> Double {
    Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
  }

  /// The run in the monitor's own folder that was written last.
  ///
  /// - Throws: `InputError.invalid` when there is none.
  static func newest(environment: [String: String]) throws(InputError) -> URL {
    guard let folder = ownFolder(environment: environment) else {
      throw .invalid(
        path: "HOME", problem: "names no folder, so there is no newest run; name a run's folder")
    }
    guard let newest = places(in: folder).max(by: { ($0.written, $0.url.path) < ($1.written, $1.url.path) })
    else {
      throw .invalid(path: folder, problem: "holds no run yet; name a run's folder")
    }
    return newest.url
  }
}
