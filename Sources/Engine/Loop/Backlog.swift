import Editing
import RunModel

/// The rounds of a branch that single steps have left half measured, oldest first. Only the last round of a branch can be
/// measured; the others wait for an undo that makes them the last again.
struct Backlog {
  /// A round whose sample, text and tasks are still to be measured.
  struct Item {
    let round: Int
    /// What presents the model that is measured: the editor may have been changed since.
    let editor: EditorKind
    /// As far as an interruption let it come.
    var measures = RoundEvaluator.Measures()
    var seconds = 0.0
  }

  private var items: [Item] = []

  init() {}

  /// What an earlier run has left.
  init(_ rounds: [RoundReport]) { for report in rounds { note(report) } }

  /// Takes in the next round of the branch.
  mutating func note(_ report: RoundReport) {
    guard report.isPartial else { return }
    items.append(Item(round: report.round, editor: report.editor))
  }

  /// What is to be measured of a round; nil for one that is measured.
  func item(of round: Int) -> Item? { items.last { $0.round == round } }

  /// Keeps how far the measuring of a round has come.
  mutating func keep(_ item: Item) {
    guard let place = items.lastIndex(where: { $0.round == item.round }) else { return }
    items[place] = item
  }

  mutating func remove(round: Int) { items.removeAll { $0.round == round } }

  /// Forgets the rounds beyond one.
  mutating func rewind(to round: Int) { items.removeAll { $0.round > round } }
}
