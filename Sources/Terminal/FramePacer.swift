/// Says when the next frame may be painted: at most 30 a second, half as many while painting itself is slow, and none
/// while nothing has happened. Times count from any fixed moment.
struct FramePacer {
  private var isDirty = false
  private var next = Duration.zero

  /// Asks for a frame.
  mutating func markDirty() { isDirty = true }

  /// Whether the last frame was so recent that news from other threads had better wait and come together.
  func isResting(at now: Duration) -> Bool { now < next }

  /// How long to sleep unless something happens: until the rest is over, not at all when a frame is due, else nil for
  /// as long as it takes.
  func wait(at now: Duration) -> Duration? {
    isResting(at: now) ? next - now : isDirty ? .zero : nil
  }

  /// Notes that a frame was painted between two moments.
  mutating func painted(from start: Duration, to end: Duration) {
    isDirty = false
    next = start + .milliseconds(end - start > .milliseconds(50) ? 66 : 33)
  }
}
