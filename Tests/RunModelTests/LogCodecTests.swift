import Foundation
import RunModel
import TestSupport
import Testing

struct LogCodecTests {
  private let codec = LogCodec()

  private func object(_ entry: Event) throws -> [String: Any] {
    let line = try codec.encode(entry, time: 12.5)
    #expect(!line.contains(UInt8(ascii: "\n")))
    return try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
  }

  @Test func everyEntrySurvivesTheRoundTrip() throws {
    for entry in Samples.entries {
      let (found, time) = try codec.decode(codec.encode(entry, time: 1_700_000_000.25))
      #expect(found == entry)
      #expect(time == 1_700_000_000.25)
    }
  }

  @Test(arguments: [Double.infinity, -.infinity]) func infinitiesSurviveTheRoundTrip(number: Double) throws {
    let entry = Event.round(Samples.report(number: number))
    #expect(try codec.decode(codec.encode(entry, time: 0)).entry == entry)
  }

  /// NaN equals nothing, so its places are looked at one by one.
  @Test func notANumberSurvivesTheRoundTrip() throws {
    let line = try codec.encode(.round(Samples.report(number: .nan)), time: 0)
    guard case .round(let report) = try codec.decode(line).entry else {
      Issue.record("not a round")
      return
    }
    #expect(report.scores.perplexity?.isNaN == true)
    #expect(report.scores.tasks["two_words"]?.isNaN == true)
    #expect(report.layers[0].ls.isNaN)
    #expect(report.layers[0].frobenius.isNaN)
    #expect(report.layers[0].leading[0] == 2)
    #expect(report.layers[0].leading[1].isNaN)
    #expect(report.outcomes[0].probability.isNaN)
    #expect(report.edits == 200)
  }

