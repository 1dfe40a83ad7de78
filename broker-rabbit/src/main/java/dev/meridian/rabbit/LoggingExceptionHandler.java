package dev.meridian.rabbit;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.StrictExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs what goes wrong inside the client, whose own handler writes to standard output. A lost
/// connection is not repeated here: its link reports it.
final class LoggingExceptionHandler extends StrictExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(LoggingExceptionHandler.class);

  @Override
  public void handleUnexpectedConnectionDriverException(Connection connection, Throwable cause) {
    LOG.debug("connection {} broke", connection.getClientProvidedName(), cause);
  }

  @Override
  protected void log(String message, Throwable cause) {
    LOG.warn("{}", message, cause);
  }
}
