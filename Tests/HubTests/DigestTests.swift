import Foundation
import Testing

@testable import Hub

/// Against the examples of FIPS 180-4's authors (NIST, "Examples with Intermediate Values"), and against `git hash-object`.
struct DigestTests {
  private func sha256(_ text: String, in pieces: Int = .max) -> String {
    var sum = SHA256()
    each(text, pieces) { sum.add($0) }
    return sum.digits
  }

  private func sha1(_ text: String, in pieces: Int = .max) -> String {
    var sum = SHA1()
    each(text, pieces) { sum.add($0) }
    return sum.digits
  }

  private func each(_ text: String, _ size: Int, _ add: (UnsafeRawBufferPointer) -> Void) {
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: min(size, max(1, bytes.count))) {
      Array(bytes[start..<min(bytes.count, start + min(size, bytes.count))]).withUnsafeBytes(add)
    }
  }

  @Test func areThoseOfTheStandard() {
    let two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    #expect(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(sha256(two) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(sha1("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(sha1(two) == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
    let million = String(repeating: "a", count: 1_000_000)
    #expect(sha256(million) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(sha1(million) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
  }

  /// However the bytes come, and wherever in a block the message ends.
  @Test func doNotDependOnThePieces() {
    for count in [1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000] {
      let text = String((0..<count).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
      #expect(Set([1, 7, 64, 100].map { sha256(text, in: $0) }).count == 1)
      #expect(Set([1, 7, 64, 100].map { sha1(text, in: $0) }).count == 1)
    }
  }

  /// `printf 'test content\n' | git hash-object --stdin`, the example of the Git book.
  @Test func smallFilesAreNamedAsGitNamesThem() throws {
    let digest = try #require(ContentDigest(entityTag: "d670460b4b4aece5915caf5c68d12f560a9fe3e4"))
    var hasher = digest.hasher(size: 13)
    Array("test content\n".utf8).withUnsafeBytes { hasher.add($0) }
    #expect(hasher.digits == digest.digits)
    #expect(ContentDigest(entityTag: "../../evil") == nil && ContentDigest(entityTag: "") == nil)
    #expect(ContentDigest(entityTag: String(repeating: "A", count: 40)) == nil)
  }
}
