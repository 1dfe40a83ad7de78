package dev.meridian.memory;

import dev.meridian.broker.Announcement;
import dev.meridian.broker.Broker;
import dev.meridian.testing.AnnounceContract;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The embedded broker announces as every broker does.
final class MemoryAnnouncementsTest extends AnnounceContract {
  private final MemoryBroker shared = new MemoryBroker(InstantSource.system());

  @Override
  protected Broker connect() {
    return shared.connect();
  }

  @Override
  protected List<Announcement> listen(String word) {
    List<Announcement> heard = new CopyOnWriteArrayList<>();
    var _ =
        shared.onAnnouncement(announcement -> {
          if (announcement.key().startsWith(word + ".")) {
            heard.add(announcement);
          }
        });
    return heard;
  }
}
