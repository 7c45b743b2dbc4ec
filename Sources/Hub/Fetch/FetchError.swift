/// Why something was not fetched. `description` is the sentence for the user, in one line: what, where, what to try.
package enum FetchError: Error, Equatable {
  /// `HF_HUB_OFFLINE` is set.
  case offline
  /// An endpoint or mirror that is no HTTP address.
  case badEndpoint(String, variable: String)
  /// libcurl cannot be loaded.
  case unavailable(reason: String)
  /// The person ended it.
  case interrupted
  /// No answer, a broken one, or none that ends.
  case noConnection(host: String, reason: String)
  /// An answer with a status that says no.
  case refused(what: String, reason: String)
  /// The server does what no server of its kind does.
  case untrusted(host: String, problem: String)
  /// What came is not what was promised.
  case damaged(file: String, problem: String)
  /// The repository holds no model that can be fetched.
  case nothingToFetch(HubName, reason: String)
  /// The disk does not take it.
  case unwritable(path: String, reason: String)
}

extension FetchError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .offline: "HF_HUB_OFFLINE is set, so nothing is fetched; unset it to fetch"
    case .badEndpoint(let text, let variable):
      "\(variable) \"\(text)\" is no address: give http(s)://HOST[:PORT][/PATH]"
    case .unavailable(let reason): "nothing can be fetched: \(reason)"
    case .interrupted: "stopped; what has come is kept, and the same command goes on from there"
    case .noConnection(let host, let reason):
      "\(host): \(reason); what has come is kept for the next try"
    case .refused(let what, let reason): "\(what): \(reason)"
    case .untrusted(let host, let problem): "\(host) is not trusted: \(problem)"
    case .damaged(let file, let problem): "\(file): \(problem)"
    case .nothingToFetch(let name, let reason): "\(name): \(reason)"
    case .unwritable(let path, let reason): "\(path): cannot be written (\(reason))"
    }
  }
}
