/// The names that a word may stand for: the one that it spells, else all that begin with it. Case does not matter.
func names(_ names: [String], matching word: String) -> [String] {
  let word = word.lowercased()
  if let exact = names.first(where: { $0.lowercased() == word }) { return [exact] }
  return names.filter { $0.lowercased().hasPrefix(word) }
}

extension MonitorState {
  /// What the last word of a line can be or become.
  func completions(of line: String) -> [String] {
    var words = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    let last = line.last == " " ? "" : words.popLast() ?? ""
    let choices: [String]
    if words.isEmpty {
      choices = last.isEmpty ? [] : MonitorCommand.names(matching: last)
    } else {
      choices = MonitorCommand.named(words[0])?.choices(self, Array(words.dropFirst())) ?? []
    }
    return choices.filter { $0.lowercased().hasPrefix(last.lowercased()) }
  }

  /// The line with its last word as complete as it can be told.
  func completed(_ line: String) -> String {
    let found = completions(of: line)
    guard let first = found.first else { return line }
    let start = line.lastIndex(of: " ").map { line.index(after: $0) } ?? line.startIndex
    if found.count == 1 { return line[..<start] + first + " " }
    let common = found.dropFirst().reduce(first) { prefix, name in
      String(prefix.prefix(zip(prefix.lowercased(), name.lowercased()).prefix { $0 == $1 }.count))
    }
    return line[..<start] + common
  }

  /// Says why a word names nothing: it could be several, or there is none such.
  mutating func complain(about word: String, as what: String, _ choices: [String]) {
    let found = names(choices, matching: word)
    if word.isEmpty {
      footer.say(.warning, "which \(what)? \(choices.joined(separator: ", "))")
    } else if found.count > 1 {
      footer.say(.warning, "\"\(word)\" could be \(found.joined(separator: " or "))")
    } else {
      footer.say(.warning, "no \(what) \"\(word)\"; there are \(choices.joined(separator: ", "))")
    }
  }
}
