import Monitor

/// Which form the list of runs takes.
struct RunsOptions: Sendable, Equatable {
  var printsList = false

  static let options: [Option<RunsOptions>] = [
    .flag("--list", \.printsList, "print the table, also on a terminal")
  ]
}

/// `revive runs`: the runs that are kept, as a table or on a screen.
///
/// - Parameter folders: further places: a run's folder, or one with runs in it.
/// - Returns: the exit code.
@MainActor func runs(
  _ folders: [String], _ options: RunsOptions, _ screen: ScreenOptions, printsJSON: Bool,
  in context: ProcessContext
) throws -> Int32 {
  let list = try RunList(folders, in: context)
  if printsJSON {
    try context.write(list.json(list.summaries()))
    return 0
  }
  guard context.hasScreen, !options.printsList else {
    let summaries = list.summaries()
    if summaries.isEmpty { context.complain("no run is kept yet; revive and revive run --out DIR make some") }
    try context.write(list.text(summaries))
    return 0
  }
  return try chooseRun(list, screen, in: context)
}
