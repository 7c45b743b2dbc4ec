import Checkpoints
import Foundation
import RunModel
import TestSupport
import Testing

extension BinaryTests {
  /// Runs without a screen: their rounds, logs and folders, and how they end.
  struct RunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Arguments of a run on the tiny model.
    private func tinyRun(_ more: String...) -> [String] {
      [
        "run", "--model", Fixtures.tinyGPT2.path, "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path,
        "--layers", "1,2", "--round", "2",
      ] + more
    }

    /// The lines of a log or of standard output, but for what the clock says: time stamps and seconds, and seals over them.
    private func timeless(_ text: String) throws -> [String] {
      try text.split(separator: "\n").map { line in
        let parsed = try JSONSerialization.jsonObject(with: Data(line.utf8))
        var object = try #require(parsed as? [String: Any])
        for key in ["time", "seconds", "seal"] { object[key] = nil }
        return String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
      }
    }

    private func log(_ run: String) throws -> [String] {
      try timeless(String(contentsOfFile: run + "/log.jsonl", encoding: .utf8))
    }

    private func isRound(_ line: String) -> Bool { line.contains("\"event\":\"round\"") }

    private func isStop(_ line: String) -> Bool { line.contains("\"event\":\"stop\"") }

    /// Moves a run aside, so that another one can have its place: the log names it.
    private func setAside(_ run: String) throws -> String {
      try FileManager.default.moveItem(atPath: run, toPath: run + "-aside")
      return run + "-aside"
    }

