/// Says when the next frame may be painted: at most 30 a second, half as many while painting itself is slow, and none
/// while nothing has happened. News from other threads come less often, since a busy engine has some all the time and
/// every frame is taken from it: at most 7 times a second, but at once after something that a person did. Times count
/// from any fixed moment.
struct FramePacer {
  /// Who asks for a frame.
  enum Occasion { case person, news }

  private var occasion: Occasion?
  private var next = Duration.zero
  private var nextNews = Duration.zero

  /// Asks for a frame.
  mutating func markDirty(by occasion: Occasion) {
    if self.occasion != .person { self.occasion = occasion }
  }

  /// Whether the last frame was so recent that news from other threads had better wait and come together.
  func isResting(at now: Duration) -> Bool { now < nextNews }

  /// How long to sleep unless something happens: until a frame that is asked for may be painted, or else until news
  /// are heard again; nil for as long as it takes.
  func wait(at now: Duration) -> Duration? {
    if occasion != nil { return max(.zero, next - now) }
    return isResting(at: now) ? nextNews - now : nil
  }

  /// Notes that a frame was painted between two moments.
  mutating func painted(from start: Duration, to end: Duration) {
    next = start + .milliseconds(end - start > .milliseconds(50) ? 66 : 33)
    nextNews = occasion == .person ? next : start + .milliseconds(150)
    occasion = nil
  }
}
