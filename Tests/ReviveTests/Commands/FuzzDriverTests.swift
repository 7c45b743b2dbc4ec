import Foundation
import Testing

/// The driver behind Tests/Fuzz/readers.sh: a few cases for every reader, and whether it would notice.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct FuzzDriverTests {
  private func drive(_ arguments: String...) throws -> (code: Int32, output: String) {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = Revive.executable.deletingLastPathComponent().appendingPathComponent("fuzz-readers")
    process.arguments = arguments + ["--folder", folder.url.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  @Test func readersSurviveDamagedFiles() throws {
    let result = try drive("--cases", "1050", "--seconds", "30")
    #expect(result.code == 0, "\(result.output)")
    #expect(result.output.contains("all survived"))
  }

  @Test(arguments: [("trap", "a trap"), ("hang", "more than 1 s of processor time"), ("hog", "")])
  func readersThatDoNotSurviveAreNamed(reader: String, death: String) throws {
    let result = try drive("--reader", reader, "--cases", "2", "--seed", "7", "--seconds", "1")
    #expect(result.code == 1)
    for index in 0..<2 {
      #expect(result.output.contains("seed 7 case \(index) \(reader): \(death)"), "\(result.output)")
      #expect(result.output.contains("fuzz-readers --seed 7 --case \(index) --reader \(reader)"))
      #expect(result.output.contains("/failed-7-\(index)\n"))
    }
  }

  /// The same seed and number give the same damage.
  @Test func casesAreReproducible() throws {
    let texts = try (0..<2).map { _ in try drive("--case", "31", "--reader", "config").output }
    let outcomes = texts.map { $0.split(separator: "/case/").last }
    #expect(outcomes[0] == outcomes[1] && texts[0].contains("case 31 config"))
  }
}
