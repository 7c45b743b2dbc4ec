/// What an answer may cost, so that no server can make it cost more.
package struct HTTPLimits: Sendable {
  /// Seconds for a connection, and without a thousand bytes a second.
  package var patience = 30
  /// Seconds for an answer that is not a file.
  package var answerSeconds = 120
  /// Bytes of an answer's head: the hub's take about 4 kB.
  package var headBytes = 256 << 10
  /// Bytes of a repository's list of files: 20,000 names.
  package var answerBytes = 8 << 20
  package var redirects = 8
  /// Seconds before each further try after a broken connection; as many tries as there are.
  package var waits: [Double] = [1, 2, 4, 8, 16]

  package init() {}
}
