package dev.meridian.worker;

import java.util.List;
import org.slf4j.MDC;

/// What every line that a handler logs has in its diagnostic context, until it is closed: `task`,
/// `type`, `request` if there is one, `region` and `attempt`. For the thread that made it.
final class LogContext implements AutoCloseable {
  private static final List<String> KEYS = List.of("task", "type", "request", "region", "attempt");

  private LogContext() {}

  static LogContext of(RunningAttempt attempt) {
    MDC.put("task", attempt.task().value());
    MDC.put("type", attempt.envelope().type());
    attempt.request().ifPresent(request -> MDC.put("request", request.value()));
    MDC.put("region", attempt.region());
    MDC.put("attempt", Integer.toString(attempt.number()));
    return new LogContext();
  }

  @Override
  public void close() {
    KEYS.forEach(MDC::remove);
  }
}
