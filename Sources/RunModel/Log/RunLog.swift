import Foundation

/// A line of a run's `log.jsonl`: an event and when it was written, in seconds since 1970. The file is append-only; a run is
/// the sum of its lines.
package struct LogLine: Sendable, Equatable {
  package var entry: Event
  package var time: Double

  package init(_ entry: Event, time: Double) {
    self.entry = entry
    self.time = time
  }
}

/// Writes and reads log lines: JSON objects with snake_case keys, one a line. NaN and infinities are the strings "nan",
/// "inf" and "-inf".
package struct LogCodec: Sendable {
  private enum Keys: String, CodingKey { case event, time, revive, tau, reason, branch }

  /// A line with its time (seconds since 1970), under the name of its event.
  private struct Line: Codable {
    let entry: Event
    let time: Double

    init(entry: Event, time: Double) {
      self.entry = entry
      self.time = time
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(time, forKey: .time)
      switch entry.content {
      case .ready(let description):
        try container.encode("start", forKey: .event)
        try description.encode(to: encoder)
      case .round(let report):
        try container.encode("round", forKey: .event)
        try container.encode(report.guardSetting.isOn, forKey: .revive)
        try container.encode(report.guardSetting.tau, forKey: .tau)
        try report.encode(to: encoder)
      case .measured(let late):
        try container.encode("measures", forKey: .event)
        try late.encode(to: encoder)
      case .change(let change):
        try container.encode("change", forKey: .event)
        try change.encode(to: encoder)
      case .editor(let change):
        try container.encode("editor", forKey: .event)
        try change.encode(to: encoder)
      case .clamp(let change):
        try container.encode("clamp", forKey: .event)
        try change.encode(to: encoder)
      case .anchor(let change):
        try container.encode("anchor", forKey: .event)
        try change.encode(to: encoder)
      case .probes(let change):
        try container.encode("probes", forKey: .event)
        try change.encode(to: encoder)
      case .undone(let report):
        try container.encode("undo", forKey: .event)
        try report.encode(to: encoder)
      case .forked(let fork):
        try container.encode("fork", forKey: .event)
        try fork.encode(to: encoder)
      case .forkEnded(let end):
        try container.encode("fork_end", forKey: .event)
        try end.encode(to: encoder)
      // What is marked once is not marked again.
      case .on: break
      case .activity, .seen, .inspected, .notice:
        throw EncodingError.invalidValue(
          entry, .init(codingPath: [], debugDescription: "of the moment, and not of a log"))
      case .evaluated(let report):
        try container.encode("evaluation", forKey: .event)
        try report.encode(to: encoder)
      case .stopped(let reason):
        try container.encode("stop", forKey: .event)
        try container.encode(reason, forKey: .reason)
      }
      if case .on(let branch, _) = entry { try container.encode(branch, forKey: .branch) }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Keys.self)
      time = try container.decode(Double.self, forKey: .time)
      let event = try container.decode(String.self, forKey: .event)
      let content: Event
      switch event {
      case "start": content = .ready(try RunDescription(from: decoder))
      case "round": content = .round(try RoundReport(from: decoder))
      case "measures": content = .measured(try LateMeasures(from: decoder))
      case "change": content = .change(try GuardChange(from: decoder))
      case "editor": content = .editor(try EditorChange(from: decoder))
      case "clamp": content = .clamp(try ClampChange(from: decoder))
      case "anchor": content = .anchor(try AnchorChange(from: decoder))
      case "probes": content = .probes(try ProbeChange(from: decoder))
      case "undo": content = .undone(try UndoReport(from: decoder))
      case "fork": content = .forked(try Fork(from: decoder))
      case "fork_end": content = .forkEnded(try ForkEnd(from: decoder))
      case "evaluation": content = .evaluated(try EvaluationReport(from: decoder))
      case "stop": content = .stopped(reason: try container.decode(String.self, forKey: .reason))
      default:
        throw DecodingError.dataCorruptedError(
          forKey: .event, in: container, debugDescription: "unknown event \(event)")
      }
      entry = content.about(try container.decodeIfPresent(String.self, forKey: .branch) ?? Fork.trunk)
    }
  }

  private let encoder = JSONEncoder()
  private let decoder = JSONDecoder()

  package init() {
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }

  /// One line, without its newline.
  ///
  /// - Throws: `EncodingError` for what a log does not hold (`Event.isLogged`).
  package func encode(_ entry: Event, time: Double) throws -> Data {
    try encoder.encode(Line(entry: entry, time: time))
  }

  package func decode(_ line: some DataProtocol) throws -> (entry: Event, time: Double) {
    let line = try decoder.decode(Line.self, from: Data(line))
    return (line.entry, line.time)
  }

  /// A line of `cases.jsonl`, without its newline.
  package func encode(_ report: CaseReport) throws -> Data { try encoder.encode(report) }

  /// All lines of a log file. A torn last one, as a crash leaves it, is passed over.
  ///
  /// - Throws: `RunLogError` naming the line.
  package func decodeLines(_ data: Data) throws(RunLogError) -> [LogLine] {
    // The piece after the last newline is empty, or torn.
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var entries: [LogLine] = []
    for (index, line) in lines.enumerated() where !line.isEmpty {
      do throws(RunLogError) {
        entries.append(try decode(line, number: index + 1))
      } catch {
        if index == lines.count - 1 { break }
        throw error
      }
    }
    return entries
  }

  /// A line of a log file.
  ///
  /// - Parameter number: from 1.
  /// - Throws: `RunLogError` naming the line.
  package func decode(_ line: Data, number: Int) throws(RunLogError) -> LogLine {
    do {
      let (entry, time) = try decode(line)
      return LogLine(entry, time: time)
    } catch { throw RunLogError(line: number, reason: Self.reason(error)) }
  }

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, _): return "\"\(key.stringValue)\" is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? "not a JSON object of a known event" : "\"\(path)\" has an unexpected value"
    @unknown default: return "unreadable"
    }
  }
}

/// A log line that cannot be read.
package struct RunLogError: Error, Equatable, CustomStringConvertible {
  package let line: Int
  package let reason: String

  package init(line: Int, reason: String) { (self.line, self.reason) = (line, reason) }

  package var description: String { "line \(line) of the log: \(reason)" }
}
