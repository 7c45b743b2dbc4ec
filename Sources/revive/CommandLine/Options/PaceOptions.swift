import Engine
import Models

/// How a run goes on: in which steps, by which chance, with what arithmetic.
struct PaceOptions: Sendable, Equatable {
  var roundSize: Int?
  var sampleSize: Int?
  var seed: UInt64?
  var threads: Int?
  var weights: WeightStorage?
  var precision: PrecisionChoice?
  /// Whether rounds are timed in every precision.
  var comparesPrecisions = false
  var onFailure: FailurePolicy?
}

/// What becomes of a run in which an edit fails.
enum FailurePolicy: String, Sendable, CaseIterable {
  /// The other edits are made.
  case goOn = "go-on"
  /// The monitor pauses; a run without a screen ends.
  case stop
}

extension PaceOptions {
  static let group = group(precision: .choice("--precision", \.precision, "of products with unedited weights (auto)"))

  /// - Parameter precision: the option that chooses it.
  static func group(precision: Option<PaceOptions>) -> OptionGroup {
    OptionGroup(
      "The run", of: \.run.pace,
      [
        .count("--round", \.roundSize, "edits in a round (100)", in: 1...1_000_000),
        .count("--sample", \.sampleSize, "past edits that are measured after every round (200)", in: 1...1_000_000),
        seed, threads,
        .choice("--weights", \.weights, "hold those not edited as floats or as stored (by the memory that is free)"),
        precision, .choice("--on-failure", \.onFailure, "after an edit that cannot be made (go-on)"),
      ])
  }

  /// For a command that may hold precisions against each other.
  static let precisions = Option<PaceOptions>(
    name: "--precision", valueName: "f32|bf16|auto|all",
    help: "of products with unedited weights (auto); all: compare them"
  ) { (text, pace) throws(OptionRejection) in
    pace.comparesPrecisions = text == "all"
    pace.precision = PrecisionChoice(rawValue: text)
    guard pace.comparesPrecisions || pace.precision != nil else {
      throw .init(expected: "f32, bf16, auto or all")
    }
  }

  static let seed = Option<PaceOptions>(
    name: "--seed", valueName: "N", help: "seed of everything that is drawn by chance (0)"
  ) { (text, pace) throws(OptionRejection) in
    guard let seed = naturalNumber(text) else { throw .init(expected: "a whole number from 0 on") }
    pace.seed = seed
  }

  static let threads = Option<PaceOptions>.count(
    "--threads", \.threads, "threads of the linear algebra library", in: 1...1_024)
}
