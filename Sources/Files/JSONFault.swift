import Foundation

/// What is wrong with a JSON file or with a record of one, and in which field.
package struct JSONFault: Error, Equatable {
  /// As `a.b[2].c`; empty for the whole.
  package let field: String
  /// What follows the field's name in a sentence: `is missing`.
  package let problem: String

  package init(field: String, problem: String) {
    self.field = field
    self.problem = problem
  }
}

extension JSONFault: CustomStringConvertible {
  /// `a.b[2].c is missing`.
  package var description: String { "\(field.isEmpty ? "it" : field) \(problem)" }
}

extension JSONFault {
  /// What decoding came upon. The place of a record in its list is left out: who names the record says it.
  package init(_ error: any Error) {
    guard let error = error as? DecodingError else {
      self = error as? JSONFault ?? JSONFault(field: "", problem: "is not as expected")
      return
    }
    switch error {
    case .keyNotFound(let key, let context): self.init(context.codingPath + [key], "is missing")
    case .valueNotFound(_, let context): self.init(context.codingPath, "is null")
    case .typeMismatch(_, let context): self.init(context.codingPath, "has a value of the wrong type")
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      self.init([], "is not valid JSON, or has a number out of range")
    case .dataCorrupted(let context): self.init(context.codingPath, context.debugDescription)
    @unknown default: self.init([], "is not as expected")
    }
  }

  private init(_ keys: [any CodingKey], _ problem: String) {
    field = keys.drop { $0.intValue != nil }.reduce(into: "") { path, key in
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
    self.problem = problem
  }
}

/// Decodes JSON; `wrap` turns what is wrong with it into the caller's error.
///
/// - Throws: What `wrap` makes.
package func decodeJSON<Value: Decodable, Failure: Error>(
  _ type: Value.Type, from data: Data, wrap: (JSONFault) -> Failure
) throws(Failure) -> Value {
  do { return try JSONDecoder().decode(type, from: data) } catch {
    throw wrap(syntaxFault(data) ?? numberFault(error) ?? JSONFault(error))
  }
}

/// What Foundation tells as damage in a text that is JSON, without the field: a number does not fit its kind.
private func numberFault(_ error: any Error) -> JSONFault? {
  guard case DecodingError.dataCorrupted(let context) = error, context.codingPath.isEmpty else { return nil }
  return JSONFault(field: "", problem: "has a number with a fraction where a whole one is needed, or one out of range")
}

/// Decodes JSON in which no object has a key twice.
///
/// - Throws: What `wrap` makes.
package func decodeJSON<Value: Decodable, Failure: Error>(
  _ type: Value.Type, fromUnambiguous data: Data, wrap: (JSONFault) -> Failure
) throws(Failure) -> Value {
  if let key = (try? JSONParser.parse(Array(data)))?.repeatedKey {
    throw wrap(JSONFault(field: key, problem: "is there twice"))
  }
  return try decodeJSON(type, from: data, wrap: wrap)
}

/// Where a text stops to be JSON; nil where it is.
package func syntaxFault(_ data: Data) -> JSONFault? {
  do {
    _ = try JSONParser.parse(Array(data))
    return nil
  } catch {
    return JSONFault(field: error.key ?? "", problem: error.problem(in: data))
  }
}
