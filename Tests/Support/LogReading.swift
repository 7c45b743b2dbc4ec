import Foundation
import RunModel

extension LogCodec {
  /// All entries of a log file, without their times.
  package func decodeAll(_ data: Data) throws(RunLogError) -> [Event] { try decodeLines(data).map(\.entry) }

  /// A line of `cases.jsonl`, as other programs read it.
  package func decodeCase(_ line: some DataProtocol) throws -> CaseReport {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(CaseReport.self, from: Data(line))
  }
}
