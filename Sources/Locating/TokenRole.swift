/// Where a token stands in a prompt about a subject: the rows of the figure in ROME (arXiv 2202.05262, Figure 1 and 2).
package enum TokenRole: String, Sendable, Codable, CaseIterable {
  case firstSubject = "first subject token"
  case middleSubject = "middle subject tokens"
  case lastSubject = "last subject token"
  case firstAfter = "first token after"
  case further = "further tokens"
  case last = "last token"

  /// Its positions in a prompt of `count` tokens, a range that may be empty.
  ///
  /// A subject of one token has a last one only, and a prompt's last token is that and nothing else.
  package func positions(subject: Range<Int>, count: Int) -> Range<Int> {
    let last = subject.upperBound - 1
    let end = max(subject.upperBound, count - 1)
    switch self {
    case .firstSubject: return subject.lowerBound..<min(subject.lowerBound + 1, last)
    case .middleSubject: return min(subject.lowerBound + 1, last)..<last
    case .lastSubject: return last..<last + 1
    case .firstAfter: return subject.upperBound..<min(subject.upperBound + 1, end)
    case .further: return min(subject.upperBound + 1, end)..<end
    case .last: return end..<count
    }
  }
}
