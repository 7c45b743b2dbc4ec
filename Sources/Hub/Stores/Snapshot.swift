import Foundation

/// A commit of a repository as far as it was fetched.
package struct Snapshot: Equatable, Sendable {
  package let url: URL
  package let commit: String

  /// Whether a text is a commit's whole name.
  static func isCommit(_ text: String) -> Bool {
    text.count == 40 && text.allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase }
  }

  /// The files of which the contents are there, as paths within the folder, sorted.
  package var files: [String] { Self.files(under: url).sorted() }

  static func files(under folder: URL) -> [String] {
    guard let names = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return names.compactMap { $0 as? String }.filter { name in
      let path = "\(folder.path)/\(name)"
      var isFolder: ObjCBool = false
      // A link to a blob that is gone leads nowhere.
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }
  }

  /// Which file of the snapshot a name asks for; nil for the whole folder.
  ///
  /// - Throws: `ModelNameError.severalFiles`, `.absentFile`.
  func file(for name: HubName) throws(ModelNameError) -> String? {
    let files = files
    let models = GGUFChoice.models(among: files)
    guard let wanted = name.file else {
      // A checkpoint of the form that the hub is made for comes first; one without anything is for its reader to tell of.
      guard !files.contains(CheckpointFiles.configuration) || !CheckpointFiles.holdWeights(files) else { return nil }
      guard models.count <= 1 else { throw .severalFiles(name, models) }
      return models.first
    }
    let meant = GGUFChoice.files(meantBy: wanted, among: files)
    guard meant.count <= 1 else { throw .severalFiles(name, meant) }
    guard let file = meant.first else { throw .absentFile(name, known: models) }
    return file
  }
}
