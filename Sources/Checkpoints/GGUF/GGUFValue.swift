import Foundation

/// One entry of a GGUF file's metadata. Arrays stay in the file until they are asked for (`GGUFHeader.strings`,
/// `.numbers`): a vocabulary is large, and a number of elements is easily lied about.
enum GGUFValue: Equatable {
  case integer(Int)
  case real(Double)
  case bool(Bool)
  case string(String)
  case array(Kind, count: Int, bytes: Range<Int>)

  /// The types of values, by the numbers they have in the file.
  enum Kind: UInt32 {
    case u8, i8, u16, i16, u32, i32, f32, bool, string, array, u64, i64, f64

    /// The fewest bytes that a value of this type takes; for numbers, all of them.
    var leastSize: Int {
      switch self {
      case .u8, .i8, .bool: 1
      case .u16, .i16: 2
      case .u32, .i32, .f32: 4
      case .u64, .i64, .f64, .string: 8
      case .array: 12
      }
    }
  }

  /// Reads a value of type `kind`, or passes over it if it is an array.
  ///
  /// - Parameter depth: How many arrays this one may still lie in.
  /// - Throws: `CheckpointError.truncated`, `.invalidGGUF`.
  init(_ kind: Kind, from cursor: inout GGUFCursor, depth: Int = 4) throws {
    func invalid(_ problem: String) -> CheckpointError { .invalidGGUF(path: cursor.path, problem: problem) }
    switch kind {
    case .u8: self = .integer(Int(try cursor.number(UInt8.self)))
    case .i8: self = .integer(Int(try cursor.number(Int8.self)))
    case .u16: self = .integer(Int(try cursor.number(UInt16.self)))
    case .i16: self = .integer(Int(try cursor.number(Int16.self)))
    case .u32: self = .integer(Int(try cursor.number(UInt32.self)))
    case .i32: self = .integer(Int(try cursor.number(Int32.self)))
    case .i64: self = .integer(Int(try cursor.number(Int64.self)))
    case .u64:
      let number = try cursor.number(UInt64.self)
      guard let number = Int(exactly: number) else { throw invalid("the number \(number) is out of range") }
      self = .integer(number)
    case .f32: self = .real(Self.shortest(try cursor.number(Float.self)))
    case .f64: self = .real(try cursor.number(Double.self))
    case .bool: self = .bool(try cursor.number(UInt8.self) != 0)
    case .string: self = .string(try cursor.string())
    case .array:
      let code = try cursor.number(UInt32.self)
      guard let element = Kind(rawValue: code) else { throw invalid("an array of the unknown type \(code)") }
      guard depth > 0 else { throw invalid("arrays lie in arrays too deeply") }
      let count = try cursor.count(of: element.leastSize)
      let start = cursor.position
      switch element {
      case .string: for _ in 0..<count { _ = try cursor.skip(cursor.count(of: 1)) }
      case .array: for _ in 0..<count { _ = try GGUFValue(.array, from: &cursor, depth: depth - 1) }
      default: _ = try cursor.skip(count * element.leastSize)
      }
      self = .array(element, count: count, bytes: start..<cursor.position)
    }
  }

  /// By way of the shortest decimal: 1e-05 is not to become 9.999999747378752e-06.
  private static func shortest(_ value: Float) -> Double { Double(value.description) ?? Double(value) }
}
