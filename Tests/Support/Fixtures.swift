import Foundation

/// Files that test targets keep, for all of them.
package enum Fixtures {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// - Parameter path: from the folder of all tests on.
  package static func url(_ path: String) -> URL { tests.appendingPathComponent(path) }

  /// A tiny random GPT-2, with a reference implementation's numbers.
  package static let tinyGPT2 = url("ModelsTests/Fixtures/tiny-gpt2")
  package static let edits = url("EditingTests/Fixtures/edits.json")
  package static let text = url("EditingTests/Fixtures/text.txt")
  /// A run of the published MEMIT on it.
  package static let memit = url("EditingTests/Fixtures/memit")
}

/// Runs `body` with a new folder, which is removed afterwards.
package func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("revive-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The error of type `Failure` that `body` throws; nil if it throws none or another.
package func failure<Failure: Error>(_ type: Failure.Type, of body: () throws -> Void) -> Failure? {
  do {
    try body()
    return nil
  } catch {
    return error as? Failure
  }
}
