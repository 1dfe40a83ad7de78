package dev.meridian.rabbit;

import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.TestServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Runs scripts with the AMQP library that Celery uses.
final class Python {
  private static final String PRELUDE =
      """
      import amqp, sys
      c = amqp.Connection(host='127.0.0.1:' + sys.argv[1], userid='guest', password='guest')
      c.connect()
      ch = c.channel()
      """;

  private Python() {}

  /// Runs a script that finds an open channel in `ch`, and returns what it printed.
  static String run(RabbitNode node, String script) throws IOException, InterruptedException {
    String port = Integer.toString(node.port());
    Process python =
        new ProcessBuilder(TestServers.python(), "-c", PRELUDE + script, port)
            .redirectErrorStream(true)
            .start();
    String output =
        new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (python.waitFor() != 0) {
      throw new AssertionError("python failed: " + output);
    }
    return output;
  }
}
