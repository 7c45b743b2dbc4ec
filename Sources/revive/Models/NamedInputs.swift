import Engine
import Foundation
import Hub

/// Names on the command line become paths before anything else reads them.
extension InputOptions {
  /// The same with paths in place of names: of a model in this person's caches, of a benchmark that was fetched.
  ///
  /// - Throws: `ModelNameError`; `InputError.invalid` for a benchmark that was not fetched.
  func placed(in context: ProcessContext) throws -> InputOptions {
    var inputs = self
    if let model, let place = try modelPlace(model, in: context) {
      (inputs.model, inputs.modelName) = (place.url.path, place.name)
    }
    if let edits, let benchmark = Benchmark(rawValue: edits), !FileManager.default.fileExists(atPath: edits) {
      guard let url = cacheFolder(environment: context.environment).map(benchmark.url),
        FileManager.default.fileExists(atPath: url.path)
      else {
        throw InputError.invalid(path: edits, problem: "is not here yet; get it with revive fetch \(edits)")
      }
      inputs.edits = url.path
    }
    return inputs
  }
}

/// Where a run's model is now, if it is not where it was and has a name: a cache may have been moved, and the name holds the
/// commit.
///
/// - Throws: `ModelNameError` when it is nowhere.
func movedModel(of configuration: RunConfiguration, in context: ProcessContext) throws(ModelNameError) -> String? {
  guard let name = configuration.modelName, !FileManager.default.fileExists(atPath: configuration.model) else {
    return nil
  }
  return try ModelStores(environment: context.environment).find(name).url.path
}

/// Where the model is that was asked for; nil for the embedded one. What must be said of the choice is said.
///
/// - Throws: `ModelNameError`.
func modelPlace(_ text: String, in context: ProcessContext) throws(ModelNameError) -> ModelPlace? {
  guard text != RunConfiguration.embedded else { return nil }
  let place = try ModelStores(environment: context.environment).find(text)
  if let notice = place.notice { context.complain("note: \(notice)") }
  return place
}
