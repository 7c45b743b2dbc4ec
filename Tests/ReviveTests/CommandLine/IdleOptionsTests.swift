import Editing
import Engine
import RunModel
import Testing

@testable import revive

/// Options that say nothing to the chosen editor or guard.
struct IdleOptionsTests {
  private struct Unexpected: Error {}

  /// - Parameter line: a command and its options, with blanks between them.
  private func idle(_ line: String) throws -> [String] {
    let words = line.split(separator: " ").map(String.init)
    guard case .perform(let command, let settings) = try parse(words) else { throw Unexpected() }
    return idleOptions(
      settings.run, try ConfiguredRun(settings.run).configuration, hasControls: settings.output.hasControls,
      bench: command == .bench ? settings.bench : nil)
  }

  @Test(
    arguments: [
      "--tau 0.3", "--guard revive", "--energy sigma", "--basis thin --guard revive",
      "--control-of revive --guard random",
      "--scale 0.5 --guard scaled",
    ])
  func guardOptionsNeedAGuard(options: String) throws {
    let lines = try idle("run \(options)")
    #expect(lines.count == 1 && lines[0].hasSuffix(": given, but the guard is off: --revive on turns it on"))
    #expect(lines.allSatisfy { $0.contains(options.split(separator: " ")[0]) })
    #expect(try idle("run --revive on \(options)").isEmpty)
    // Who says that it is off knows.
    #expect(try idle("run --revive off \(options)").isEmpty)
  }

  @Test(
    arguments: [
      ("--guard random --scale 0.5", "--scale: no effect on --guard random: it is for --guard scaled"),
      ("--beta 0.4 --alpha 0.4", "--beta, --alpha: no effect on --guard revive: it is for --guard sphere"),
      ("--guard sphere --basis thin", "--basis: no effect on SPHERE: it is a form of REVIVE's filter"),
      (
        "--guard constrained --control-of revive",
        "--control-of: no effect on --guard constrained: it is for the controls, scaled and random"
      ),
      (
        "--guard constrained --basis thin",
        "--basis: no effect on the constrained solve: it is a form of the paper's filter"
      ),
      (
        "--guard random --control-of constrained --basis thin",
        "--basis: no effect on the constrained solve: it is a form of the paper's filter"
      ),
      (
        "--guard scaled --scale 0.5 --basis thin --control-of revive",
        "--basis, --control-of: no effect beside --scale: the factor is fixed"
      ),
    ])
  func guardsReadTheirOwn(options: String, line: String) throws {
    #expect(try idle("run --revive on \(options)") == [line])
  }

  @Test func comparisonsAreOfAGuardWithItsControls() throws {
    #expect(
      try idle("run --with-controls --guard random") == [
        "--guard: a control is not compared with itself: the guard is revive, beside both controls"
      ])
    #expect(
      try idle("run --with-controls --guard revive --control-of constrained") == [
        "--control-of: no effect: --with-controls compares what --guard names, revive"
      ])
    for options in ["--scale 0.5 --tau 0.3", "--guard constrained", "--guard revive --basis thin --energy sigma"] {
      #expect(try idle("run --with-controls \(options)").isEmpty)
    }
  }

  @Test(
    arguments: [
      (
        "", "--l2 1 --nullspace-mode energy", "--nullspace-mode, --l2: no effect on MEMIT, only on AlphaEdit, DeltaEdit"
      ),
      ("", "--compat rome-legacy-key", "--compat rome-legacy-key: no effect on MEMIT, only on ROME"),
      ("", "--set rect_share=0.2", "--set rect_share: no effect on MEMIT, only on RECT"),
      ("AlphaEdit", "--lambda 9 --ridge 1", "--lambda, --ridge: no effect on AlphaEdit"),
      (
        "ROME", "--compat rome-legacy-key,prune-double-add",
        "--compat prune-double-add: no effect on ROME, only on PRUNE"
      ),
      ("FT", "--kl 1 --clamp 2 --clamp-anchor anchored", "--clamp, --clamp-anchor, --kl: no effect on FT"),
      ("FT", "--anchor nas --anchor-samples 9", "--anchor, --anchor-samples: no effect on FT"),
      ("FT", "--set norm_constraint=1", "--set norm_constraint: no effect on FT, only on FT-L"),
    ])
  func editorsReadTheirOwn(editor: String, options: String, line: String) throws {
    let chosen = editor.isEmpty ? "" : " --editor \(editor)"
    for command in ["run", "bench"] { #expect(try idle("\(command)\(chosen) \(options)") == [line]) }
    #expect(try idle("bench --every-editor \(options)").isEmpty)
  }

  @Test(arguments: EditorKind.allCases) func whatAnEditorReadsIsNotSaid(editor: EditorKind) throws {
    #expect(try idle("run --editor \(editor.rawValue) --steps 3 --lr 0.1 --weight-decay 0.1 --layers 1,2").isEmpty)
    let own = HyperParameters.keys.filter { HyperParameters.readers(of: $0) == [editor] }
    let hasOwn: Set<EditorKind> = [.rect, .prune, .nse, .deltaEdit, .rome, .emmet, .encore, .ftL]
    #expect(own.isEmpty != hasOwn.contains(editor))
  }

  @Test func everyKeyHasReaders() {
    #expect(HyperParameters.keys.allSatisfy { !HyperParameters.readers(of: $0).isEmpty })
    #expect(HyperParameters.readers(of: "nobody").isEmpty)
  }

  @Test func benchesHaveNoFailurePolicyAndOneListOfEditors() throws {
    #expect(
      try idle("bench --on-failure stop --every-editor --editor ROME") == [
        "--editor: no effect: --every-editor takes them all", "--on-failure: no effect: rounds are timed one by one",
      ])
    #expect(try idle("run --on-failure stop").isEmpty)
  }

  @Test(
    arguments: [
      ("--snippets f --text-interval 2", "--snippets, --text-interval: no effect: for --evaluate full"),
      ("--evaluate full --tfidf d", "--tfidf: no effect without --snippets"),
      ("--compat rte-inverted", "--compat rte-inverted: no effect without --tasks of GLUE's form"),
    ])
  func evaluationsReadTheirOwn(options: String, line: String) throws {
    #expect(try idle("run \(options)") == [line])
    #expect(try idle("run --evaluate full --snippets f --tfidf d --text-interval 0").isEmpty)
    #expect(try idle("run --compat rte-inverted --tasks glue").isEmpty)
  }
}
