package dev.meridian.route;

import dev.meridian.MeridianException;
import java.util.List;
import java.util.stream.Collectors;

/// No region that the policy permits takes the task now. Trying again later makes sense.
public final class NoRouteException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final transient List<Refusal> refusals;

  /// Why one region was passed over.
  ///
  /// @param region its id
  /// @param reason in words, for example `broker down`
  public record Refusal(String region, String reason) {
    @Override
    public String toString() {
      return region + " " + reason;
    }
  }

  /// An exception whose message names the policy and each region tried.
  public NoRouteException(RoutePolicy policy, List<Refusal> refusals) {
    super(
        refusals.stream()
            .map(Refusal::toString)
            .collect(Collectors.joining(", ", "no route by policy " + policy.word() + ": ", "")));
    this.refusals = List.copyOf(refusals);
  }

  /// The regions that were tried, in that order.
  public List<Refusal> refusals() {
    return refusals;
  }
}
