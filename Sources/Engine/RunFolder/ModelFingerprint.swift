import Checkpoints
import Files
import Foundation

/// Which checkpoint a run belongs to.
package struct ModelFingerprint: Codable, Sendable, Equatable {
  /// Size of the weights' files in bytes.
  package var bytes: Int
  /// Checksum of their headers, one after the other, as 16 hexadecimal digits. Nil in folders of earlier versions, which
  /// have a digest of another kind in its place: of those the size is compared, and what the log tells of the weights.
  package var headerChecksum: String?

  /// - Parameter weights: all files with weights, in a fixed order.
  package init(weights: [URL]) throws(RunFolderError) {
    var checksum = Checksum()
    bytes = 0
    for url in weights {
      bytes += try Self.size(of: url)
      do {
        checksum.add(try weightsHeader(of: url))
      } catch let error as CheckpointError {
        throw .unreadable(path: url.path, reason: "\(error)")
      } catch FileError.unreadable(_, let reason) {
        throw .unreadable(path: url.path, reason: reason)
      } catch {
        throw .unreadable(path: url.path, reason: reason(for: error))
      }
    }
    headerChecksum = String(format: "%016lx", checksum.value)
  }

  /// Whether a checkpoint is the one, as far as this and earlier versions took note.
  func isOf(_ tensors: any TensorSource) throws(RunFolderError) -> Bool {
    if headerChecksum != nil { return try self == ModelFingerprint(weights: tensors.files) }
    // Of a model in several files the very first versions looked at the index.
    if bytes == (try Self.size(of: tensors.url)) { return true }
    var total = 0
    for url in tensors.files { total += try Self.size(of: url) }
    return bytes == total
  }

  private static func size(of url: URL) throws(RunFolderError) -> Int {
    do {
      let file = try FileHandle(forReadingFrom: url)
      defer { try? file.close() }
      return Int(try file.seekToEnd())
    } catch {
      throw .unreadable(path: url.path, reason: reason(for: error))
    }
  }
}
