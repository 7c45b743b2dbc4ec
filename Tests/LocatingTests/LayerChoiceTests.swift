import RunModel
import Testing

@testable import Locating

@Suite struct LayerChoiceTests {
  /// A plateau of `range` in `count` layers, highest in its middle, that is reached and left slowly.
  private func plateau(_ range: Range<Int>, of count: Int) -> [Double] {
    (0..<count).map { layer in
      let middle = (range.lowerBound + range.upperBound - 1) / 2
      if range.contains(layer) { return 0.3 - 0.001 * Double(abs(layer - middle)) }
      let distance = layer < range.lowerBound ? range.lowerBound - layer : layer - range.upperBound + 1
      return max(0, 0.25 - 0.03 * Double(distance))
    }
  }

  /// GPT2-XL's peak is at layer 15 of 48 in ROME's Figure 2; MEMIT edits 13 to 17.
  @Test func itEndsInTheMiddleOfThePlateau() {
    #expect(editedLayers(effect: plateau(12..<19, of: 48), for: .memit) == [11, 12, 13, 14, 15])
    #expect(editedLayers(effect: plateau(12..<19, of: 48), for: .rome) == [15])
    #expect(editedLayers(effect: plateau(4..<13, of: 28), for: .alphaEdit) == [4, 5, 6, 7, 8])
  }

  /// One layer that stands out by chance does not count for more than five that do.
  @Test func aSinglePeakIsOutweighedByItsNeighbours() {
    var effect = plateau(6..<11, of: 30)
    effect[20] = 0.35
    #expect(editedLayers(effect: effect, for: .memit) == [4, 5, 6, 7, 8])
  }

  @Test(arguments: 1...60) func anyEffectGivesLayersOfTheModel(count: Int) {
    let rising = (0..<count).map { Double($0) }
    let effects: [[Double]] = [
      rising, rising.reversed(), rising.map { -$0 }, Array(repeating: 0, count: count),
    ]
    for effect in effects {
      for editor in EditorKind.allCases {
        let layers = editedLayers(effect: effect, for: editor)
        #expect(!layers.isEmpty && layers.allSatisfy((0..<count).contains))
        #expect(layers == Array((layers.first ?? 0)...(layers.last ?? 0)))
        #expect(layers.count <= (editor.editsOneLayer ? 1 : 5))
      }
    }
  }

  @Test func aSmallModelHasOneLayerEdited() {
    #expect(editedLayers(effect: [0.2], for: .memit) == [0])
    #expect(editedLayers(effect: [0.1, 0.4, 0.1, 0], for: .memit) == [1])
  }
}
