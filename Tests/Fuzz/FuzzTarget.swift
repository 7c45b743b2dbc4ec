import Foundation
import Numerics

/// A reader, and valid files of the kind that it reads.
struct FuzzTarget {
  /// The files of a folder by their paths in it.
  typealias Files = [String: Data]

  let name: String
  /// Folders of valid files. In each case one file of one of them is damaged.
  let samples: [Files]
  /// Makes damaged files fit together again where readers would else look no further; nil where none does. Done to every
  /// other case.
  let mend: ((inout Files) -> Void)?
  /// Reads a folder's files and uses what was read. Throws where the reader does.
  let use: (URL) throws -> Void

  init(
    _ name: String, _ samples: [Files], mend: ((inout Files) -> Void)? = nil, use: @escaping (URL) throws -> Void
  ) {
    self.name = name
    self.samples = samples
    self.mend = mend
    self.use = use
  }

  /// A reader of a file that may have any name.
  init(_ name: String, file: String, _ samples: [Data], use: @escaping (URL) throws -> Void) {
    self.init(name, samples.map { [file: $0] }) { try use($0.appendingPathComponent(file)) }
  }

  /// The folder of a case, the same for the same generator.
  func files(_ generator: SeededGenerator) -> Files {
    var mutator = Mutator(generator)
    var files = samples[mutator.pick(samples.count)]
    let names = files.keys.sorted()
    let name = names[mutator.pick(names.count)]
    let donors = samples[mutator.pick(samples.count)]
    files[name] = files[name].map { mutator.damage($0, donor: donors[name] ?? Data()) }
    if let mend, mutator.pick(2) == 0 { mend(&files) }
    return files
  }

  /// Makes `folder` hold these files and no others.
  static func write(_ files: Files, to folder: URL) throws {
    let manager = FileManager.default
    if manager.fileExists(atPath: folder.path) { try manager.removeItem(at: folder) }
    for (path, data) in files {
      let url = folder.appendingPathComponent(path)
      try manager.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: url)
    }
  }
}

extension FuzzTarget {
  /// Readers that do what none may, for the test of the driver: it has to notice.
  static var drowning: [FuzzTarget] {
    [
      FuzzTarget("trap", file: "a", [Data([1, 2, 3])]) { url in
        let bytes = try [UInt8](Data(contentsOf: url))
        precondition(bytes.count > 1_000_000, "not a reader")
      },
      FuzzTarget("hang", file: "a", [Data([1, 2, 3])]) { url in
        while FileManager.default.fileExists(atPath: url.path) {}
      },
      FuzzTarget("hog", file: "a", [Data([1, 2, 3])]) { url in
        try Data(count: 4 << 30).write(to: url)
      },
    ]
  }
}

/// Valid files that the tests of other targets keep.
struct Fixtures {
  private let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  func data(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

  func url(_ path: String) -> URL { tests.appendingPathComponent(path) }

  /// Some files of a folder.
  func files(_ folder: String, _ names: [String]) throws -> FuzzTarget.Files {
    try names.reduce(into: [:]) { $0[$1] = try data("\(folder)/\($1)") }
  }
}
