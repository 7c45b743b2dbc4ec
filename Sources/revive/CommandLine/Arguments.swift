/// What a command line comes down to.
enum Request: Equatable {
  /// The help of a command; nil for all of them.
  case help(Subcommand?)
  case version
  /// A settings file with every setting, commented out.
  case defaultConfiguration
  case perform(Subcommand, Settings)
}

/// Wrong usage: exit code 2.
enum UsageError: Error, Equatable, CustomStringConvertible {
  case unknownCommand(String, nearest: String?)
  case unknownOption(String, command: Subcommand, nearest: String?)
  case missingValue(option: String, valueName: String)
  case unwantedValue(option: String)
  case badValue(option: String, value: String, expected: String)
  case missingOperand(Subcommand, operand: String)
  case unwantedOperand(String, command: Subcommand)
  /// Options that do not go together, or go only together.
  case incomplete(String)

  var description: String {
    switch self {
    case .unknownCommand(let name, let nearest):
      "there is no command \"\(name)\"\(hint(nearest)) (revive help lists them)"
    case .unknownOption(let name, let command, let nearest):
      "revive \(command.rawValue) has no option \(name)\(hint(nearest)) (revive \(command.rawValue) --help lists them)"
    case .missingValue(let option, let valueName): "\(option) needs a value: \(option) \(valueName)"
    case .unwantedValue(let option): "\(option) takes no value"
    case .badValue(let option, let value, let expected): "\(option) \"\(value)\": give \(expected)"
    case .missingOperand(let command, let operand):
      "revive \(command.rawValue) needs to know what to work on: revive \(command.rawValue) \(operand)"
    case .unwantedOperand(let word, let command):
      "revive \(command.rawValue) does not know what to do with \"\(word)\" (revive \(command.rawValue) --help)"
    case .incomplete(let sentence): sentence
    }
  }

  private func hint(_ nearest: String?) -> String { nearest.map { "; did you mean \($0)?" } ?? "" }
}

/// Reads a command line, without the program's name.
func parse(_ arguments: [String]) throws(UsageError) -> Request {
  guard let first = arguments.first else { return .perform(.watch, Settings()) }
  if first == "--help" || first == "-h" { return .help(nil) }
  if first == "--version" { return .version }
  if first == "--default-config" { return .defaultConfiguration }
  if first == "help" {
    guard arguments.count > 1 else { return .help(nil) }
    return .help(try subcommand(arguments[1]))
  }
  if first.hasPrefix("-") { return try parse(arguments[...], for: .watch) }
  return try parse(arguments.dropFirst(), for: try subcommand(first))
}

private func subcommand(_ name: String) throws(UsageError) -> Subcommand {
  if let command = Subcommand(rawValue: name) { return command }
  let names = Subcommand.allCases.map(\.rawValue) + ["help"]
  throw .unknownCommand(name, nearest: nearestName(to: name, among: names))
}

private func parse(_ words: ArraySlice<String>, for command: Subcommand) throws(UsageError) -> Request {
  var settings = Settings()
  var rest = words
  while let word = rest.popFirst() {
    if word == "--help" || word == "-h" { return .help(command) }
    if word.hasPrefix("-"), word != "-" {
      try take(word, from: &rest, for: command, into: &settings)
    } else if settings.operands.count < command.operandCount.upperBound, !word.isEmpty {
      settings.operands.append(word)
    } else {
      throw .unwantedOperand(word, command: command)
    }
  }
  if let operand = command.operand, settings.operands.count < command.operandCount.lowerBound {
    throw .missingOperand(command, operand: operand)
  }
  return .perform(command, settings)
}

/// Takes one option, and its value from `--name=value` or from the next word.
private func take(
  _ word: String, from rest: inout ArraySlice<String>, for command: Subcommand, into settings: inout Settings
) throws(UsageError) {
  let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  let name = parts[0]
  guard let option = command.options.first(where: { $0.name == name }) else {
    let names = command.options.map(\.name) + ["--help"]
    throw .unknownOption(name, command: command, nearest: nearestName(to: name, among: names))
  }
  var value = parts.count > 1 ? parts[1] : nil
  if let valueName = option.valueName {
    if value == nil, let next = rest.first, !next.hasPrefix("--") { value = rest.popFirst() }
    guard let value else { throw .missingValue(option: name, valueName: valueName) }
    do { try option.assign(value, &settings) } catch {
      throw .badValue(option: name, value: value, expected: error.expected)
    }
  } else {
    guard value == nil else { throw .unwantedValue(option: name) }
    do { try option.assign("", &settings) } catch { throw .unwantedValue(option: name) }
  }
}

/// The name that `word` was probably meant to be: the one fewest insertions, deletions and replacements away; nil when
/// none is near.
func nearestName(to word: String, among names: [String]) -> String? {
  let distances = names.map { (name: $0, distance: editDistance(word, $0)) }
  guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(2, best.name.count / 3) ? best.name : nil
}

/// Levenshtein distance.
func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let replaced = diagonal + (left == right ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
