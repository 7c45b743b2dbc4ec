/// Paths within a repository, which come from elsewhere and become paths on this machine.
enum RepositoryPath {
  /// Whether a path stays where it is put: no part of it is empty or leads up, nothing in it is a control character or a
  /// backslash, and it is no longer than names on disk can be.
  static func isSafe(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return path.utf8.count <= 1_024
      && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255 }
      && !path.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || $0 == "\\" }
  }
}
