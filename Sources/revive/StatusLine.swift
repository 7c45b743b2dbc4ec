/// What is being done at this moment, on standard error: one line that is rewritten on a terminal.
struct StatusLine {
  private let context: ProcessContext
  /// Whether elsewhere each is a line of its own; nothing is said there otherwise.
  private let staysElsewhere: Bool

  init(_ context: ProcessContext, staysElsewhere: Bool = false) {
    self.context = context
    self.staysElsewhere = staysElsewhere
  }

  /// Shows it in place of what was shown before.
  func show(_ text: String) {
    if context.rewritesLines {
      context.report("\r\u{1B}[K\(oneLine(text))")
    } else if staysElsewhere {
      context.report(oneLine(text) + "\n")
    }
  }

  /// Takes the line away.
  func clear() { if context.rewritesLines { context.report("\r\u{1B}[K") } }

  /// Leaves the line as it is and begins a new one.
  func end() { if context.rewritesLines { context.report("\n") } }

  /// Writes a line that stays.
  func line(_ text: String) {
    clear()
    context.report(oneLine(text) + "\n")
  }
}
