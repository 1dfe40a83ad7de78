package dev.meridian.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Announcement;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.PublishOutcome.Confirmed;
import dev.meridian.broker.PublishOutcome.Failed;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [Broker] does with announcements. A subclass says how to connect and to listen.
public abstract class AnnounceContract extends BrokerFixture {
  private final String word = "w" + UUID.randomUUID();

  /// Every announcement from now on whose key begins with a word, in the order it comes.
  protected abstract List<Announcement> listen(String word) throws Exception;

  private Announcement announcement(String key, String id) {
    return new Announcement(word + "." + key, id, message("x" + id));
  }

  @Test
  final void announcementsReachWhoeverCaresInOrder() throws Exception {
    Broker broker = open();
    List<Announcement> heard = listen(word);
    List<Announcement> sent =
        IntStream.range(0, 500).mapToObj(n -> announcement("enter.port", "ship/" + n)).toList();
    assertThat(broker.announceAll(sent)).hasSize(500).allMatch(Confirmed.INSTANCE::equals);
    Await.until("all are heard", () -> heard.size() == 500);
    assertThat(heard).extracting(Announcement::id).isEqualTo(ids(sent));
    Announcement first = heard.getFirst();
    assertThat(first.key()).isEqualTo(word + ".enter.port");
    assertThat(first.message().contentType()).isEqualTo("application/json");
    assertThat(first.message().headers()).containsEntry("kept", "yes");
    assertThat(first.message().body()).asString(UTF_8).isEqualTo("body of xship/0");
  }

  private static List<String> ids(List<Announcement> announcements) {
    return announcements.stream().map(Announcement::id).toList();
  }

  @Test
  final void announcementThatNobodyWantsIsConfirmed() {
    assertThat(open().announceAll(List.of(announcement("exit.port", "1"))))
        .containsExactly(Confirmed.INSTANCE);
  }

  @Test
  final void announcementOnAClosedBrokerFails() {
    Broker broker = open();
    broker.close();
    assertThat(broker.announceAll(List.of(announcement("exit.port", "1"))).getFirst())
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.reason().kind()).isEqualTo(BrokerException.Kind.DOWN));
  }

  @Test
  final void keysAndIdsFitIntoAMessage() {
    String longest = "ü".repeat(127) + "x";
    assertThat(new Announcement(longest, longest, message("a")).id()).isEqualTo(longest);
    assertThatThrownBy(() -> new Announcement("k", longest + "x", message("a")))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new Announcement(longest + "x", "i", message("a")))
        .isInstanceOf(InvalidValueException.class);
  }
}