    @Test func theEmbeddedModelIsEditedInRounds() throws {
      let first = try Revive(["run", "--round", "5", "--edits-limit", "10", "--json"])
      #expect(first.code == 0)
      for text in [first.output, first.errors] { #expect(!text.contains("\u{1B}") && !text.contains("\r")) }
      let lines = first.output.split(separator: "\n")
      let codec = LogCodec()
      let counts = try lines.map { line -> Int in
        guard case .round(let report) = try codec.decode(Data(line.utf8)).entry else { return -1 }
        return report.edits
      }
      #expect(counts == counts.sorted() && counts.first == 0 && counts.last == 10)
    }

    @Test func theTableHasARowForEveryRound() throws {
      let result = try Revive(tinyRun("--revive", "on", "--tau", "0.4"))
      #expect(result.code == 0)
      let rows = result.output.split(separator: "\n")
      #expect(rows.count == 1 + 4)
      #expect(rows[0].contains("edits") && rows[4].split(separator: " ").prefix(3) == ["3", "6", "REV"])
      #expect(Set(rows.map(\.count)).count == 1, "columns line up:\n\(result.output)")
      #expect(!(result.output + result.errors).contains("\u{1B}"))
    }

    /// The round that reaches the edit count is the last one without the guard.
    @Test func theGuardIsSwitchedOnInTheMiddle() throws {
      let result = try Revive(tinyRun("--revive", "3"))
      #expect(result.code == 0)
      let rows = result.output.split(separator: "\n").dropFirst().map { $0.split(separator: " ") }
      #expect(rows.map { $0[1] } == ["0", "2", "3", "5", "6"])
      #expect(rows.map { $0[2] == "REV" } == [false, false, false, true, true])
    }

    /// Four runs in one stream: every line says which one it is of, and is the log's line otherwise.
    @Test func runsOfAComparisonAreToldApart() throws {
      let out = folder.path("all")
      let result = try Revive(tinyRun("--with-controls", "--until", "2", "--json", "--out", out))
      #expect(result.code == 0)
      let lines = result.output.split(separator: "\n").map(String.init)
      let names = ["none", "revive", "scaled", "random"]
      let found = try lines.map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])["variant"] as? String
      }
      #expect(found == names.flatMap { [$0, $0] })
      for name in names {
        let mark = ",\"variant\":\"\(name)\""
        let own = lines.filter { $0.contains(mark) }.map { $0.replacingOccurrences(of: mark, with: "") }
        #expect(try timeless(own.joined(separator: "\n")) == log("\(out)/\(name)").filter(isRound))
      }
    }

    /// Nothing is left of runs that never began, and one that is there already is known before the first begins.
    @Test func foldersOfAComparisonAreMadeAsRunsBegin() throws {
      let out = folder.path("all")
      let broken = try folder.file(
        "edits.json",
        """
        [{"case_id": 1, "requested_rewrite": {"prompt": "\(String(repeating: "far ", count: 200)){} is", "subject": "A",
          "target_new": {"str": "b"}, "target_true": {"str": "c"}}}]
        """)
      let stopped = try Revive(
        tinyRun("--edits", broken, "--with-controls", "--on-failure", "stop", "--out", out))
      #expect(stopped.code == 1)
      #expect(stopped.errors.contains("edit 1 (case 1) failed: "))
      #expect(try FileManager.default.contentsOfDirectory(atPath: out) == ["none"])
      let again = try Revive(tinyRun("--with-controls", "--out", out))
      #expect(again.code == 1 && again.errors.contains("\(out)/none already holds a run"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: out) == ["none"])
    }

    /// The whole log, every field of it.
    @Test func equalRunsHaveEqualLogs() throws {
      let run = folder.path("run")
      let arguments = [
        "run", "--round", "5", "--until", "10", "--revive", "on", "--guard", "constrained", "--out", run,
      ]
      #expect(try Revive(arguments).code == 0)
      let first = try setAside(run)
      #expect(try Revive(arguments).code == 0)
      #expect(try log(run) == log(first))
      #expect(try log(run).count == 1 + 3 + 1, "start, rounds, stop")
    }

    /// Wherever the signal hits, the run that is taken up has the log of one that was left alone.
    @Test func anInterruptedRunHasTheLogOfAWholeOne() throws {
      let run = folder.path("run")
      let arguments = ["run", "--json", "--round", "5", "--out", run]
      #expect(try Revive(arguments, signal: SIGINT).code == 130)
      let end = "\(try log(run).count(where: isRound) * 5 + 5)"
      #expect(try Revive(["resume", run, "--until", end]).code == 0)
      let interrupted = try setAside(run)
      #expect(try Revive(arguments + ["--until", end]).code == 0)
      #expect(try log(interrupted).count(where: isStop) == 2)
      #expect(try log(interrupted).filter { !isStop($0) } == log(run).filter { !isStop($0) })
    }

    @Test func aResumedRunIsTheUninterruptedOne() throws {
      let run = folder.path("run")
      let straight = try Revive(tinyRun("--json", "--out", run, "--save", folder.path("a")))
      let whole = try setAside(run)
      let before = try Revive(tinyRun("--json", "--out", run, "--until", "2"))
      let after = try Revive(["resume", run, "--json", "--save", folder.path("b")])
      #expect([straight.code, before.code, after.code] == [0, 0, 0])
      #expect(try timeless(straight.output) == timeless(before.output) + timeless(after.output))
      #expect(try log(whole).filter(isRound) == timeless(straight.output))
      #expect(try log(run).filter { !isStop($0) } == log(whole).filter { !isStop($0) })
      let weights = try ["a", "b"].map {
        try Data(contentsOf: URL(fileURLWithPath: folder.path($0 + "/model.safetensors")))
      }
      #expect(weights[0] == weights[1])
      let again = try Revive(tinyRun("--out", run))
      #expect(again.code == 1 && again.complaints.count == 1 && again.errors.contains("revive resume"))
    }

    @Test func aRunThatIsPastTheGoalIsSaidToBe() throws {
      let run = folder.path("run")
      #expect(try Revive(tinyRun("--out", run, "--until", "4")).code == 0)
      for options in [["--until", "2"], ["--until", "4", "--json"]] {
        let result = try Revive(["resume", run] + options)
        #expect((result.code, result.output) == (0, ""))
        #expect(result.complaints.last == "nothing to do: the run is at edit 4 of 6 already")
      }
    }

    /// A run whose log says that past edits are lost is not edited any further.
    @Test func untilCollapse() throws {
      let run = folder.path("run")
      let whole = try Revive(tinyRun("--out", run + "-whole", "--until", "collapse"))
      #expect(whole.code == 0 && whole.output.split(separator: "\n").count == 1 + 4, "no alarm: all 6 edits")
      #expect(try Revive(tinyRun("--out", run, "--until", "4")).code == 0)
      let log = URL(fileURLWithPath: run + "/log.jsonl")
      // A log of an earlier version: whoever changes a sealed line is found out.
      let text = try String(contentsOf: log, encoding: .utf8).replacing(/,"seal":"[0-9a-f]{16}"/, with: "")
      let lines = try text.split(separator: "\n").map { line in
        guard isRound(String(line)) else { return String(line) }
        let parsed = try JSONSerialization.jsonObject(with: Data(line.utf8))
        var object = try #require(parsed as? [String: Any])
        var scores = try #require(object["scores"] as? [String: Any])
        scores["efficacy_argmax"] = [nil, 0.9, 0.4][try #require(object["round"] as? Int)]
        object["scores"] = scores
        return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
      }
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: log)
      let stopped = try Revive(["resume", run, "--until", "collapse"])
      #expect((stopped.code, stopped.output) == (3, ""))
      #expect(stopped.complaints.contains("collapse at edit 4: argmax 0.40, 0.90 at first (threshold 0.45)"))
      // Any other goal goes on.
      #expect(try Revive(["resume", run, "--until", "6"]).code == 0)
    }

    /// What would be written over at the end is refused before anything is edited.
    @Test func anEditedModelGetsAFolderOfItsOwn() throws {
      let saved = folder.path("saved")
      #expect(try Revive(tinyRun("--until", "2", "--save", saved)).code == 0)
      let weights = try Data(contentsOf: URL(fileURLWithPath: saved + "/model.safetensors"))
      let again = try Revive(tinyRun("--save", saved))
      #expect((again.code, again.output) == (1, ""))
      #expect(again.errors == "revive: \(saved): is not empty; give --save a new or an empty folder\n")
      #expect(try Data(contentsOf: URL(fileURLWithPath: saved + "/model.safetensors")) == weights)
    }

    /// Run folders are files: they may have been cut short, edited by hand, or mixed up.
    @Test func damagedRunFoldersAreRefused() throws {
      let whole = folder.url.appendingPathComponent("whole")
      #expect(try Revive(tinyRun("--out", whole.path)).code == 0)
      func damaged(_ name: String, _ file: String, _ change: (Data) -> Data) throws -> String {
        let copy = folder.url.appendingPathComponent(name)
        try FileManager.default.copyItem(at: whole, to: copy)
        let url = copy.appendingPathComponent(file)
        try change(Data(contentsOf: url)).write(to: url)
        return copy.path
      }
      func replacing(_ old: String, by new: String) -> (Data) -> Data {
        { Data(String(decoding: $0, as: UTF8.self).replacingOccurrences(of: old, with: new).utf8) }
      }
      // As versions wrote it that did not seal it: what is wrong is found without.
      func unsealed(_ log: Data) -> Data {
        Data(String(decoding: log, as: UTF8.self).replacing(/,"seal":"[0-9a-f]{16}"/, with: "").utf8)
      }
      let atlas = folder.url.appendingPathComponent("atlas")
      #expect(try Revive(["run", "--edits-limit", "1", "--out", atlas.path]).code == 0)
      let foreign = try Data(contentsOf: atlas.appendingPathComponent("updates/round_00001.safetensors"))
      let updates = "updates/round_00002.safetensors"
      for path in [
        try damaged("a", "config.json", replacing("\"round_size\" : 2", by: "\"round_size\" : 0")),
        try damaged("b", "config.json") { $0.prefix(100) },
        try damaged("c", "log.jsonl") { replacing("\"edits\":4,", by: "\"edits\":-4,")(unsealed($0)) },
        try damaged("d", "log.jsonl") { replacing("\"event\":\"round\"", by: "\"event\":\"rond\"")(unsealed($0)) },
        try damaged("e", updates) { $0.prefix(200) },
        try damaged("f", updates) { _ in foreign },
      ] {
        let result = try Revive(["resume", path])
        #expect(result.code == 1, "\(path): \(result.errors)")
        #expect(result.complaints.last?.hasPrefix("revive: cannot read \(path)") == true, "\(result.errors)")
        #expect(!result.errors.contains("download") && !result.errors.contains("not as it was written"))
      }
      let torn = try damaged("torn", "log.jsonl") { $0.dropLast(200) }
      #expect(try Revive(["resume", torn]).code == 0)
    }

    @Test(arguments: [SIGINT: 130, SIGTERM: 143])
    func theRunIsStoppedAtASafePoint(signal: Int32, code: Int32) throws {
      let run = folder.path("run")
      let result = try Revive(["run", "--json", "--round", "5", "--out", run], signal: signal)
      #expect(result.code == code)
      let log = try String(contentsOfFile: run + "/log.jsonl", encoding: .utf8)
      #expect(log.hasSuffix("\n"))
      #expect(log.split(separator: "\n").last?.contains("\"stop\"") == true)
      #expect(try timeless(log).filter(isRound) == timeless(result.output))
    }

    @Test func aFullDiskEndsTheRun() throws {
      let result = try Revive(tinyRun("--json"), output: FileHandle(forWritingAtPath: "/dev/full"))
      #expect(result.code == 1)
      #expect(result.complaints.contains { $0.hasPrefix("revive: cannot write standard output") })
    }

    /// Where OpenBLAS would look for its buffers for ever.
    @Test func tooLittleAddressSpaceIsToldInALine() throws {
      let result = try Revive(tinyRun("--json"), under: "ulimit -v 400000")
      #expect(result.code == 1)
      #expect(result.errors.hasPrefix("revive: the address space is limited to 390 MB"))
      #expect(result.errors.hasSuffix("(ulimit -v unlimited)\n"))
    }

    @Test func aSmallStackIsToldInALine() throws {
      let result = try Revive(tinyRun("--json"), under: "ulimit -s 64")
      #expect(result.code == 1)
      #expect(
        result.errors == "revive: the stack is limited to 64 kB, and 256 are needed: raise it (ulimit -s 8192)\n")
    }

    /// The limit holds for a person's processes, and not for root's: those that tests run as root become somebody who has
    /// no process else.
    @Test func tooFewThreadsAreToldInALine() throws {
      func limited(_ arguments: String..., to limit: String) throws -> Revive {
        let person = "exec setpriv --reuid=54321 --regid=54321 --clear-groups"
        return try Revive(
          arguments, under: "\(person) bash -c 'ulimit -u \(limit); exec \"$0\" \"$@\"' \"$0\" \"$@\"")
      }
      guard try limited("--version", to: "unlimited").code == 0 else { return }
      let result = try limited("run", "--json", "--until", "5", to: "3")
      #expect(result.code == 1)
      #expect(result.errors.contains(" threads can be made, and ") && result.errors.contains("(ulimit -u)"))
    }

    /// The three rounds of the published MEMIT on the tiny model, from the command line alone.
    @Test func thePublishedRunIsRepeated() throws {
      let contexts = try folder.file(
        "contexts.json", #"["{}", "The old man spoke at length. {}", "It was late in the evening. {}"]"#)
      let saved = folder.path("saved")
      let result = try Revive([
        "run", "--model", Fixtures.tinyGPT2.path, "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path,
        "--hparams", Fixtures.memit.appendingPathComponent("hparams.json").path, "--contexts", contexts, "--round", "2",
        "--precision", "f32", "--save", saved,
      ])
      #expect(result.code == 0)
      let edited = try CheckpointFolder(URL(fileURLWithPath: saved))
      let original = try CheckpointFolder(Fixtures.tinyGPT2)
      let reference = try TensorFile(Fixtures.memit.appendingPathComponent("batch_002.safetensors"))
      for layer in [1, 2] {
        let expected = try reference.floats("W_L\(layer)")
        let found = try edited.floats("h.\(layer).mlp.c_proj.weight", shape: [256, 64])
        let before = try original.floats("h.\(layer).mlp.c_proj.weight", shape: [256, 64])
        let change = zip(expected, before).map { abs($0 - $1) }.max() ?? 0
        let error = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
        #expect(error < 1e-3 * change, "layer \(layer): off by \(error), the edits changed \(change)")
      }
    }
  }
}
