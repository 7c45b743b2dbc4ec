import Cells
import Charts

/// The runs of before: the list of them, and which are marked.
package struct PastRuns: Sendable, Equatable {
  /// Newest first, as far as they have been read.
  package var rows: [PastRun] = []
  /// Whether all have been read.
  package var isComplete = false
  /// The paths of those that are marked, in the order of marking.
  package var marked: [String] = []
  /// What a row must contain to be listed.
  package private(set) var filter = ""
  /// Whether keys go into the filter.
  package private(set) var isTyping = false
  /// The curves of the marked runs, where they lie behind those of another.
  package var behind: [RunBehind] = []
  /// Whether the monitor was opened to choose one of them: it shows no run of its own.
  package var isChooser = false

  package init() {}

  /// The rows that the filter lets through. A branch comes with its run.
  var shown: [PastRun] {
    guard !filter.isEmpty else { return rows }
    let words = filter.lowercased().split(separator: " ")
    let paths = rows.filter { row in
      let text = (PastRun.Column.allCases.map { row[$0] } + [row.path]).joined(separator: " ")
        .lowercased()
      return words.allSatisfy { text.contains($0) }
    }
    .map(\.path)
    return rows.filter { paths.contains($0.path) }
  }

  /// The place of a run among those that are marked, from 1; nil when it is not.
  func mark(of path: String) -> Int? { marked.firstIndex(of: path).map { $0 + 1 } }

  mutating func toggleMark(_ path: String) {
    if let place = marked.firstIndex(of: path) {
      marked.remove(at: place)
    } else {
      marked.append(path)
    }
    behind.removeAll { !marked.contains($0.path) }
  }

  mutating func beginFilter() { isTyping = true }

  mutating func clearFilter() { (filter, isTyping) = ("", false) }

  /// A key while the filter is typed.
  fileprivate mutating func type(_ key: Key) {
    switch key {
    case .character(let letter): filter.append(letter)
    case .backspace where !filter.isEmpty: filter.removeLast()
    case .escape, .backspace: clearFilter()
    default: isTyping = false
    }
  }
}

extension MonitorState {
  /// Opens the list of runs, which is read anew each time, or closes it.
  mutating func toggleRuns() -> [Effect] {
    toggle(.runs)
    guard overlay != nil else { return [] }
    (past.rows, past.isComplete) = ([], false)
    return [.listRuns]
  }

  /// Shows the list of runs and nothing else, for a monitor that was opened to choose one.
  package mutating func openChooser() {
    past.isChooser = true
    engine.stop("choose a run")
    overlay = Overlay(.runs)
  }

  /// Takes in runs that have been read.
  mutating func list(_ runs: [PastRun], isComplete: Bool) {
    // Two readings may be under way when the list was opened twice.
    past.rows += runs.filter { run in !past.rows.contains { $0.path == run.path && $0.name == run.name } }
    past.isComplete = isComplete
  }

  /// The row that is chosen.
  var chosenRun: PastRun? {
    let rows = past.shown
    guard let overlay, overlay.content == .runs, !rows.isEmpty else { return nil }
    return rows[max(0, min(overlay.place, rows.count - 1))]
  }

  /// What a key does to the list of runs; nil when it keeps its own meaning.
  mutating func pressRuns(_ key: Key) -> [Effect]? {
    if past.isTyping, key != .control("c"), key != .control("z"),
      ![.up, .down].contains(key)
    {
      past.type(key)
      overlay?.place = 0
      return []
    }
    switch key {
    case .character("/"): past.beginFilter()
    case .character(" "): return markRun()
    case .enter: return openRun()
    case .home: overlay?.place = 0
    case .end: overlay?.place = max(0, past.shown.count - 1)
    case .escape where !past.filter.isEmpty: past.clearFilter()
    case .escape where past.isChooser && !past.marked.isEmpty: past.marked = []
    case .escape where past.isChooser, .character("q") where past.isChooser: return [.quit]
    case .up, .down, .character("j"), .character("k"), .pageUp, .pageDown, .control("c"),
      .control("z"), .control("l"):
      return nil
    // In the midst of a run all other keys mean what they always do.
    default: return past.isChooser ? [] : nil
    }
    return []
  }

  /// Marks a run for a comparison; beside a run of one's own its curves are fetched.
  private mutating func markRun() -> [Effect] {
    guard let run = chosenRun else { return [] }
    guard run.opening != nil else {
      footer.say(.warning, "\(run.name): \(run.problem ?? "nothing can be read there")")
      return []
    }
    guard past.mark(of: run.path) != nil || past.marked.count < 8 else {
      footer.say(.warning, "eight runs at most")
      return []
    }
    past.toggleMark(run.path)
    guard !past.isChooser else { return [] }
    refitAxes()
    return past.mark(of: run.path) == nil ? [] : [.readBehind(run)]
  }

  /// What Enter would do, in words.
  var openingWords: String {
    guard let run = chosenRun else { return "" }
    if past.isChooser, past.marked.count > 1 { return "Enter compares \(past.marked.count) runs" }
    if isShown(run) { return "this is the run that is shown" }
    let words =
      switch run.opening {
      case .attach where run.activity == "perhaps":
        "Enter attaches: it was written a moment ago, perhaps by another machine"
      case .attach: "Enter attaches: it is being written"
      case .resume: "Enter resumes: edits are left"
      case .replay: "Enter replays: nothing can be edited on"
      case nil: run.problem ?? "nothing can be read there"
      }
    return past.isChooser || run.opening == nil ? words : "\(words); Space lays its curves behind these"
  }

  /// Whether a row is of the very run that the panes show.
  private func isShown(_ run: PastRun) -> Bool { run.path == self.run?.description.folder }

  private mutating func openRun() -> [Effect] {
    guard let run = chosenRun else { return [] }
    if past.isChooser, past.marked.count > 1 { return [.compareRuns(past.marked)] }
    guard run.opening != nil else {
      footer.say(.warning, "\(run.name): \(run.problem ?? "nothing can be read there")")
      return []
    }
    guard !isShown(run) else {
      footer.say(.info, "this is the run that is shown")
      return []
    }
    // Nothing is lost by leaving what only looks; a run that is edited is not left without a word.
    guard past.isChooser || engine.stopped != nil else {
      footer.question = .open(run)
      return []
    }
    return [.openRun(run)]
  }
}
