/// How many colours may be shown.
package enum ColorDepth: String, Sendable, CaseIterable {
  case trueColor = "truecolor"
  case indexed256 = "256"
  case ansi16 = "16"
  case none

  /// The depth to aim for; the terminal's own limits come on top.
  ///
  /// - Parameters:
  ///   - choice: what the user asked for; nil to decide by the environment.
  ///   - environment: `NO_COLOR`, when not empty, turns colour off (no-color.org). `COLORTERM` is `truecolor` or
  ///     `24bit` where the terminal promises it; a name in `TERM` promises nothing.
  package static func wanted(choice: ColorDepth?, environment: [String: String]) -> ColorDepth {
    if let choice { return choice }
    if environment["NO_COLOR"]?.isEmpty == false { return .none }
    return ["truecolor", "24bit"].contains(environment["COLORTERM"]?.lowercased() ?? "") ? .trueColor : .indexed256
  }
}
