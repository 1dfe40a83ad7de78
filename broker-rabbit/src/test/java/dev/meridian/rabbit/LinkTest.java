package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.meridian.testing.Await;
import dev.meridian.testing.TestServers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What a link says when its connection is of no use.
final class LinkTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Link.class);
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel() == Level.WARN) {
            warnings.add(event.getFormattedMessage());
          }
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(appender);
  }

  @Test
  void troubleIsToldOnceAndAgainAfterGoodConnection() {
    BlockingQueue<String> fates = new LinkedBlockingQueue<>();
    fates.addAll(List.of("broken", "broken", "good", "broken", "broken", "worse", "good"));
    Link.Tenant tenant =
        _ -> {
          String fate = fates.isEmpty() ? "good" : fates.remove();
          if (!fate.equals("good")) {
            throw new IOException(fate);
          }
        };

    try (Link link = new Link("test", Rig.config(TestServers.rabbit()), tenant)) {
      link.start();
      Await.until("it is up for good", () -> fates.isEmpty() && link.lineOrNull() != null);
    }

    String words = "test: no connection, will keep trying: ";
    assertThat(warnings).containsExactly(words + "broken", words + "broken", words + "worse");
  }
}
