package dev.meridian.client;

import dev.meridian.client.Replayer.Replay;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.letter.LetterCursor;
import dev.meridian.letter.LetterFilter;
import dev.meridian.letter.LetterHead;
import dev.meridian.letter.LetterPage;
import dev.meridian.result.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Replays or purges all letters that a filter means. Thread-safe; blocks.
public final class BulkReplay {
  /// The most letters of one order.
  public static final int MOST = 1_000;

  private static final int AT_A_TIME = 50;

  private final DeadLetterStore letters;
  private final Replayer replayer;

  /// What is to be replayed.
  ///
  /// @param filter which letters; those that died last come first
  /// @param limit the most letters looked at, 1 to [#MOST]
  /// @param region to send them to; null for where each died
  /// @param dryRun whether to say only what would happen
  public record Order(LetterFilter filter, int limit, @Nullable String region, boolean dryRun) {}

  /// What became of one letter of an order.
  ///
  /// @param letter what it was
  /// @param replay what became of it; null if it was a dry run and nothing speaks against it
  public record Fate(LetterHead letter, @Nullable Replay replay) {}

  /// Replays letters of this store.
  public BulkReplay(DeadLetterStore letters, Replayer replayer) {
    this.letters = letters;
    this.replayer = replayer;
  }

  /// Carries out an order. Letters of tasks that die again meanwhile are not replayed once more.
  /// Ends early when the store goes down.
  ///
  /// @throws StoreException if the store cannot be reached at the start
  /// @throws InterruptedException if interrupted
  public List<Fate> replay(Order order) throws InterruptedException {
    List<Fate> fates = new ArrayList<>();
    LetterCursor cursor = null;
    do {
      int wanted = Math.min(AT_A_TIME, order.limit() - fates.size());
      LetterPage page = letters.page(order.filter(), cursor, wanted);
      boolean up = replay(page.letters(), order, fates);
      cursor = up ? page.next() : null;
    } while (cursor != null && fates.size() < order.limit());
    return fates;
  }

  /// Forgets letters.
  ///
  /// @return how many
  public long purge(LetterFilter filter) {
    long purged = 0;
    LetterCursor cursor = null;
    do {
      LetterPage page = letters.page(filter, cursor, DeadLetterStore.MAX_PAGE);
      purged += letters.remove(page.letters().stream().map(LetterHead::id).toList());
      cursor = page.next();
    } while (cursor != null);
    return purged;
  }

  /// Replays some letters at a time.
  ///
  /// @return whether the store answered throughout
  private boolean replay(List<LetterHead> heads, Order order, List<Fate> fates)
      throws InterruptedException {
    boolean up = true;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Fate>>> replays =
          heads.stream().map(head -> threads.submit(() -> replay(head, order))).toList();
      for (int i = 0; i < replays.size(); i++) {
        try {
          replays.get(i).get().ifPresent(fates::add);
        } catch (ExecutionException e) {
          up = false;
          fates.add(new Fate(heads.get(i), new Replay.Refused(words(e.getCause()))));
        }
      }
    }
    return up;
  }

  private static String words(@Nullable Throwable cause) {
    return cause == null ? "no reason given" : String.valueOf(cause.getMessage());
  }

  /// Empty if the letter has gone meanwhile.
  private Optional<Fate> replay(LetterHead head, Order order) {
    return letters.find(head.id()).map(letter -> new Fate(head, replay(letter, order)));
  }

  private @Nullable Replay replay(DeadLetter letter, Order order) {
    return order.dryRun()
        ? replayer.obstacle(letter, order.region()).map(Replay.Refused::new).orElse(null)
        : replayer.replay(letter, order.region());
  }
}
