import Files

/// What can be wrong with a data file. `description` is the sentence for the user.
package enum DatasetError: Error, Equatable {
  /// The file could not be opened or read.
  case file(FileError)
  /// The file as a whole has not the form it must have.
  case malformed(path: String, problem: String)
  /// One record is not usable. `index` counts from 0; `caseID` is nil if the record does not tell.
  case brokenRecord(path: String, index: Int, caseID: Int?, field: String, problem: String)
}

extension DatasetError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .file(let error): error.description
    case .malformed(let path, let problem):
      "\(path): \(problem). The form of such files is shown in \"Your own model and edits\" (Sources/Engine/Engine.docc/YourOwnModel.md)."
    case .brokenRecord(let path, let index, let caseID, let field, let problem):
      "\(path): record \(index)\(caseID.map { " (case_id \($0))" } ?? ""): "
        + "\(JSONFault(field: field, problem: problem)). Mend or remove this record."
    }
  }
}
