import Charts

extension MonitorCommand {
  /// What moves in lists and texts.
  static let listKeys: [MonitorCommand] = [
    .key(
      [.down, .character("j")], .list, keyName: "down", hint: Hint("choose", keys: "j k"),
      "An older edit in the list, the next of the probes in focus, or down in an open list or text.",
      change: { $0.scroll(by: 1) }),
    .key(
      [.up, .character("k")], .list, keyName: "up", "A newer edit, or up.", change: { $0.scroll(by: -1) }),
    .key(
      [.pageDown], .list, keyName: "page-down", "The same by ten lines.", change: { $0.scroll(by: 10) }),
    .key(
      [.pageUp], .list, keyName: "page-up", "Back by ten lines.", change: { $0.scroll(by: -10) }),
    .key(
      [.character("/")], .list, name: "search", hint: "search",
      "Search the edits by subject, prompt or object as you type; Esc shows all again.",
      refusal: { $0.run == nil ? $0.loadingRefusal : nil }, change: { $0.beginSearch() }),
    .key(
      [.character("o")], .list, keyName: "outcome", hint: "outcome",
      "Show only edits that are held, weak, lost or failed, then all again.",
      refusal: { $0.run == nil ? $0.loadingRefusal : nil }, change: { $0.cycleStatus() }),
    .key(
      [.character("O")], .list, name: "order",
      "Sort the edits: newest first, or those on top that were lost lately, with the edit count since which they are lost.",
      refusal: { $0.run == nil ? $0.loadingRefusal : nil }, change: { $0.sortList() }),
  ]
}
