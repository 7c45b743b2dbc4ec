import Numerics
import RunModel
import Testing

@testable import Editing

/// SPHERE against its repository at commit 6e8978a, in f32 on a CPU, and on its input side against NumPy in f64. Measured,
/// relative to the largest entry of an update: 4e-6 (MEMIT), 5e-6 (AlphaEdit), 9e-6 (RECT), 5e-6 (input side), 2e-5 (LLaMA,
/// where the spectrum hardly breaks at the cut, so that the reference's f32 decomposition tilts U).
struct SphereReferenceTests {
  private func difference(
    _ folder: String, of architecture: ReferenceRun.Architecture = .gpt2, _ kind: EditorKind,
    side: GuardSetting.Side? = nil
  ) throws -> Float {
    let run = try ReferenceRun(folder, of: architecture)
    let setting = GuardSetting(isOn: true, kind: .sphere, side: side)
    let editor = kind.make(run.hyperParameters)
    return try run.updateDifference(
      of: editor, spectra: kind == .alphaEdit ? run.publishedSpectra() : [:],
      guardedBy: { try SphereGuard(setting, for: kind, layers: [1, 2], of: $0) })
  }

  @Test func weightsAsPublished() throws {
    #expect(try difference("sphere-memit-llama3", of: .llama3, .memit) < 1e-4)
  }

  @Test func storedTransposedAsPublished() throws {
    #expect(try difference("sphere-memit", .memit, side: .output) < 1e-4)
    #expect(try difference("sphere-alphaedit", .alphaEdit, side: .output) < 1e-4)
    #expect(try difference("sphere-rect", .rect, side: .output) < 1e-4)
  }

  @Test func storedTransposedOnTheInputSide() throws {
    #expect(try difference("sphere-memit-input", .memit) < 1e-4)
  }
}
