import Engine
import Foundation
import RunModel
import TestSupport
import Testing

@testable import revive

#if canImport(FoundationXML)
  import FoundationXML
#endif

extension BinaryTests {
  /// What is written of earlier runs, and how they are held against each other.
  struct ExportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A run on the tiny model.
    private func run(_ name: String, _ more: String...) throws -> String {
      let path = folder.path(name)
      let result = try Revive(
        [
          "run", "--model", Fixtures.tinyGPT2.path, "--edits", Fixtures.edits.path, "--moments", Fixtures.text.path,
          "--layers", "1,2", "--round", "2", "--out", path,
        ] + more)
      try #require(result.code == 0, "\(result.errors)")
      return path
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    /// The rows of a table without quotes, by the names of their columns.
    private func rows(_ csv: String) throws -> [[String: String]] {
      let lines = csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let head = try #require(lines.first)
      return lines.dropFirst().map { line in
        #expect(line.count == head.count)
        return Dictionary(uniqueKeysWithValues: zip(head, line).map { (String($0), String($1)) })
      }
    }

    @Test func aRunIsWrittenAsTheLogHasIt() throws {
      let run = try run("a", "--revive", "2", "--tau", "0.3")
      let (csv, lines, charts) = (folder.path("a.csv"), folder.path("a.jsonl"), folder.path("new/charts"))
      let result = try Revive(["export", run, "--csv", csv, "--jsonl", lines, "--screens", charts, "--theme", "vellum"])
      #expect((result.code, result.output) == (0, ""), "\(result.errors)")
      let rows = try rows(text(csv))
      #expect(rows.map { $0["edits"] } == ["0", "2", "4", "6"])
      #expect(rows.map { $0["guard"] } == ["off", "off", "revive", "revive"])
      #expect(rows.map { $0["tau"] } == Array(repeating: "0.3", count: 4))

      let log = try LogCodec().decodeAll(Data(text(run + "/log.jsonl").utf8))
      #expect(try LogCodec().decodeAll(Data(text(lines).utf8)) == log)
      let reports = BranchedRun(log).branches[0].reports
      for (row, report) in zip(rows, reports) {
        #expect(row["layer2_ls"].flatMap(Double.init) == report.layers[1].ls)
        #expect(row["efficacy"].flatMap(Double.init) == report.scores.efficacy)
        #expect(row["seconds_total"].flatMap(Double.init) == report.seconds.total)
      }

      let names = try FileManager.default.contentsOfDirectory(atPath: charts).sorted()
      let byLayer = ["norms", "similarity", "spectrum", "waterfall"].flatMap { name in
        ["layer-1", "layer-2", "mean"].map { "\(name)-\($0).svg" }
      }
      #expect(names == (byLayer + ["quality.svg"]).sorted())
      for name in names {
        let parser = XMLParser(data: Data(try text("\(charts)/\(name)").utf8))
        #expect(parser.parse(), "\(name)")
      }
    }

    /// A run that is forked between two sessions goes on without a screen in both branches, and both are told.
    @Test func bothBranchesOfAForkedRunAreThere() throws {
      let run = try run("a", "--until", "4")
      let setting = BranchSetting(guardSetting: GuardSetting(isOn: true, tau: 0.4), editor: .memit)
      let fork = Fork(number: 1, round: 1, edits: 2, setting: setting)
      try RunFolder(existing: URL(fileURLWithPath: run)).append(.forked(fork), time: 0)
      let resumed = try Revive(["resume", run, "--headless", "--json"])
      #expect(resumed.code == 0, "\(resumed.errors)")
      let made = try LogCodec().decodeAll(Data(resumed.output.utf8)).map(\.branch)
      #expect(made == ["fork-1", "main", "fork-1"])

      let table = try rows(Revive(["export", run, "--csv", "-"]).output)
      #expect(table.map { $0["branch"] } == ["main", "main", "main", "main", "fork-1", "fork-1"])
      #expect(table.map { $0["edits"] } == ["0", "2", "4", "6", "4", "6"])
      #expect(table.map { $0["guard"] } == ["off", "off", "off", "off", "revive", "revive"])
      let told = try Revive(["export", run]).output
      #expect(told.contains("forked at 2 edits, branch fork-1 up to edit 6: MEMIT, guard REVIVE filter, tau 0.4"))
      let alone = try self.run("b")
      let compared = try Revive(["compare", run, alone])
      #expect(compared.code == 0, "\(compared.errors)")
      #expect(compared.output.contains("a main") && compared.output.contains("a fork-1"))
      // Its two branches are two runs; one that was never forked has nothing beside it.
      #expect(try Revive(["compare", run]).output.contains("a fork-1"))
      let lone = try Revive(["compare", alone])
      #expect(lone.code == 2 && lone.errors.contains("give another one"))
      let table2 = try Revive(["resume", run, "--headless"])
      #expect(table2.code == 0 && table2.errors.contains("nothing to do"))
    }

    /// Slopes of an export against a regression through the rounds of its own table.
    @Test func whatAChangeDidIsExported() throws {
      let run = try run("a", "--revive", "2")
      let (changes, rounds) = (
        try rows(
          Revive(["export", run, "--changes", "-"]).output.replacing("\"guard REVIVE filter, tau 0.5\"", with: "on")),
        try rows(Revive(["export", run, "--csv", "-"]).output)
      )
      #expect(changes.map { $0["measure"] } == ["argmax", "tasks", "log_perplexity", "hidden", "norm", "core"])
      #expect(changes.allSatisfy { ($0["kind"], $0["edits"], $0["from"], $0["to"]) == ("change", "2", "0", "6") })
      func slope(_ range: ClosedRange<Double>) throws -> Double {
        let points = try rounds.compactMap { row -> (x: Double, y: Double)? in
          let edits = try #require(row["edits"].flatMap(Double.init))
          let norms = [1, 2].compactMap { row["layer\($0)_frobenius_ratio"].flatMap(Double.init) }
          try #require(norms.count == 2)
          return range ~= edits ? (edits / 100, (norms[0] + norms[1]) / 2) : nil
        }
        let n = Double(points.count)
        let (x, y) = (points.reduce(0) { $0 + $1.x } / n, points.reduce(0) { $0 + $1.y } / n)
        return points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) } / points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
      }
      let norm = try #require(changes.first { $0["measure"] == "norm" })
      for (column, range) in [("slope_before", 0.0...2), ("slope_after", 3.0...6)] {
        let (found, expected) = (try #require(norm[column].flatMap(Double.init)), try slope(range))
        #expect(abs(found - expected) <= 1e-6 * max(1, abs(expected)), "\(column)")
      }
      let told = try Revive(["export", run]).output
      #expect(told.contains("at 2 edits: guard REVIVE filter, tau 0.5\n  per 100 edits"))
      #expect(try Revive(["export", run, "--changes", "-", "--csv", "-"]).code == 2)
      // A run's own files are none of an export's.
      let own = try Revive(["export", run, "--csv", run + "/log.jsonl", "--overwrite"])
      #expect(own.code == 1 && own.errors.contains("is the run's own log.jsonl"))
    }

