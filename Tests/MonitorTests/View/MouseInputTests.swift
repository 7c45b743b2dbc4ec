import Cells
import Charts
import RunModel
import Testing

@testable import Monitor

/// The mouse, on the screen as it is drawn.
@Suite struct MouseInputTests {
  private func run(_ rounds: Int = 20, width: Int = 120, height: Int = 36) -> Driver {
    var driver = Driver(width: width, height: height)
    driver.send(SyntheticRun(guardOn: 600).events(rounds: rounds))
    return driver
  }

  /// Where a text stands on the screen.
  private func place(of text: String, in driver: Driver) throws -> (x: Int, y: Int) {
    let picture = driver.picture
    for y in 0..<picture.size.height {
      let row = (0..<picture.size.width).map { Character(picture[$0, y].scalar) }
      for x in row.indices where String(row[x...].prefix(text.count)) == text { return (x, y) }
    }
    throw Missing(text: text)
  }

  private struct Missing: Error { let text: String }

  @Test(arguments: Preset.allCases, [(200, 50), (120, 36), (80, 24), (60, 20)])
  func aPressOnATitleFocusesItsPane(preset: Preset, size: (Int, Int)) throws {
    var driver = run(width: size.0, height: size.1)
    driver.type(":layout \(preset.rawValue)")
    driver.press(.enter, .escape)
    for pane in driver.state.paneRects(size: driver.state.environment.size).keys {
      // With another focus fewer panes may fit.
      guard let (x, y) = try? place(of: "\(pane.digit) \(pane.title)", in: driver) else { continue }
      driver.mouse(.press, x, y)
      #expect(driver.state.panes.focus == pane && driver.state.charts.crosshair == nil)
    }
  }

  /// The crosshair is drawn through the column that was pointed at, give or take the distance of rounds.
  @Test func aPressInAChartPutsTheCrosshairThere() throws {
    var driver = run(40)
    let start = try place(of: "5 quality", in: driver)
    for offset in [12, 20, 30] {
      driver.mouse(.press, start.x + offset, start.y + 3)
      #expect(driver.state.panes.focus == .quality)
      let round = try #require(driver.state.crosshairRound)
      let rect = try #require(driver.state.paneRects(size: driver.state.environment.size)[.quality])
      let plot = LineChart.plot(in: rect.inset(by: 1), columns: driver.state.timeColumns(width: rect.width - 2))
      let pointed = try #require(LineChart.value(at: start.x + offset, in: plot, of: driver.state.editAxis))
      // Rounds are 100 edits apart: the nearest is at most 50 away.
      #expect(abs(Double(round.edits) - pointed) <= 50)
      let next = try #require(LineChart.value(at: start.x + offset + 1, in: plot, of: driver.state.editAxis))
      #expect(next > pointed)
    }
  }

  @Test func aDragMovesTheCrosshairWhereverItGoes() throws {
    var driver = run(40)
    let start = try place(of: "5 quality", in: driver)
    driver.mouse(.press, start.x + 20, start.y + 3)
    let first = driver.state.charts.crosshair
    driver.mouse(.drag, start.x + 30, 0)
    #expect(try #require(driver.state.charts.crosshair) > first ?? .max)
    driver.mouse(.drag, -50, 500)
    #expect(driver.state.charts.crosshair == 0)
    driver.mouse(.drag, 5_000, 3)
    #expect(driver.state.charts.crosshair == 40)
    driver.mouse(.release, 0, 0)
    driver.mouse(.drag, start.x + 20, start.y + 3)
    #expect(driver.state.charts.crosshair == 40)
  }

