package dev.meridian.gateway;

import dev.meridian.MeridianException;

/// Ends an endpoint with a problem as its answer.
final class Refusal extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Refusal(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
