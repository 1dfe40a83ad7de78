package dev.meridian.action;

/// How many actions ended how, and how many crossings never came to theirs.
///
/// @param accepted that run or were published
/// @param again that were not accepted at a try; each try counts
/// @param wrong that cannot be done as they are
/// @param givenUp that nobody accepted for too long
/// @param missed crossings that the log gave up before their actions were accepted
public record ActionCounts(long accepted, long again, long wrong, long givenUp, long missed) {
  /// Both together.
  public ActionCounts plus(ActionCounts other) {
    return new ActionCounts(
        accepted + other.accepted,
        again + other.again,
        wrong + other.wrong,
        givenUp + other.givenUp,
        missed + other.missed);
  }
}