  /// The names of the run folder's format, which other programs read.
  @Test func roundLinesHaveTheDocumentedNames() throws {
    let round = try object(.round(Samples.report(number: .nan)))
    #expect(round["event"] as? String == "round")
    #expect(round["time"] as? Double == 12.5)
    #expect(round["edits"] as? Int == 200)
    #expect(round["round"] as? Int == 2)
    #expect(round["branch"] as? String == "main")
    #expect(round["editor"] as? String == "MEMIT")
    #expect(round["revive"] as? Bool == true)
    #expect(round["tau"] as? Double == 0.3)
    let scores = try #require(round["scores"] as? [String: Any])
    for name in ["efficacy", "efficacy_argmax", "newest_argmax", "paraphrase", "neighbourhood"] {
      #expect(scores[name] is NSNumber, "\(name)")
    }
    #expect(scores["perplexity"] as? String == "nan")
    let tasks = try #require(scores["tasks"] as? [String: Any])
    #expect(Set(tasks.keys) == ["sst2", "two_words", "camelCase"])
    let layer = try #require((round["layers"] as? [[String: Any]])?.first)
    let names = [
      "layer", "k", "ss", "core_drift", "frobenius_ratio", "spectral", "spectral_ratio", "hidden_norm", "key_rank",
      "null_space_rank", "kept",
    ]
    for name in names { #expect(layer[name] is NSNumber, "\(name)") }
    #expect(layer["ls"] as? String == "nan")
    #expect(layer["frobenius"] as? String == "nan")
    let seconds = try #require(round["seconds"] as? [String: Any])
    #expect(Set(seconds.keys) == ["targets", "keys", "solve", "filter", "spectra", "evaluation", "total"])
    let failed = try #require((round["failed"] as? [[String: Any]])?.first)
    #expect(Set(failed.keys) == ["index", "case_id", "reason"])
  }

  /// The second line of a single step, and the mark on its first, which whole reports lack.
  @Test func lateMeasuresHaveTheirNames() throws {
    let late = try object(.measured(Samples.late(number: .nan)))
    #expect(late["event"] as? String == "measures" && late["round"] as? Int == 2 && late["edits"] as? Int == 200)
    #expect((late["scores"] as? [String: Any])?["perplexity"] as? String == "nan")
    #expect((late["sampled"] as? [String: Any])?["task_items"] as? Int == 5)
    #expect((late["outcomes"] as? [[String: Any]])?.first?["case_id"] as? Int == 2510)
    #expect(late["seconds"] as? Double == 2)
    #expect(try object(.round(Samples.partialReport))["partial"] as? Bool == true)
    #expect(try object(.round(Samples.report(number: 1)))["partial"] == nil)
  }

  @Test func linesOfForksNameThem() throws {
    var report = Samples.report(number: 1)
    report.branch = "fork-2"
    let entry = Event.on("fork-2", .round(report))
    #expect(try codec.decode(codec.encode(entry, time: 0)).entry == entry)
    #expect(try object(entry)["branch"] as? String == "fork-2")
    let undo = try object(.on("fork-2", .undone(UndoReport(round: 2, edits: 100))))
    #expect(undo["branch"] as? String == "fork-2" && undo["event"] as? String == "undo")
    // Other lines are as they were before there were forks.
    #expect(try object(.undone(UndoReport(round: 2, edits: 100)))["branch"] == nil)
    let fork = try object(.forked(Samples.fork))
    #expect(fork["event"] as? String == "fork" && fork["number"] as? Int == 2 && fork["round"] as? Int == 1)
    #expect((fork["setting"] as? [String: Any])?["editor"] as? String == "RECT")
    #expect(try object(.forkEnded(ForkEnd(edits: 3)))["event"] as? String == "fork_end")
  }

  @Test func linesBeforeThereWereForksAreAboutTheTrunk() throws {
    for line in [
      #"{"event":"undo","edits":100,"round":2,"time":1}"#,
      #"{"event":"clamp","anchor":"anchored","edits":200,"time":1}"#,
    ] {
      let entry = try codec.decode(Data(line.utf8)).entry
      #expect(entry.branch == Fork.trunk && entry == entry.content)
    }
    #expect(Event.round(Samples.report(number: 1)).branch == "main")
  }

  @Test func infinitiesAreStrings() throws {
    for (number, word) in [(Double.infinity, "inf"), (-.infinity, "-inf")] {
      let round = try object(.round(Samples.report(number: number)))
      #expect((round["scores"] as? [String: Any])?["perplexity"] as? String == word)
      #expect(((round["layers"] as? [[String: Any]])?.first?["leading"] as? [Any])?.last as? String == word)
    }
  }

  @Test func theOtherEventsHaveTheirNames() throws {
    #expect(try object(.ready(Samples.description))["event"] as? String == "start")
    #expect(try object(.undone(UndoReport(round: 2, edits: 100)))["event"] as? String == "undo")
    #expect(try object(.stopped(reason: "x"))["reason"] as? String == "x")
    let change = try object(.change(GuardChange(edits: 200, setting: Samples.guardSetting)))
    #expect(change["event"] as? String == "change")
    let setting = try #require(change["guard"] as? [String: Any])
    #expect(setting["is_on"] as? Bool == true)
    #expect(setting["kind"] as? String == "constrained")
    #expect(setting["energy"] as? String == "sigma")
    #expect(setting["basis"] as? String == "thin")
    let control = try #require(
      try object(.change(GuardChange(edits: 200, setting: Samples.control)))["guard"] as? [String: Any])
    #expect(control["kind"] as? String == "scaled")
    #expect(control["control_of"] as? String == "constrained")
    #expect(control["factor"] as? Double == 0.75)
    let editor = try object(.editor(Samples.editorChange))
    #expect(editor["event"] as? String == "editor")
    #expect(editor["edits"] as? Int == 200)
    #expect(editor["editor"] as? String == "AlphaEdit")
    #expect(editor["layers"] as? [Int] == [4, 5])
    #expect(editor["null_space_ranks"] as? [Int] == [6, 7])
    let clamp = try object(.clamp(Samples.clampChange))
    #expect(clamp["event"] as? String == "clamp")
    #expect(clamp["anchor"] as? String == "anchored" && clamp["initial"] == nil)
    let probes = try object(.probes(Samples.probeChange))
    #expect(probes["event"] as? String == "probes" && (probes["now"] as? [Any])?.count == 1)
    #expect(try object(.ready(Samples.description))["editors"] as? [String] == ["MEMIT", "AlphaEdit"])
  }

  // MARK: - Whole files

  private func file(_ lines: [Data], endsInNewline: Bool = true) -> Data {
    var data = Data(lines.joined(separator: [UInt8(ascii: "\n")]))
    if endsInNewline { data.append(UInt8(ascii: "\n")) }
    return data
  }

  private func lines() throws -> [Data] { try Samples.entries.map { try codec.encode($0, time: 1) } }

  @Test func aWholeFileIsRead() throws {
    #expect(try codec.decodeAll(file(lines())) == Samples.entries)
    #expect(try codec.decodeAll(Data()) == [])
    #expect(try codec.decodeAll(Data("\n\n".utf8)) == [])
  }

  /// Cut anywhere within the last line, as a crash leaves it.
  @Test func aTornLastLineIsDropped() throws {
    let lines = try lines()
    let last = try #require(lines.last)
    for count in 1..<last.count {
      let torn = file(lines.dropLast() + [last.prefix(count)], endsInNewline: false)
      #expect(try codec.decodeAll(torn) == Samples.entries.dropLast(), "\(count) bytes")
    }
    #expect(try codec.decodeAll(file(lines, endsInNewline: false)) == Samples.entries)
  }

