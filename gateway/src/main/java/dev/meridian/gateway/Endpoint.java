package dev.meridian.gateway;

import java.util.List;

/// Answers the requests for one path and method. Thread-safe; may block.
@FunctionalInterface
interface Endpoint {
  /// The answer.
  ///
  /// @param ids the values of the path's variables, in order
  /// @throws Refusal to answer with a problem
  /// @throws InterruptedException if the gateway ended a wait that has no better answer
  Answer answer(Exchange exchange, List<String> ids) throws InterruptedException;
}
