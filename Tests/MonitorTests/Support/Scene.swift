import Cells
import Charts
import Monitor
import RunModel

/// Screens that several suites look at.
enum Scene {
  /// A run that stands still after some rounds.
  static func ready(rounds: Int = 3, layers: [Int] = [1], width: Int = 120, height: Int = 36) -> Driver {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun(layers: layers).events(rounds: rounds))
    return driver
  }

  /// A longer one on a large screen, with nothing said: the alarm has tests of its own.
  static func paused(_ rounds: Int = 20, layers: [Int] = [1], guardOn: Int? = nil) -> Driver {
    var driver = Driver(width: 200, height: 50)
    driver.send(SyntheticRun(layers: layers, guardOn: guardOn).events(rounds: rounds))
    driver.press(.escape)
    return driver
  }

  /// Twelve rounds; the guard went on at 600 and off at 1,000; the thirteenth round is being made.
  static func midRun(width: Int, height: Int, glyphs: GlyphSet = .braille) -> Driver {
    var driver = Driver(width: width, height: height, glyphs: glyphs)
    let run = SyntheticRun(guardOn: 600, guardOff: 1_000)
    driver.send(run.events(rounds: 12))
    driver.send([
      .change(GuardChange(edits: 1_200, setting: GuardSetting(isOn: true, tau: 0.5))),
      .activity(Activity(phase: .targets, isRunning: true, step: 12, steps: 20, edits: 1_200)),
    ])
    return driver
  }

  /// A pause holds the thirteenth round, and another guard waits for the fourteenth.
  static func held(width: Int, height: Int) -> Driver {
    var driver = midRun(width: width, height: height)
    driver.send([.activity(Activity(phase: .targets, isRunning: false, isHeld: true, step: 6, steps: 20, edits: 1_200))]
    )
    driver.type("R<")
    driver.press(.escape)
    return driver
  }

  /// A run with another editor and a control, and one more editor asked for.
  static func editors(width: Int, height: Int) -> Driver {
    var driver = Driver(width: width, height: height)
    let run = SyntheticRun(guardOn: 1_000, guardKind: .scaled, alphaEditFrom: 600)
    driver.send(run.events(rounds: 12))
    driver.send([
      .editor(EditorChange(edits: 600, editor: .alphaEdit, layers: [1])),
      .change(GuardChange(edits: 1_000, setting: run.setting(at: 1_200))),
    ])
    driver.type(":ed rec")
    driver.press(.enter, .escape)
    return driver
  }

  /// A run that was forked at 500 edits, with the guard on in the fork, paused.
  static func forkedEvents(trunk: Int, fork: Int) -> [Event] {
    let guarded = SyntheticRun(guardOn: 500)
    let setting = BranchSetting(guardSetting: guarded.setting(at: 600), editor: .memit)
    let own = (6...max(6, fork)).map { round -> Event in
      var report = guarded.report(round: round)
      report.branch = "fork-1"
      return .on("fork-1", .round(report))
    }
    let run = SyntheticRun()
    return run.events(rounds: 5) + [.forked(Fork(number: 1, round: 5, edits: 500, setting: setting))]
      + (6...max(6, trunk)).map { .round(run.report(round: $0)) } + own
  }

  static func forked(width: Int, height: Int, trunk: Int, fork: Int) -> Driver {
    var driver = Driver(width: width, height: height)
    driver.send(forkedEvents(trunk: trunk, fork: fork))
    driver.press(.escape)
    return driver
  }

  static let shortRun = SyntheticRun(roundSize: 10, editLimit: 200)

  /// Three whole rounds, then some of which only the newest edits are measured.
  static func stepped(_ steps: Int, width: Int, height: Int) -> Driver {
    var driver = Driver(width: width, height: height)
    driver.send(shortRun.events(rounds: 3) + (0..<steps).map { .round(shortRun.partialReport(round: 4 + $0)) })
    driver.press(.escape)
    return driver
  }

  /// The log of a finished run, without an engine.
  static func replay(width: Int, height: Int) -> Driver {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun(editLimit: 800, guardOn: 300).replay(rounds: 8))
    return driver
  }

  /// A run that another process has written and ended.
  static func attached(width: Int, height: Int) -> Driver {
    var driver = Driver(width: width, height: height)
    var attached = AttachedRun(place: "~/runs/far")
    attached.hasBegun = true
    driver.send(.attached(attached))
    driver.send(Array(SyntheticRun(editLimit: 800, guardOn: 300).replay(rounds: 8).dropLast()))
    attached.isCaughtUp = true
    attached.hasEnded = true
    driver.send(.attached(attached))
    return driver
  }

  /// Runs of before: one that is being written, one with edits left, a forked one that is done, a damaged one.
  static var pastRuns: [PastRun] {
    func run(
      _ name: String, _ editor: String, _ edits: String, _ collapse: String, _ opening: PastRun.Opening?,
      _ change: (inout PastRun) -> Void = { _ in }
    ) -> PastRun {
      var run = PastRun(path: "/state/\(name)", name: name)
      (run.written, run.model, run.editor, run.guardWords) = (
        "2026-\(name.prefix(5)) 15:04", "atlas 7.4M", editor, "off"
      )
      (run.edits, run.argmax, run.tasks, run.perplexity) = (edits, "0.91", "0.88", "7.10")
      (run.collapse, run.opening) = (collapse, opening)
      change(&run)
      return run
    }
    var damaged = PastRun(path: "/state/broken", name: "broken")
    damaged.problem = "log.jsonl is missing, so this is not a run folder"
    return [
      run("11-30T1504", "MEMIT", "700", "no", .attach) { $0.activity = "running" },
      run("11-29T0800", "AlphaEdit", "1,400", "at 1,300", .resume) { $0.guardWords = "rev 0.30" },
      run("11-28T0912", "RECT", "2,000", "at 900", .replay),
      run("11-28T0912", "RECT", "2,000", "no", .replay) { ($0.name, $0.isBranch) = ("  fork-1", true) },
      damaged,
    ]
  }

  /// Norms and perplexity grow by decades a round, then overflow.
  static func ruined(width: Int, height: Int) -> Driver {
    var driver = Driver(width: width, height: height)
    let run = SyntheticRun(roundSize: 400, editLimit: 4_000)
    driver.send([.ready(run.description)])
    for round in 0...10 { driver.send([.round(run.ruinedReport(round: round))]) }
    driver.send([.activity(Activity(phase: .idle, isRunning: false, edits: 4_000))])
    return driver
  }
}
