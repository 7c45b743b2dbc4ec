import RunModel
import Testing

@testable import revive

@Test(arguments: Subcommand.allCases)
func helpNamesEveryOptionAndAnExample(command: Subcommand) throws {
  let text = helpText(command)
  for option in command.options {
    #expect(text.contains("  \(option.name) "), "\(option.name)")
    // Two blanks at least keep them apart.
    #expect(text.contains("  \(option.help)"))
  }
  #expect(text.contains(command.example))
  for line in text.split(separator: "\n") { #expect(line.count <= 120, "\(line)") }
}

@Test func generalHelpNamesCommandsOptionsAndExitCodes() {
  let text = helpText(nil)
  for command in Subcommand.allCases { #expect(text.contains("revive \(command.rawValue)")) }
  for option in Subcommand.watch.options + Subcommand.run.options { #expect(text.contains("  \(option.name) ")) }
  #expect(text.contains("0 done, 1 failed, 2 wrong usage, 3 collapsed (--until collapse), 130 interrupted"))
}

/// The thresholds of collapse are told as they are, the alarm's before the signs beside it.
@Test func helpOfComparisonsNamesTheThresholds() throws {
  let text = helpText(.compare)
  let sentence = try #require(text.range(of: "Signs beside it"))
  for signal in CollapseSignal.allCases {
    let place = try #require(text.range(of: signal.title), "\(signal)")
    #expect((place.lowerBound < sentence.lowerBound) == CollapseSignal.alarms.contains(signal))
  }
}

/// Examples have to be command lines that parse.
@Test(arguments: Subcommand.allCases)
func examplesParse(command: Subcommand) throws {
  var words: [String] = []
  for (index, part) in command.example.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
    if index.isMultiple(of: 2) {
      words += part.split(separator: " ").map(String.init)
    } else {
      words.append(String(part))
    }
  }
  let arguments = Array(words.prefix { $0 != ">" }.dropFirst())
  guard case .perform(command, _) = try parse(arguments) else {
    Issue.record("not an example of \(command.rawValue)")
    return
  }
}
