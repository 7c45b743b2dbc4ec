import Cells
import Monitor

/// A line of a settings file that binds keys to a command of the monitor.
struct KeyWish {
  /// Its number in the file.
  var line: Int
  /// The command's name.
  var name: String
  /// The names of its keys, with blanks between them.
  var keys: String
}

extension KeyBindings {
  /// What lines ask for, a later one about a command in place of an earlier one.
  ///
  /// - Parameter complain: called with the number of a line and what is wrong with it; what is wrong does not count.
  init(_ wishes: [KeyWish], complain: (Int, String) -> Void) {
    var latest: [(wish: KeyWish, command: MonitorCommand)] = []
    for wish in wishes {
      let name = wish.name.lowercased()
      guard let command = MonitorCommand.bindable.first(where: { $0.binding == name }) else {
        let near = nearestName(to: name, among: MonitorCommand.bindable.map(\.binding))
        complain(wish.line, "there is no command \"\(wish.name)\"" + (near.map { "; did you mean key.\($0)?" } ?? ""))
        continue
      }
      guard !command.isRow else {
        complain(wish.line, "the panes keep their digits")
        continue
      }
      latest.removeAll { $0.command.binding == command.binding }
      latest.append((wish, command))
    }
    var (bound, takers) = ([String: [Key]](), [Key: (line: Int, name: String)]())
    for (wish, command) in latest {
      let words = wish.keys.split(separator: " ").map(String.init)
      if words.isEmpty { complain(wish.line, "which key? such as key.\(command.binding) = F2") }
      for word in words {
        guard let key = Key(named: word) else {
          complain(wish.line, "there is no key \"\(word)\"; a key is a character, Space, F1, Ctrl-X, Up and the like")
          continue
        }
        if Self.fixed.contains(key), !command.keys.contains(key) {
          let owner = MonitorCommand.keyed.first { $0.keys.contains(key) }?.binding ?? ""
          complain(wish.line, "\(key) always means \(owner)")
        } else if let other = takers[key], other.name != command.binding {
          complain(wish.line, "\(key) is bound to \(other.name) already, by line \(other.line)")
        } else if takers.updateValue((wish.line, command.binding), forKey: key) == nil {
          bound[command.binding, default: []].append(key)
        }
      }
    }
    self.init(bound)
    // Whose key was taken by another, without having been given one, is told of.
    for command in MonitorCommand.keyed where !command.isRow && bound[command.binding] == nil {
      let left = keys(of: command)
      for key in command.keys where !left.contains(key) {
        guard let taker = takers[key] else { continue }
        let rest = left.isEmpty ? "has no key now" : "keeps \(left.map(\.description).joined(separator: " "))"
        complain(taker.line, "\(key) was a key of \(command.binding), which \(rest); key.\(command.binding) settles it")
      }
    }
  }
}
