/// What a file's contents must come to, as the hub's entity tags have it.
enum ContentDigest: Sendable, Equatable {
  /// Of files in large-file storage: SHA-256 of the contents, 64 hexadecimal digits.
  case sha256(String)
  /// Of all others: git's name of the blob, SHA-1 of `blob`, the size, a zero and the contents, 40 hexadecimal digits.
  case gitBlob(String)

  /// Nil for an entity tag that is neither.
  init?(entityTag: String) {
    guard entityTag.allSatisfy({ $0.isASCII && $0.isHexDigit && !$0.isUppercase }) else { return nil }
    switch entityTag.count {
    case 64: self = .sha256(entityTag)
    case 40: self = .gitBlob(entityTag)
    default: return nil
    }
  }

  var digits: String {
    switch self {
    case .sha256(let digits), .gitBlob(let digits): digits
    }
  }

  /// What works the digest out for a file of so many bytes.
  func hasher(size: Int) -> Hasher {
    switch self {
    case .sha256: return .sha256(SHA256())
    case .gitBlob:
      var sum = SHA1()
      Array("blob \(size)\0".utf8).withUnsafeBytes { sum.add($0) }
      return .gitBlob(sum)
    }
  }

  /// A digest on its way.
  enum Hasher: Sendable {
    case sha256(SHA256)
    case gitBlob(SHA1)

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
      switch self {
      case .sha256(var sum):
        // One owner: or the state would be copied at every call.
        self = .sha256(SHA256())
        sum.add(bytes)
        self = .sha256(sum)
      case .gitBlob(var sum):
        self = .gitBlob(SHA1())
        sum.add(bytes)
        self = .gitBlob(sum)
      }
    }

    var digits: String {
      switch self {
      case .sha256(let sum): sum.digits
      case .gitBlob(let sum): sum.digits
      }
    }
  }
}
