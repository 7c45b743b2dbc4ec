import Cells
import RunModel
import Testing

@testable import Monitor

struct ChartPicturesTests {
  private let size = Size(width: 120, height: 36)

  private func text(_ cells: CellBuffer) -> [String] { (0..<cells.size.height).map { cells.text(row: $0) } }

  @Test func everyChartIsThereForEveryLayerAndTheirMean() throws {
    var driver = Driver(width: 80, height: 24)
    let run = SyntheticRun()
    driver.send(run.events(rounds: 9))
    let layers = try #require(driver.state.run).description.layers
    let pictures = driver.state.chartPictures(size: size)
    let names = layers.map { "layer-\($0.layer)" } + (layers.count == 1 ? [] : ["mean"])
    let panes = ["spectrum", "waterfall", "similarity", "norms"]
    let wanted = names.flatMap { name in panes.map { "\($0)-\(name)" } } + ["quality"]
    #expect(pictures.map(\.name).sorted() == wanted.sorted())
    for picture in pictures {
      #expect(picture.cells.size == size)
      let rows = text(picture.cells)
      #expect(rows[0].contains("900/") && rows[1].contains(picture.name.prefix { $0 != "-" }), "\(rows[0])")
      // It tells of no key and of nothing that is being done.
      #expect(!rows[1].contains("[") && !rows[0].contains("PAUSED"))
    }
  }

  /// The same code draws both, so the same chart comes out.
  @Test func aPictureIsThePaneOfTheScreen() throws {
    var driver = Driver(width: 120, height: 37)
    driver.send(SyntheticRun().events(rounds: 9))
    let picture = try #require(driver.state.chartPictures(size: size).first { $0.name == "quality" })
    driver.state.panes.isExpanded = true
    driver.state.panes.focus = .quality
    var screen = CellBuffer(size: Size(width: 120, height: 37))
    view(driver.state, into: &screen)
    // Below the title, where the focus is told.
    for row in 2..<36 { #expect(screen.text(row: row) == picture.cells.text(row: row)) }
  }

  /// Who looks back at a round still gets the whole run.
  @Test func picturesShowTheNewestRound() {
    var driver = Driver(width: 80, height: 24)
    driver.send(SyntheticRun().events(rounds: 9))
    let now = driver.state.chartPictures(size: size).map { text($0.cells) }
    driver.state.playback.scrub = 2
    #expect(driver.state.chartPictures(size: size).map { text($0.cells) } == now)
    #expect(MonitorState(environment: driver.state.environment).chartPictures(size: size).isEmpty)
  }
}