  @Test(arguments: ["garbage", "{}", "[1]", "{\"event\":\"round\",\"time\":1}", "{\"event\":\"party\",\"time\":1}"])
  func garbageInTheMiddleIsNamedByItsLine(garbage: String) throws {
    let lines = try lines()
    for position in 0..<lines.count {
      var broken = lines
      broken[position] = Data(garbage.utf8)
      let data = file(broken)
      let error = #expect(throws: RunLogError.self) { try codec.decodeAll(data) }
      #expect(error?.line == position + 1)
      #expect(error?.description.contains("line \(position + 1)") == true)
    }
  }

  /// Numbers are those of an editor that counts blank lines, too.
  @Test func blankLinesCount() throws {
    var lines = try lines()
    lines.insert(Data(), at: 1)
    lines[3] = Data("garbage".utf8)
    let data = file(lines)
    #expect(#expect(throws: RunLogError.self) { try codec.decodeAll(data) }?.line == 4)
  }

  @Test func hostileValuesAreErrorsNotTraps() throws {
    let hostile = [
      #"{"event":"undo","time":1,"round":1e300,"edits":0}"#, #"{"event":"undo","time":1,"round":"nan","edits":0}"#,
      #"{"event":"undo","time":"soon","round":1,"edits":0}"#, #"{"event":"undo","time":1,"round":1.5,"edits":0}"#,
      "\u{0}\u{1}\u{2}", String(repeating: "[", count: 2000),
    ]
    for line in hostile {
      let data = file([Data(line.utf8), try codec.encode(.stopped(reason: ""), time: 1)])
      #expect(throws: RunLogError.self, "\(line.prefix(60))") { try codec.decodeAll(data) }
    }
  }

  @Test func eventsOfTheMomentAreInNoLog() throws {
    let moments: [Event] = [
      .activity(Activity(phase: .idle, isRunning: false, edits: 3)), .notice(Notice(.info, "a")),
      .inspected(EditInspection(index: 0, edits: 3, prompts: [])),
    ]
    for event in moments {
      #expect(!event.isLogged && !event.isHistory)
      #expect(throws: EncodingError.self) { try codec.encode(event, time: 0) }
    }
    #expect(Samples.entries.allSatisfy { $0.isLogged })
    let told = Samples.entries.filter { !$0.isHistory }
    #expect(told == [.ready(Samples.description), .stopped(reason: "stopped")])
  }

  /// A log of a later version may name an editor that this one does not have.
  @Test func unknownEditorsAreNamed() throws {
    let line = try String(decoding: codec.encode(.editor(Samples.editorChange), time: 0), as: UTF8.self)
    let data = Data((line.replacingOccurrences(of: "AlphaEdit", with: "OmegaEdit") + "\n").utf8)
    let error = #expect(throws: RunLogError.self) { try codec.decodeLines(data) }
    #expect(error?.description.contains("there is no editor \"OmegaEdit\" in this version") == true)
  }

  /// Logs of earlier versions know nothing of published tasks.
  @Test func detailsOfTasksMayBeMissing() throws {
    var report = Samples.report(number: 1)
    #expect(try !String(decoding: codec.encode(.round(report), time: 0), as: UTF8.self).contains("task_details"))
    report.scores.taskDetails = ["rte": Samples.task, "two_words": Samples.task]
    let line = try codec.encode(.round(report), time: 0)
    #expect(try codec.decode(line).entry == .round(report))
    let scores = try #require(try object(.round(report))["scores"] as? [String: Any])
    let details = try #require(scores["task_details"] as? [String: [String: Any]])
    #expect(Set(details.keys) == ["rte", "two_words"])
    let names: Set = ["f1", "f1_new", "mcc", "mcc_new", "correct", "incorrect", "invalid", "unfit"]
    #expect(details["rte"].map { Set($0.keys) } == names)
  }

  @Test func casesSurviveTheRoundTrip() throws {
    let report = Samples.evaluatedCase(number: .infinity)
    let line = try codec.encode(report)
    #expect(!line.contains(UInt8(ascii: "\n")))
    #expect(try codec.decodeCase(line) == report)
    let object = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
    #expect(object["case_id"] as? Int == 2510 && object["consistency"] as? String == "inf")
    let broken = try codec.decodeCase(codec.encode(Samples.evaluatedCase(number: .nan)))
    #expect(broken.rewrite?.nllNew?.isNaN == true)
  }
}
