import Foundation
import RunModel
import Testing

@testable import revive

/// What `--with-controls` compares.
struct ControlsTests {
  @Test(arguments: [GuardSetting.Kind.revive, .constrained]) func aGuardStandsBesideItsControls(
    kind: GuardSetting.Kind
  ) {
    let variants = controlVariants(of: GuardSetting(isOn: false, kind: kind, tau: 0.3, factor: 0.5))
    #expect(variants.map(\.name) == ["none", kind.rawValue, "scaled", "random"])
    #expect(variants.map(\.setting.isOn) == [false, true, true, true])
    #expect(variants.allSatisfy { $0.setting.method == kind && $0.setting.tau == 0.3 && $0.setting.factor == 0.5 })
    // Asked for by one of its controls, the experiment is the same.
    let control = GuardSetting(isOn: true, kind: .random, tau: 0.3, controlOf: kind, factor: 0.5)
    #expect(controlVariants(of: control).map(\.name) == variants.map(\.name))
  }

  @Test(arguments: [["--save", "x"], ["--revive", "off"], ["--guard", "sphere"]]) func whatMakesNoComparisonIsRefused(
    words: [String]
  ) throws {
    guard case .perform(_, let settings) = try parse(["run", "--with-controls"] + words) else {
      Issue.record("not parsed")
      return
    }
    let configuration = try ConfiguredRun(settings.run).configuration
    #expect(throws: UsageError.self) { try runControls(configuration, settings.run, settings.output, in: .process) }
  }
}
