import Cells
import Monitor
import Testing

/// What the program takes of the machine, in the text about the run.
@Suite struct UsageTests {
  private let usage = ProcessUsage(
    resident: 812_300_000, peak: 1_100_000_000, userSeconds: 1_203.4, systemSeconds: 5.1, busyProcessors: 1.834,
    processors: 16)

  @Test func itStandsInTheTextAboutTheRun() {
    var driver = Scene.ready()
    driver.type("i")
    #expect(!driver.text.contains("812.3 MB"))
    _ = update(&driver.state, .usage(usage))
    #expect(driver.text.contains("812.3 MB, at most 1.1 GB so far"))
    #expect(driver.text.contains("1.83 of 16 over the last seconds; 1,203 s user and 5 s system in all"))
  }

  /// Nothing wakes anybody up for it while it is not shown.
  @Test func itIsReadAnewOnlyWhileItIsShown() {
    var driver = Scene.ready()
    driver.press(.escape)
    _ = update(&driver.state, .usage(usage))
    #expect(driver.state.tickInterval == nil && !driver.state.showsUsage)
    driver.type("i")
    #expect(driver.state.tickInterval == 2 && driver.state.showsUsage)
    driver.state.environment.isStill = true
    #expect(driver.state.tickInterval == nil)
    driver.state.environment.isStill = false
    driver.press(.escape)
    #expect(driver.state.tickInterval == nil && !driver.state.showsUsage)
  }
}