    @Test func whatIsThereAlreadyIsLeftAlone() throws {
      let run = try run("a")
      let csv = try folder.file("a.csv", "mine")
      let refused = try Revive(["export", run, "--csv", csv, "--jsonl", folder.path("a.jsonl")])
      #expect(refused.code == 1 && refused.complaints.count == 1)
      #expect(refused.errors.contains("a.csv") && refused.errors.contains("--overwrite"))
      #expect(try text(csv) == "mine")
      #expect(!FileManager.default.fileExists(atPath: folder.path("a.jsonl")))
      #expect(try Revive(["export", run, "--csv", csv, "--overwrite"]).code == 0)
      #expect(try text(csv).hasPrefix("time,"))
      let output = try Revive(["export", run, "--csv", "-"])
      #expect(try output.output == text(csv))
      #expect(try Revive(["export", run, "--csv", "-", "--jsonl", "-"]).code == 2)
      let twice = try Revive(["export", run, "--csv", folder.path("b"), "--jsonl", folder.path("b")])
      #expect(twice.code == 1 && twice.errors.contains("twice"))
      let idle = try Revive(["export", run, "--csv", "-", "--theme", "vellum", "--size", "90x30", "--ground", "light"])
      #expect(idle.code == 0 && idle.errors.contains("--theme, --size: without effect"))
      #expect(idle.errors.contains("--ground: without effect where no picture is made (--svg does)"))
    }

