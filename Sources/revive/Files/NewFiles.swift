import Files
import Foundation
import Glibc

/// Writes a file that is not there yet, whole or not at all.
///
/// - Throws: `InputError.invalid`, also when something has this name already.
func writeNew(_ text: String, to path: String) throws(InputError) {
  let url = URL(fileURLWithPath: path)
  let temporary = url.deletingLastPathComponent().appendingPathComponent(
    ".\(url.lastPathComponent).\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: temporary) }
  do { try Data(text.utf8).write(to: temporary, options: .withoutOverwriting) } catch {
    throw .invalid(path: path, problem: "cannot be written (\(reason(for: error)))")
  }
  // A second name for it: unlike renaming, this takes nobody's place.
  guard link(temporary.path, url.path) == 0 else {
    let problem =
      errno == EEXIST
      ? "is there already; give another name" : "cannot be written (\(String(cString: strerror(errno))))"
    throw .invalid(path: path, problem: problem)
  }
}

/// The name itself where nothing has it yet, or else with the first number behind it that is free: `a-2.svg`.
func freeName(like url: URL) -> URL {
  let (stem, end) = (url.deletingPathExtension().lastPathComponent, url.pathExtension)
  let folder = url.deletingLastPathComponent()
  let others = (2...9_999).lazy.map { folder.appendingPathComponent("\(stem)-\($0)").appendingPathExtension(end) }
  let isTaken = { (url: URL) in FileManager.default.fileExists(atPath: url.path) }
  return isTaken(url) ? others.first { !isTaken($0) } ?? url : url
}

/// Files that are about to be written: all of them, or none when one would take another file's place.
struct NewFiles {
  /// Contents by path, in the order of writing.
  private var files: [(path: String, data: Data)] = []
  private let overwrites: Bool

  init(overwrites: Bool) { self.overwrites = overwrites }

  /// - Throws: `InputError.invalid` for a path where something is already, or soon will be.
  mutating func add(_ text: String, at path: String) throws(InputError) {
    if !overwrites, FileManager.default.fileExists(atPath: path) {
      throw .invalid(path: path, problem: "is there already; give another name, or --overwrite")
    }
    guard !files.contains(where: { $0.path == path }) else {
      throw .invalid(path: path, problem: "would be written twice; give each file a name of its own")
    }
    files.append((path, Data(text.utf8)))
  }

  /// The folder that a picture goes into is made when needed.
  ///
  /// - Throws: `InputError.invalid`.
  mutating func add(_ pictures: [(name: String, svg: String)], in folder: String) throws(InputError) {
    do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
      throw .invalid(path: folder, problem: "no folder can be made there (\(reason(for: error)))")
    }
    for picture in pictures {
      try add(picture.svg, at: URL(fileURLWithPath: folder).appendingPathComponent("\(picture.name).svg").path)
    }
  }

  /// Writes each file whole or not at all.
  ///
  /// - Parameter tell: called with the path of each.
  /// - Throws: `InputError.invalid`.
  func write(tell: (String) -> Void) throws(InputError) {
    for (path, data) in files {
      do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
        throw .invalid(path: path, problem: "cannot be written (\(reason(for: error)))")
      }
      tell(path)
    }
  }
}
