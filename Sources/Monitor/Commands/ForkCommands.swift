import RunModel

/// What is typed after `:fork`.
extension MonitorState {
  /// The words that can follow `:fork`.
  func typedForkChoices(after words: [String]) -> [String] {
    switch words.first?.lowercased() {
    case nil: branches.isForked ? ["end"] : ["guard", "editor", "tau", "anchor"]
    case "guard": guardChoices(after: Array(words.dropFirst()))
    case "editor": words.count == 1 ? editorNames : []
    case "anchor": words.count == 1 ? ValueAnchor.allCases.map(\.rawValue) : []
    default: []
    }
  }

  mutating func typedFork(_ words: [String]) -> [Effect] {
    guard let word = words.first else {
      forkOrEnd()
      return []
    }
    var setting = settingAfterShown
    let rest = Array(words.dropFirst())
    let kinds = ["guard", "editor", "tau", "anchor", "end"]
    switch names(kinds, matching: word) {
    case ["end"]:
      guard branches.isForked else {
        footer.say(.warning, "the run is not forked")
        return []
      }
      guard rest.isEmpty else {
        footer.say(.warning, "nothing follows :fork end")
        return []
      }
      forkOrEnd()
      return []
    case ["guard"]:
      guard let change = guardChange(rest) else { return [] }
      change(&setting.guardSetting)
    case ["editor"]:
      let found = editors(matching: rest.first ?? "")
      guard rest.count == 1, found.count == 1 else {
        complain(about: rest.first ?? "", as: "editor", editorNames)
        return []
      }
      setting.editor = found[0]
    case ["tau"]:
      guard rest.count == 1, let tau = Double(rest[0]), (0...1).contains(tau) else {
        footer.say(.warning, "tau is a share from 0 to 1, such as 0.4")
        return []
      }
      guard setting.guardSetting.isOn else {
        footer.say(.warning, "the guard is off here, so that tau changes nothing: fork with guard on first")
        return []
      }
      setting.guardSetting.tau = tau
    case ["anchor"]:
      guard rest.count == 1, let anchor = anchor(named: rest[0]) else { return [] }
      setting.anchor = anchor == branches.focused?.comingAnchor && setting.anchor == nil ? nil : anchor
    default:
      complain(about: word, as: "difference", kinds)
      return []
    }
    return fork(setting)
  }
}
