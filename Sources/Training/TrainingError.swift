/// Why a training cannot go on.
package enum TrainingError: Error, Equatable {
  case textTooLong(tokens: Int, limit: Int)
  case lossNotFinite(step: Int)
  /// A folder's state belongs to another recipe.
  case otherRecipe(path: String)
  case damaged(path: String, reason: String)
}

extension TrainingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .textTooLong(let tokens, let limit):
      "a text of \(tokens) tokens does not fit the \(limit) positions of the model; raise positions in the recipe"
    case .lossNotFinite(let step):
      "the loss is not finite in step \(step): training has diverged; try a smaller rate"
    case .otherRecipe(let path):
      "\(path) holds a training of another recipe; give another folder, or the same options as before"
    case .damaged(let path, let reason):
      "\(path): this state of a training cannot be read (\(reason)); remove it to begin again"
    }
  }
}
