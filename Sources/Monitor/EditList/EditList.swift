import Cells
import RunModel

/// The list of edits: what it is filtered by, which line is chosen, and what is known of the edit that was looked into.
package struct EditList: Sendable, Equatable {
  /// What its lines were made from.
  private struct Source: Sendable, Equatable {
    var revision: Int
    var edits: Int
    var filter: EditFilter
    var order: EditOrder
  }

  package private(set) var order = EditOrder.newest
  /// How many edits stand how, at the moment shown, by what was seen of each last.
  package private(set) var counts: [EditStatus: Int] = [:]
  package private(set) var filter = EditFilter()
  /// The chosen line.
  package private(set) var place = 0
  /// The chosen edit, by its position in the run's order: it stays chosen while others come, at earlier moments and in the
  /// other branch, wherever its line is. Nil for the first line, whichever edit that is.
  private var chosen: Int?
  /// Whether another line was chosen since the lines were brought up to date.
  private var hasMoved = false
  /// Its lines, newest first.
  package private(set) var lines: [EditLedger.Reference] = []
  private var source: Source?
  /// What is being typed after `/`.
  package private(set) var searching: String?
  /// What the engine has said of the edit that was looked into last, by branch.
  package var inspections: [String: EditInspection] = [:]

  package init() {}

  /// The list of another branch, filtered as this one, with the search that is being typed and the same edit chosen.
  init(like list: EditList) {
    (filter, order, searching) = (list.filter, list.order, list.searching)
    (chosen, inspections) = (list.chosen, list.inspections)
  }

  /// Brings the lines up to date, or takes note of the edit whose line was chosen since. To be called after every event.
  mutating func refresh(_ ledger: EditLedger, at edits: Int) {
    let wanted = Source(revision: ledger.revision, edits: edits, filter: filter, order: order)
    if hasMoved, source?.revision == ledger.revision {
      chosen = place > 0 && lines.indices.contains(place) ? ledger.index(of: lines[place]) : nil
    }
    hasMoved = false
    guard wanted != source else { return }
    lines = ledger.references(at: edits, filter: filter)
    if order == .lostLately { lines = ledger.lostLatelyFirst(lines, at: edits) }
    if source?.revision != wanted.revision || source?.edits != edits { counts = ledger.counts(at: edits) }
    source = wanted
    place = chosen.map { line(of: $0, in: ledger) } ?? 0
  }

  /// The line of an edit. One that is not listed here leaves the choice to the next older one, and has it again where it is.
  private func line(of edit: Int, in ledger: EditLedger) -> Int {
    lines.firstIndex { ledger.index(of: $0) == edit } ?? lines.firstIndex { ledger.index(of: $0) < edit }
      ?? max(0, lines.count - 1)
  }

  /// Chooses a line, or the one nearest to it.
  mutating func choose(_ line: Int) { (place, hasMoved) = (max(0, min(line, lines.count - 1)), true) }

  mutating func move(by rows: Int) { choose(place + rows) }

  /// Shows other edits, from the newest on.
  mutating func setFilter(_ change: (inout EditFilter) -> Void) {
    change(&filter)
    (place, chosen, hasMoved) = (0, nil, false)
  }

  /// Shows edits of the next status, of any after the last.
  mutating func cycleStatus() {
    let kinds: [EditStatus?] = [nil] + EditStatus.allCases
    let next = ((kinds.firstIndex(of: filter.status) ?? 0) + 1) % kinds.count
    setFilter { $0.status = kinds[next] }
  }

  /// Sorts by the next order, and goes to the first line.
  mutating func nextOrder() {
    order = order == .newest ? .lostLately : .newest
    (place, chosen) = (0, nil)
  }

  mutating func beginSearch() { searching = filter.text }

  /// A key while the list is searched: letters go to the text.
  mutating func search(_ key: Key) {
    guard let text = searching else { return }
    func narrowed(_ list: inout EditList, to text: String) {
      list.searching = text
      list.setFilter { $0.text = text }
    }
    switch key {
    case .enter: searching = nil
    case .escape:
      searching = nil
      setFilter { $0.text = "" }
    case .backspace where text.isEmpty: searching = nil
    case .backspace: narrowed(&self, to: String(text.dropLast()))
    case .control("u"): narrowed(&self, to: "")
    case .up: move(by: -1)
    case .down: move(by: 1)
    case .character(let letter) where text.count < 80: narrowed(&self, to: text + String(letter))
    default: break
    }
  }
}

extension MonitorState {
  mutating func refreshList() {
    list.refresh(run?.ledger ?? EditLedger(), at: shownRound?.edits ?? 0)
    refreshEffect()
  }

  /// The chosen line of the list.
  var chosenLine: EditLine? {
    guard list.lines.indices.contains(list.place) else { return nil }
    return run?.ledger.line(list.lines[list.place], at: shownRound?.edits ?? 0)
  }

  /// Shows other edits, in a pane that has the focus.
  mutating func filterList(_ change: (inout EditFilter) -> Void) {
    list.setFilter(change)
    panes.reach(.edits)
    refreshList()
  }

  mutating func sortList() {
    list.nextOrder()
    panes.reach(.edits)
    refreshList()
    footer.say(.info, "edits sorted: \(list.order.words)")
  }

  mutating func cycleStatus() {
    list.cycleStatus()
    panes.reach(.edits)
    refreshList()
    footer.say(.info, list.filter.status.map { "edits that are \($0.rawValue)" } ?? "edits of any outcome")
  }
}
