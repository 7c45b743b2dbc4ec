/// A run that is kept in a folder, as a row of a table; of a forked run one of its branches.
package struct PastRun: Sendable, Equatable {
  /// What opens it.
  package enum Opening: String, Sendable { case attach, resume, replay }

  /// The columns of the table, in their order.
  package enum Column: CaseIterable, Sendable {
    case name, written, model, editor, guardWords, edits, argmax, tasks, perplexity, collapse,
      activity

    package var title: String {
      switch self {
      case .name: "run"
      case .written: "written"
      case .model: "model"
      case .editor: "editor"
      case .guardWords: "guard"
      case .edits: "edits"
      case .argmax: "argmax"
      case .tasks: "tasks"
      case .perplexity: "perplexity"
      case .collapse: "collapsed"
      case .activity: "running"
      }
    }
  }

  /// Of its folder.
  package let path: String
  /// What tables call it.
  package var name: String
  /// Whether it is the second branch of the run in the row above.
  package var isBranch = false
  package var written = ""
  package var model = ""
  package var editor = ""
  package var guardWords = ""
  package var edits = ""
  package var argmax = ""
  package var tasks = ""
  package var perplexity = ""
  package var collapse = ""
  package var activity = ""
  /// Nil for a folder that nothing can open.
  package var opening: Opening?
  /// What is wrong with the folder.
  package var problem: String?

  package init(path: String, name: String) { (self.path, self.name) = (path, name) }

  package subscript(_ column: Column) -> String {
    switch column {
    case .name: name
    case .written: written
    case .model: model
    case .editor: editor
    case .guardWords: guardWords
    case .edits: edits
    case .argmax: argmax
    case .tasks: tasks
    case .perplexity: perplexity
    case .collapse: collapse
    case .activity: activity
    }
  }
}