    @Test func aTornLastLineIsPassedOverAndABrokenOneNamed() throws {
      let run = try run("a")
      let log = URL(fileURLWithPath: run + "/log.jsonl")
      let whole = try Data(contentsOf: log)
      let lines = whole.split(separator: UInt8(ascii: "\n"))
      try Data(lines.prefix(4).joined(separator: Data("\n".utf8)).dropLast(50)).write(to: log)
      let torn = try Revive(["export", run, "--csv", "-"])
      #expect(torn.code == 0, "\(torn.errors)")
      #expect(try rows(torn.output).map { $0["edits"] } == ["0", "2"])
      try (Data("{\n".utf8) + whole).write(to: log)
      let broken = try Revive(["export", run, "--csv", "-"])
      #expect(broken.code == 1 && broken.errors.contains("line 1 of the log"))
      #expect(try Revive(["export", folder.path("nothing")]).code == 1)
    }

    @Test func everySettingIsTold() throws {
      let run = try run("a", "--revive", "2", "--seed", "7", "--editor", "MEMIT")
      let output = try Revive(["export", run]).output
      let settings = output.split(separator: "\n").reduce(into: [String: String]()) { settings, line in
        let parts = line.split(separator: " ", maxSplits: 1)
        if parts.count == 2 { settings[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces) }
      }
      #expect(settings["seed"] == "7" && settings["editor"] == "MEMIT" && settings["settings.MEMIT.layers"] == "1, 2")
      #expect(settings["program"] == programVersion && settings["edits"] == Fixtures.edits.path)
      #expect(settings["settings.ROME.layers"] == nil)
      #expect(output.contains("at 2 edits: guard REVIVE filter, tau 0.5\n"))
    }

    @Test func runsAreHeldAgainstEachOther() throws {
      let (a, b) = (try run("a"), try run("b", "--revive", "2", "--seed", "1", "--edits-limit", "5"))
      let charts = folder.path("charts")
      let result = try Revive(["compare", a, b, "--charts", "--svg", charts, "--glyphs", "ascii"])
      #expect(result.code == 0, "\(result.errors)")
      let lines = result.output.split(separator: "\n")
      #expect(lines.contains { $0.split(separator: " ") == ["seed", "0", "1"] })
      #expect(lines.contains { $0.split(separator: " ") == ["edit_limit", "all", "5"] })
      #expect(result.output.contains("b, at 2 edits: guard REVIVE filter, tau 0.5"))
      // 6 and 5 edits are not common to both.
      #expect(result.output.contains("after 4 edits, the last count that all have"))
      #expect(!result.output.contains("after 5 edits") && !result.output.contains("round_size"))
      #expect(result.output.contains("argmax < 0.5") && result.output.contains("Largest singular value"))
      let names = try FileManager.default.contentsOfDirectory(atPath: charts)
      #expect(Set(names).isSuperset(of: ["efficacy.svg", "ls.svg", "core-drift.svg", "sigma-1.svg", "all.svg"]))
      #expect(try text(charts + "/ls.svg").contains(">a<") && text(charts + "/ls.svg").contains(">b<"))
    }

