import Files
import Foundation
import RunModel
import Synchronization
import Testing

@testable import revive

/// Rounds as a program reads them.
struct RoundPrinterTests {
  /// What a printer writes of a round.
  private func printed(_ form: RoundPrinter.Form) throws -> String {
    let output = Mutex("")
    var context = ProcessContext.process
    context.now = { 12.5 }
    context.write = { (text) throws(OutputError) in output.withLock { $0 += text } }
    var printer = RoundPrinter(context, form)
    try printer.add(report)
    return output.withLock { $0 }
  }

  private var report: RoundReport {
    RoundReport(
      edits: 100, round: 1, editor: .memit, guardSetting: GuardSetting(), scores: Scores(perplexity: .infinity),
      sampled: SampleSizes(edits: 10), layers: [], seconds: RoundTimings(total: 0.1), outcomes: [], probes: [])
  }

  /// Whatever the variant is called, the line is the log's with one key more.
  @Test(arguments: ["scaled", #"a "quoted" \\ name"#, "two\nlines"]) func variantsAreEncoded(name: String) throws {
    let plain = try printed(.json())
    let line = try printed(.json(variant: name))
    #expect(line.filter(\.isNewline).count == 1)
    let members = try #require(try JSONParser.parse(Array(line.utf8)).object)
    #expect(members.last == .init(key: "variant", value: .string(name)))
    #expect(try JSONParser.parse(Array(plain.utf8)) == .object(members.dropLast()))
    let decoded = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(decoded?["variant"] as? String == name)
    #expect(try LogCodec().decode(Data(line.utf8)).entry == LogCodec().decode(Data(plain.utf8)).entry)
  }
}
