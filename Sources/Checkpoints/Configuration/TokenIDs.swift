/// One token id or a list of them: files have both.
struct TokenIDs: Codable {
  let values: [Int]

  init(values: [Int]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Int.self) {
      values = [value]
    } else {
      values = try container.decode([Int].self)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if values.count == 1 { try container.encode(values[0]) } else { try container.encode(values) }
  }
}
