import Files
import Foundation

extension RunConfiguration {
  /// A digest of all settings, in 16 hexadecimal digits. Where the files of a run lie is none of them: what is in those has
  /// digests of its own (`InputDigests`).
  var settingsDigest: String? {
    var settings = self
    (settings.model, settings.edits, settings.moments) = ("", "", "")
    settings.heldOut = heldOut.map { _ in "" }
    settings.tasks = tasks.map { _ in "" }
    settings.benchmark?.snippets = benchmark?.snippets.map { _ in "" }
    settings.benchmark?.statistics = benchmark?.statistics.map { _ in "" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let data = try? encoder.encode(settings) else { return nil }
    var sum = Checksum()
    sum.add(data)
    return sum.digits
  }
}
