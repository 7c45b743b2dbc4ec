import Foundation

@testable import Datasets

/// Writes `text` to a new file, runs `body` with it, and removes it.
func withFile<Result>(_ text: String, _ body: (URL) throws -> Result) throws -> Result {
  try withFile(Data(text.utf8), body)
}

/// Writes `data` to a new file, runs `body` with it, and removes it.
func withFile<Result>(_ data: Data, _ body: (URL) throws -> Result) throws -> Result {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("datasets-\(UUID().uuidString)")
  try data.write(to: url)
  defer { try? FileManager.default.removeItem(at: url) }
  return try body(url)
}

/// The error that `body` throws, if it is a `DatasetError`.
func datasetError(of body: () throws -> Void) -> DatasetError? {
  do {
    try body()
    return nil
  } catch {
    return error as? DatasetError
  }
}
