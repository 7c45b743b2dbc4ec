/// A file as a server tells of it.
package struct RemoteFile: Equatable, Sendable {
  /// Within its repository or folder.
  package let path: String
  let address: String
  package let size: Int
  let digest: ContentDigest
}