    @Test func figuresOfOneRun() throws {
      let run = try run("a", "--revive", "2")
      let folder = folder.path("figures")
      let result = try Revive(["export", run, "--svg", folder, "--ground", "transparent"])
      #expect((result.code, result.output) == (0, ""), "\(result.errors)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      let spectra = ["growth", "spectrum"].flatMap { name in [1, 2].map { "\(name)-layer-\($0).svg" } }
      #expect(
        names
          == (spectra
          + ["all", "core-drift", "edits", "hidden-norm", "norms", "similarity", "value-norm"].map { "\($0).svg" })
          .sorted())
      for name in names {
        let svg = try text("\(folder)/\(name)")
        #expect(XMLParser(data: Data(svg.utf8)).parse() && !svg.contains("#ffffff"), "\(name)")
      }
      let norms = try text("\(folder)/norms.svg")
      // What was changed on the way, what is tinted, and the sign of collapse.
      #expect(norms.contains(">guard REVIVE filter, tau 0.5<") && norms.contains("#e7eef4"))
      #expect(norms.contains("mean over layers 1, 2") && norms.contains("sign of collapse: norm &gt; 2x"))
      let again = try Revive(["export", run, "--svg", folder])
      #expect(again.code == 1 && again.errors.contains("--overwrite"))
    }

    @Test func runsThatDifferInTheirSeedAreOneLine() throws {
      let runs = try ["a", "b", "c"].enumerated().map { try run($0.element, "--seed", "\($0.offset)") }
      let other = try run("d", "--editor", "AlphaEdit")
      let folder = folder.path("figures")
      let result = try Revive(["export"] + runs + [other, "--svg", folder])
      #expect(result.code == 0, "\(result.errors)")
      let figure = try text("\(folder)/argmax.svg")
      #expect(figure.contains(">MEMIT, guard off, 3 seeds<") && figure.contains(">d<"))
      #expect(figure.contains("band: least to most of the seeds"))
      #expect(figure.split(separator: "\n").filter { $0.contains("stroke-linejoin") }.count == 2)
      // Seeds alone are drawn as one run is, with bands.
      let alone = try Revive(["export"] + runs + ["--svg", self.folder.path("seeds")])
      #expect(alone.code == 0, "\(alone.errors)")
      #expect(try text(self.folder.path("seeds") + "/edits.svg").contains("least to most"))
      let refused = try Revive(["export"] + runs + ["--csv", "-"])
      #expect(refused.code == 2 && refused.errors.contains("--csv writes one run"))
    }

    /// Where two were not measured at the same count, each is told at its nearest.
    @Test func runsWithOtherRoundsAreComparedAtTheNearestCounts() throws {
      let (a, b) = (try run("a"), try run("b", "--round", "3"))
      let output = try Revive(["compare", a, b]).output
      #expect(output.contains("near 3 edits; each at the nearest count that it was measured at, which its row tells"))
      #expect(output.contains("after 6 edits, the last count that all have"))
      let near = try #require(output.components(separatedBy: "near 3 edits").dropFirst().first).split(separator: "\n")
      // 2 and 4 are as near to 3: the earlier one counts.
      #expect(near[2].split(separator: " ").prefix(3) == ["a", "1", "2"])
      #expect(near[3].split(separator: " ").prefix(3) == ["b", "1", "3"])
      let json = try JSONSerialization.jsonObject(with: Data(Revive(["compare", a, b, "--json"]).output.utf8))
      let object = try #require(json as? [String: Any])
      let nearest = try #require(object["nearest"] as? [[String: Any]])
      #expect(object["common_edits"] as? [Int] == [6] && nearest.compactMap { $0["edits"] as? Int } == [3])
      let states = try #require(nearest[0]["states"] as? [[String: Any]])
      #expect(states.compactMap { $0["edits"] as? Int } == [2, 3])
    }

    @Test func aComparisonIsJSONToo() throws {
      let (a, b) = (try run("a"), try run("b", "--tau", "0.3"))
      let result = try Revive(["compare", a, b, a, "--json"])
      let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      let object = try #require(json as? [String: Any])
      #expect(object["common_edits"] as? [Int] == [2, 4, 6])
      let runs = try #require(object["runs"] as? [[String: Any]])
      #expect(runs.compactMap { $0["name"] as? String } == ["\(a) (1)", "\(b) (2)", "\(a) (3)"])
      let differences = try #require(object["differences"] as? [[String: Any]])
      #expect(differences.compactMap { $0["setting"] as? String } == ["guard_setting.tau"])
      #expect(differences[0]["values"] as? [String] == ["0.5", "0.3", "0.5"])
      let states = try #require(object["states"] as? [[String: Any]])
      #expect(states.compactMap { $0["edits"] as? Int } == [2, 2, 2, 4, 4, 4, 6, 6, 6])
      // The guard was off: tau or not, all went the same way.
      let scores = states.suffix(3).map { NSDictionary(dictionary: $0["scores"] as? [String: Any] ?? [:]) }
      #expect(scores[0] == scores[1] && scores[1] == scores[2] && scores[0].count > 0)
    }

    @Test func aComparisonTakesTwoToEightRuns() throws {
      for count in [0, 9] {
        let result = try Revive(["compare"] + Array(repeating: "r", count: count))
        #expect(result.code == 2 && result.complaints.count == 1, "\(result.errors)")
      }
      let result = try Revive(["compare", folder.path("x"), folder.path("y")])
      #expect(result.code == 1 && result.errors.contains("x"))
    }
  }
}
