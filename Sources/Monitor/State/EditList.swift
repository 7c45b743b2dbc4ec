import Cells
import RunModel

/// The list of edits: what it is filtered by, and which line is chosen.
package struct EditList: Sendable, Equatable {
  /// What its lines were made from.
  private struct Source: Sendable, Equatable {
    var revision: Int
    var edits: Int
    var filter: EditFilter
  }

  package var filter = EditFilter()
  /// The chosen line; 0 is the newest edit, and stays so while others come.
  package var place = 0
  /// Its lines, newest first.
  package private(set) var lines: [EditLedger.Reference] = []
  private var source: Source?

  package init() {}

  /// Brings the lines up to date.
  mutating func refresh(_ ledger: EditLedger, at edits: Int) {
    let wanted = Source(revision: ledger.revision, edits: edits, filter: filter)
    guard wanted != source else { return }
    let grown = source.map { $0.filter == filter && $0.edits <= edits } ?? false
    let before = lines.count
    lines = ledger.references(at: edits, filter: filter)
    source = wanted
    // Whoever reads further down keeps the line under their eyes.
    if grown, place > 0 { place += max(0, lines.count - before) }
    place = max(0, min(place, lines.count - 1))
  }

  mutating func move(by rows: Int) { place = max(0, min(place + rows, lines.count - 1)) }
}

extension MonitorState {
  mutating func refreshList() {
    list.refresh(run?.ledger ?? EditLedger(), at: shownRound?.edits ?? 0)
  }

  /// The chosen line of the list.
  var chosenLine: EditLine? {
    guard list.lines.indices.contains(list.place) else { return nil }
    return run?.ledger.line(list.lines[list.place], at: shownRound?.edits ?? 0)
  }

  /// Shows edits of the next standing, of any after the last.
  mutating func cycleStanding() {
    let kinds: [EditStatus?] = [nil] + EditStatus.allCases
    let place = kinds.firstIndex(of: list.filter.standing) ?? 0
    filterList { $0.standing = kinds[(place + 1) % kinds.count] }
    say(.info, list.filter.standing.map { "edits that are \($0.rawValue)" } ?? "edits of any standing")
  }

  mutating func filterList(_ change: (inout EditFilter) -> Void) {
    change(&list.filter)
    list.place = 0
    reachPane(.edits)
    refreshList()
  }

  /// A key while the list is searched: letters go to the text.
  mutating func search(_ key: Key, for text: String) -> [Effect] {
    switch key {
    case .enter: searching = nil
    case .escape:
      searching = nil
      filterList { $0.text = "" }
    case .backspace where text.isEmpty: searching = nil
    case .backspace: narrow(to: String(text.dropLast()))
    case .control("u"): narrow(to: "")
    case .up: list.move(by: -1)
    case .down: list.move(by: 1)
    case .character(let letter) where text.count < 80: narrow(to: text + String(letter))
    default: break
    }
    return []
  }

  private mutating func narrow(to text: String) {
    searching = text
    filterList { $0.text = text }
  }
}
