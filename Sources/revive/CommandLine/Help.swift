import RunModel

/// The text of `--help`: of one command, or of all.
func helpText(_ command: Subcommand?) -> String {
  guard let command else { return generalHelp }
  let operand = command.operand.map { " \($0)" } ?? ""
  return """
    usage: revive \(command.rawValue)\(operand) [options]
    \(command.summary)

    \((command.detail + [""]).joined(separator: "\n"))
    \(optionList(command.groups))
    example: \(command.example)

    """
}

private let generalHelp = """
  revive \(programVersion): edit facts in a language model, round after round, and watch what that does to it

  usage: revive [options]                 the same as revive watch
  \(Subcommand.allCases.map(commandLine).joined(separator: "\n"))
         revive help COMMAND              options and an example of one command
         revive --version
         revive --default-config          a settings file with everything that can be set, as comments

  options of watch and run:
  \(optionList(Subcommand.watch.groups))
  \(optionList([OptionGroup("Without a screen", [.roundsAsJSON, .until, .controls]), EvaluationOptions.group]))
  exit codes: 0 done, 1 failed, 2 wrong usage, 3 collapsed (--until collapse), 130 interrupted (Ctrl-C), 143 terminated, 129 hung up
  example: \(Subcommand.watch.example)

  """

private func commandLine(_ command: Subcommand) -> String {
  let usage = command.operand.map { "revive \(command.rawValue) \($0)" } ?? "revive \(command.rawValue)"
  return "       \(padded(usage, to: 33))\(command.summary)"
}

private func optionList(_ groups: [OptionGroup]) -> String {
  groups.map { group in
    let lines = group.options.map { option in
      let name = option.valueName.map { "\(option.name) \($0)" } ?? option.name
      return "  \(padded(name, to: 38))\(option.help)"
    }
    return ([group.title + ":"] + lines).joined(separator: "\n") + "\n"
  }.joined(separator: "\n")
}

/// `text` with spaces behind it up to `width` characters, two at least, so that columns stay apart.
func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(2, width - text.count))
}
