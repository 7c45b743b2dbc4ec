import Foundation

/// Reads the JSON file at `url` as a `Value`; `wrap` turns the place (empty for the whole file) and the problem of a
/// malformed file into the caller's error.
///
/// - Throws: `CheckpointError.unreadable`, or what `wrap` makes.
func readJSON<Value: Decodable>(
  _ type: Value.Type, from url: URL, wrap: (_ field: String, _ problem: String) -> CheckpointError
) throws -> Value {
  try decodeJSON(type, from: readData(url), wrap: wrap)
}

/// - Throws: `CheckpointError.unreadable`.
func readData(_ url: URL) throws -> Data {
  do { return try Data(contentsOf: url) } catch {
    throw CheckpointError.unreadable(path: url.path, reason: reason(for: error))
  }
}

/// The same as `readJSON`, from what was read before.
func decodeJSON<Value: Decodable>(
  _ type: Value.Type, from data: Data, wrap: (_ field: String, _ problem: String) -> CheckpointError
) throws -> Value {
  do {
    return try JSONDecoder().decode(type, from: data)
  } catch let error as DecodingError {
    let (field, problem) = fault(in: error)
    throw wrap(field, problem)
  }
}

/// A short reason for a failed file operation, without the path, which the caller names.
package func reason(for error: any Error) -> String {
  let error = error as NSError
  switch CocoaError.Code(rawValue: error.code) {
  case .fileReadNoSuchFile, .fileNoSuchFile: return "no such file"
  case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
  case .fileWriteFileExists: return "a file of that name is in the way"
  case .fileWriteOutOfSpace: return "no space left on the device"
  default:
    // Foundation has few codes of its own: for all else it says nothing, and the system's error below it says it all.
    guard let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error, case let cause = cause as NSError,
      cause.domain == NSPOSIXErrorDomain
    else { return error.localizedDescription }
    return String(cString: strerror(Int32(truncatingIfNeeded: cause.code))).lowercased()
  }
}

/// The place of a decoding error, as `a.b[2].c`, and what is wrong there.
func fault(in error: DecodingError) -> (field: String, problem: String) {
  switch error {
  case .keyNotFound(let key, let context):
    return (path(context.codingPath + [key]), "is missing")
  case .valueNotFound(_, let context):
    return (path(context.codingPath), "is null")
  case .typeMismatch(_, let context):
    return (path(context.codingPath), "has a value of the wrong type")
  case .dataCorrupted(let context):
    let isWholeFile = context.codingPath.isEmpty
    let problem = isWholeFile ? "is not valid JSON, or has a number out of range" : context.debugDescription
    return (path(context.codingPath), problem)
  @unknown default:
    return ("", "is not as expected")
  }
}

private func path(_ keys: [any CodingKey]) -> String {
  keys.reduce(into: "") { path, key in
    if let index = key.intValue {
      path += "[\(index)]"
    } else {
      path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
    }
  }
}
