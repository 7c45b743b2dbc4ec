import Files
import Foundation

/// How the hub is reached from a person's environment.
package struct HubAccess: Sendable {
  let endpoint: Endpoint
  let token: String?
  let environment: [String: String]
  package var limits = HTTPLimits()
  /// Asked about once a second.
  package var isStopped: @Sendable () -> Bool = { false }

  /// `HF_ENDPOINT`, and the token of `HF_TOKEN`, of `HF_TOKEN_PATH`'s file, or of `token` in `HF_HOME`.
  ///
  /// - Throws: `FetchError.offline`, `.badEndpoint`.
  package init(environment: [String: String]) throws(FetchError) {
    try Self.requireOnline(environment)
    let named = environment["HF_ENDPOINT"] ?? ""
    endpoint = try Endpoint(named.isEmpty ? "https://huggingface.co" : named, variable: "HF_ENDPOINT")
    token = Self.token(environment)
    self.environment = environment
  }

  /// A server that is told no token.
  ///
  /// - Throws: `FetchError.offline`.
  init(
    _ endpoint: Endpoint, environment: [String: String], limits: HTTPLimits, isStopped: @escaping @Sendable () -> Bool
  ) throws(FetchError) {
    try Self.requireOnline(environment)
    (self.endpoint, token, self.environment) = (endpoint, nil, environment)
    (self.limits, self.isStopped) = (limits, isStopped)
  }

  private static func requireOnline(_ environment: [String: String]) throws(FetchError) {
    let said = [environment["HF_HUB_OFFLINE"], environment["TRANSFORMERS_OFFLINE"]].compactMap(\.self)
    let isOffline = said.first { !$0.isEmpty }.map { ["1", "ON", "YES", "TRUE"].contains($0.uppercased()) } ?? false
    if isOffline { throw .offline }
  }

  func client() throws(FetchError) -> HTTPClient {
    try HTTPClient(endpoint, token: token, limits: limits, environment: environment, isStopped: isStopped)
  }

  private static func token(_ environment: [String: String]) -> String? {
    let given = [environment["HF_TOKEN"], environment["HUGGING_FACE_HUB_TOKEN"]].compactMap(\.self)
    if let token = given.first(where: { !$0.isEmpty }) { return clean(token) }
    let home = HubHome(environment: environment)
    let path = environment["HF_TOKEN_PATH"].map { URL(fileURLWithPath: home.expanded($0)) }
    guard let file = try? openFile(path ?? home.folder.appendingPathComponent("token")),
      let data = try? file.read(upToCount: 4_096)
    else { return nil }
    return clean(String(decoding: data, as: UTF8.self))
  }

  /// Nothing that would end the line of a request and begin another.
  private static func clean(_ token: String) -> String? {
    let token = token.trimmingCharacters(in: .whitespacesAndNewlines)
    let isPlain = token.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) }
    return token.isEmpty || !isPlain ? nil : token
  }
}
