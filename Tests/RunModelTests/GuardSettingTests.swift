import Foundation
import RunModel
import Testing

struct GuardSettingTests {
  private let spectrum: [Float] = [5, 4, 4, 2.5, 1, 0.5, 0.25, 0]

  /// The definition taken literally: try every k from 1 up.
  private func smallestCount(_ spectrum: [Float], tau: Double, power: Int) -> Int {
    func energy(_ values: some Sequence<Float>) -> Double {
      values.reduce(0.0) { $0 + (power == 2 ? Double($1) * Double($1) : Double($1)) }
    }
    return (1...spectrum.count).first { energy(spectrum.prefix($0)) > tau * energy(spectrum) } ?? spectrum.count
  }

  @Test(arguments: [0.01, 0.1, 0.3, 0.5, 0.75, 0.9, 0.99, 0.9999])
  func agreesWithTheDefinition(tau: Double) {
    #expect(
      GuardSetting(tau: tau, energy: .sigma2).protectedCount(spectrum: spectrum)
        == smallestCount(spectrum, tau: tau, power: 2))
    #expect(
      GuardSetting(tau: tau, energy: .sigma).protectedCount(spectrum: spectrum)
        == smallestCount(spectrum, tau: tau, power: 1))
  }

  /// By hand.
  @Test func knownCounts() {
    let spectrum: [Float] = [3, 2, 1, 1, 1]
    // Squares 9 4 1 1 1 of 16; values 3 2 1 1 1 of 8.
    #expect(GuardSetting(tau: 0.5).protectedCount(spectrum: spectrum) == 1)
    #expect(GuardSetting(tau: 0.5625).protectedCount(spectrum: spectrum) == 2)
    #expect(GuardSetting(tau: 0.9).protectedCount(spectrum: spectrum) == 4)
    #expect(GuardSetting(tau: 0.5, energy: .sigma).protectedCount(spectrum: spectrum) == 2)
    #expect(GuardSetting(tau: 0.625, energy: .sigma).protectedCount(spectrum: spectrum) == 3)
  }

  @Test func theEndsOfTau() {
    for energy in GuardSetting.Energy.allCases {
      #expect(GuardSetting(tau: 0, energy: energy).protectedCount(spectrum: spectrum) == 0)
      #expect(GuardSetting(tau: -1, energy: energy).protectedCount(spectrum: spectrum) == 0)
      #expect(GuardSetting(tau: .nan, energy: energy).protectedCount(spectrum: spectrum) == 0)
      #expect(GuardSetting(tau: 1, energy: energy).protectedCount(spectrum: spectrum) == spectrum.count)
      #expect(GuardSetting(tau: 7, energy: energy).protectedCount(spectrum: spectrum) == spectrum.count)
      #expect(GuardSetting(tau: .infinity, energy: energy).protectedCount(spectrum: spectrum) == spectrum.count)
    }
  }

  @Test func oddSpectra() {
    let half = GuardSetting(tau: 0.5)
    #expect(half.protectedCount(spectrum: []) == 0)
    #expect(half.protectedCount(spectrum: [2]) == 1)
    // Nothing can be told of a broken spectrum: all of it is protected.
    #expect(half.protectedCount(spectrum: [3, .nan, 1]) == 3)
    #expect(half.protectedCount(spectrum: [.infinity, 1]) == 2)
    #expect(half.protectedCount(spectrum: [0, 0]) == 2)
    // Squares of such values overflow Float, not Double.
    #expect(half.protectedCount(spectrum: [3e38, 3e38, 3e38]) == 2)
  }

  /// What earlier versions wrote is read, and what they do not know is not written unless it is chosen.
  @Test func whatCameLaterIsLeftOut() throws {
    let earlier =
      #"{"is_on":true,"kind":"revive","tau":0.5,"energy":"sigma2","basis":"projector","control_of":"revive"}"#
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let setting = try decoder.decode(GuardSetting.self, from: Data(earlier.utf8))
    #expect(setting == GuardSetting(isOn: true))
    let written = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(setting)) as? [String: Any])
    #expect(Set(written.keys) == ["isOn", "kind", "tau", "energy", "basis", "controlOf"])
    let sphere = GuardSetting(isOn: true, kind: .sphere, beta: 0.4, alpha: 0.3, side: .output)
    #expect(try JSONDecoder().decode(GuardSetting.self, from: JSONEncoder().encode(sphere)) == sphere)
  }

  @Test func sphereIsAsPublishedUnlessToldOtherwise() {
    let sphere = GuardSetting(isOn: true, kind: .sphere)
    #expect(sphere.sphereBeta == 0.5 && sphere.strength == 0.5 && !sphere.reachesIntoSolve)
    #expect(EditorKind.allCases.filter { sphere.sphereAlpha(for: $0) == 0.5 } == [.alphaEdit, .deltaEdit])
    #expect(sphere.sphereAlpha(for: .memit) == 0.8)
    #expect(GuardSetting(kind: .sphere, alpha: 0.3).sphereAlpha(for: .alphaEdit) == 0.3)
  }
}
