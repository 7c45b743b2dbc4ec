/// Why the embedded model cannot be used. `description` is the sentence for the user.
package enum AtlasError: Error, Equatable {
  /// None of the folders exists.
  case notFound(places: [String])
  /// The folder is there, but this file is not.
  case incomplete(missing: String)
}

extension AtlasError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notFound(let places):
      "The embedded model is missing; looked for \(places.joined(separator: ", ")). Copy the folder "
        + "revive_Atlas.resources from the build beside the program, or give a model's folder."
    case .incomplete(let missing):
      "\(missing): this file of the embedded model is missing. Copy the folder revive_Atlas.resources from the build "
        + "again, or give a model's folder."
    }
  }
}
