import Hub

/// `revive models`: the models that are here by name, and which of them can be edited.
///
/// - Returns: the exit code.
func models(printsJSON: Bool, in context: ProcessContext) throws -> Int32 {
  let list = ModelList(ModelStores(environment: context.environment))
  if printsJSON {
    try context.write(list.json())
    return 0
  }
  if list.entries.isEmpty {
    context.complain("no model is here by name yet; revive fetch HuggingFaceTB/SmolLM2-135M gets a small one")
  }
  try context.write(list.text)
  return 0
}
