import Files
import Foundation

/// A file named on the command line that cannot be used.
enum InputError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case invalid(path: String, problem: String)

  var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read (\(reason))"
    case .invalid(let path, let problem): "\(path): \(problem)"
    }
  }
}

/// The contents of a file named on the command line, or what comes out of a pipe.
func contents(of path: String) throws(InputError) -> Data {
  do { return try readText(URL(fileURLWithPath: path), takesPipes: true) } catch {
    switch error {
    case .unreadable(_, let reason): throw .unreadable(path: path, reason: reason)
    case .notText(_, let problem): throw .invalid(path: path, problem: problem)
    case .unwritable, .changed: throw .unreadable(path: path, reason: "it has changed")
    }
  }
}
