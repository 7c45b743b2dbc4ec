import Foundation

/// The words for whoever opens the monitor for the first time.
enum FirstStart {
  /// Whether they have never been shown; notes, in an empty file of the state folder, that they have been now. Where nothing
  /// can be noted that is nobody's trouble.
  static func isFirst(environment: [String: String]) -> Bool {
    guard let state = baseFolder("XDG_STATE_HOME", orHome: ".local/state", environment) else { return true }
    let mark = URL(fileURLWithPath: "\(state)/revive/welcomed")
    guard !FileManager.default.fileExists(atPath: mark.path) else { return false }
    try? FileManager.default.createDirectory(at: mark.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? Data().write(to: mark)
    return true
  }
}
