import Foundation

/// What can be wrong with a file, whatever it holds. `description` is the sentence for the user.
package enum FileError: Error, Equatable {
  /// The file or folder could not be opened or read.
  case unreadable(path: String, reason: String)
  /// The file is not text in UTF-8; `problem` says what it seems to be, and how to convert it.
  case notText(path: String, problem: String)
  /// The file or folder could not be written.
  case unwritable(path: String, reason: String)
  /// The file was written to while it was in use.
  case changed(path: String)
}

extension FileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)). Check the path and its permissions."
    case .notText(let path, let problem):
      "\(path): \(problem)."
    case .unwritable(let path, let reason):
      "\(path): cannot be written (\(reason)). Check the folder's permissions and the space left on the disk."
    case .changed(let path):
      "\(path): written to since it was opened, so that the model is neither the old nor the new one. Begin again; save "
        + "models to folders of their own."
    }
  }
}

/// What is said of an error: its own words, and of Foundation's, which print as a list of their fields, file and reason.
package func sentence(for error: any Error) -> String {
  guard type(of: error) is NSError.Type || error is CocoaError || error is POSIXError else { return "\(error)" }
  let path = (error as NSError).userInfo[NSFilePathErrorKey] as? String
  return [path, reason(for: error)].compactMap(\.self).joined(separator: ": ")
}

/// A short reason for a failed file operation, without the path, which the caller names.
package func reason(for error: any Error) -> String {
  let error = error as NSError
  switch error.domain == NSCocoaErrorDomain ? CocoaError.Code(rawValue: error.code) : .featureUnsupported {
  case .fileReadNoSuchFile, .fileNoSuchFile: return "no such file"
  case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
  case .fileWriteFileExists: return "a file of that name is in the way"
  case .fileWriteOutOfSpace: return "no space left on the device"
  default:
    // Foundation has few codes of its own: for all else it says nothing, and the system's error, which is this or lies below
    // it, says it all.
    let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    let system = [error, cause].compactMap(\.self).first { $0.domain == NSPOSIXErrorDomain }
    guard let system else { return error.localizedDescription }
    if system.code == Int(EFBIG) { return "files may not grow that large: raise the limit (ulimit -f unlimited)" }
    return String(cString: strerror(Int32(truncatingIfNeeded: system.code))).lowercased()
  }
}