  /// What the pointer is on stays under it, until the run's ends are reached.
  @Test func theWheelZoomsAroundThePointer() throws {
    var driver = run(40)
    // The alarm of the run is not what this is about.
    driver.press(.escape)
    let start = try place(of: "5 quality", in: driver)
    let x = start.x + 25
    func pointed() throws -> Double {
      let rect = try #require(driver.state.paneRects(size: driver.state.environment.size)[.quality])
      let plot = LineChart.plot(in: rect.inset(by: 1), columns: driver.state.timeColumns(width: rect.width - 2))
      return try #require(LineChart.value(at: x, in: plot, of: driver.state.editAxis))
    }
    let before = (try pointed(), driver.state.editAxis)
    for _ in 0..<4 {
      driver.mouse(.wheelUp, x, start.y + 3)
      let width = driver.state.editAxis.upper - driver.state.editAxis.lower
      #expect(abs(try pointed() - before.0) <= width / 20)
    }
    #expect(driver.state.editAxis.upper - driver.state.editAxis.lower < (before.1.upper - before.1.lower) / 2)
    for _ in 0..<400 { driver.mouse(.wheelUp, x, start.y + 3) }
    #expect(driver.state.editAxis.upper - driver.state.editAxis.lower >= EditWindow.narrowest * 0.999)
    for _ in 0..<400 { driver.mouse(.wheelDown, x, start.y + 3) }
    #expect(driver.state.editAxis == before.1 && driver.state.charts.window == EditWindow())
    #expect(driver.state.footer.message == nil)
  }

  @Test func aPressInTheListChoosesAndASecondOneLooks() throws {
    var driver = run()
    let line = try place(of: "1,997", in: driver)
    driver.mouse(.press, line.x, line.y)
    #expect(driver.state.panes.focus == .edits && driver.state.chosenLine?.index == 1_996)
    #expect(driver.takeEffects().isEmpty && driver.state.overlay == nil)
    let again = try place(of: "1,997", in: driver)
    driver.mouse(.press, again.x, again.y)
    #expect(driver.state.overlay == Overlay(.edit(1_996)))
    #expect(driver.takeEffects() == [.send(.inspect(1_996))])
    driver.mouse(.press, 0, 0)
    #expect(driver.state.overlay == nil)
    driver.mouse(.wheelDown, again.x, again.y)
    #expect(driver.state.list.place == 6)
    driver.mouse(.wheelUp, again.x, again.y)
    #expect(driver.state.list.place == 3)
  }

  @Test func listsOnTopAreChosenFrom() throws {
    var driver = run()
    driver.type("m")
    let row = try place(of: "AlphaEdit", in: driver)
    driver.mouse(.press, row.x, row.y)
    #expect(driver.takeEffects().isEmpty)
    driver.mouse(.wheelDown, row.x, row.y)
    driver.mouse(.wheelUp, row.x, row.y)
    driver.mouse(.press, row.x, row.y)
    #expect(driver.takeEffects() == [.send(.setEditor(.alphaEdit))])
    driver.type("t")
    driver.mouse(.press, 0, 1)
    #expect(driver.state.overlay == nil)
    driver.type("?")
    driver.mouse(.wheelDown, 60, 18)
    #expect(driver.state.overlay == Overlay(.help(filter: ""), place: 3))
    driver.mouse(.press, 60, 18)
    #expect(driver.state.overlay != nil)
  }

  /// What is asked is answered at the keyboard, and a press means nothing then.
  @Test(arguments: ["u", ":ta", "/ly"]) func questionsAreLeftAlone(keys: String) throws {
    var driver = run()
    driver.type(keys)
    let before = driver.state
    for action in [Mouse.Action.press, .drag, .release, .wheelUp, .wheelDown] { driver.mouse(action, 30, 20) }
    #expect(driver.state == before)
  }

  @Test func anyCellAtAnySizeIsSurvived() {
    for (width, height) in [(0, 0), (1, 1), (2, 40), (19, 5), (40, 10), (80, 24), (130, 40)] {
      for keys in ["", "6e", "hh", "t", "i", "?", "v", "2e", "8"] {
        for loaded in [true, false] {
          var driver = Driver(width: width, height: height)
          if loaded { driver.send(SyntheticRun(layers: [1, 2]).events(rounds: 5)) }
          driver.type(keys)
          for place in [(-1, -1), (0, 0), (width / 2, height / 2), (width - 1, height - 1), (.max / 4, .max / 4)] {
            for action in [Mouse.Action.press, .drag, .wheelUp, .wheelDown, .release] {
              driver.mouse(action, place.0, place.1)
            }
          }
          #expect(driver.picture.size == Size(width: width, height: height))
        }
      }
    }
  }
}
