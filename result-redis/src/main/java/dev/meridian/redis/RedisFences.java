package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.json.Json;
import dev.meridian.track.FenceStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import tools.jackson.databind.node.ObjectNode;

/// Fences on Redis, which expire by its clock. Of removed ones it remembers the latest 100,000;
/// older ones begin anew at version 1. The latest 32 MiB of them it knows as they were. Ids are
/// ordered by their bytes in UTF-8.
///
/// | key | content |
/// |---|---|
/// | `meridian:fences` | hash: the fence of each id, see [FenceScripts] |
/// | `…:ids` | sorted set of ids, in their order |
/// | `…:changes` | sorted set of the ids of fences and removed ones by the revision of their last change |
/// | `…:removed` | sorted set of the ids of removed ones by the revision that removed them |
/// | `…:ended` | hash: the last version of removed ones |
/// | `…:latest` | hash: the latest removed ones as they were, bounded by their bytes |
/// | `…:expiry` | sorted set of ids by when they expire in milliseconds |
/// | `…:state` | hash: `revision`, up to which changes are `forgotten`; of `…:latest` the bytes, and after which revision it begins |
final class RedisFences implements FenceStore {
  private static final int MOST_REMOVED = 100_000;
  private static final int BATCH = 100;

  /// After so many bytes of fences an answer ends: all commands share its connection.
  private static final int ENOUGH_BYTES = 4 << 20;

  /// So many bytes of removed fences are remembered.
  private static final int LATEST_BYTES = 32 << 20;

  private static final int MOST_EXPIRED = 1_000;

  private final Commands commands;
  private final Subscriber subscriber;
  private final String name;
  private final List<String> keys;
  private final Bounds bounds;

  /// How much is kept and answered.
  ///
  /// @param removed how many removed fences are remembered
  /// @param latestBytes the bytes of removed fences that are remembered as they were
  /// @param answerBytes the bytes after which an answer has no further fence
  record Bounds(int removed, int latestBytes, int answerBytes) {
    /// What operators have.
    static final Bounds DEFAULT = new Bounds(MOST_REMOVED, LATEST_BYTES, ENOUGH_BYTES);
  }

  RedisFences(Commands commands, Keys keys, Subscriber subscriber) {
    this(commands, keys, subscriber, Bounds.DEFAULT);
  }

  RedisFences(Commands commands, Keys keys, Subscriber subscriber, Bounds bounds) {
    this.bounds = bounds;
    this.commands = commands;
    this.subscriber = subscriber;
    this.name = keys.fences();
    this.keys =
        List.of(
            name,
            name + ":ids",
            name + ":changes",
            name + ":removed",
            name + ":ended",
            name + ":latest",
            name + ":expiry",
            name + ":state");
  }

  @Override
  public Optional<Kept> put(
      String id, ObjectNode feature, @Nullable Instant expires, OptionalInt expected) {
    Object version =
        commands.run(
            FenceScripts.PUT,
            keys,
            id,
            Json.bytes(feature),
            expires == null ? "" : Long.toString(expires.toEpochMilli()),
            version(expected),
            name);
    return version == null
        ? Optional.empty()
        : Optional.of(
            new Kept(id, Math.toIntExact(Replies.number(version)), expires, feature.deepCopy()));
  }

  @Override
  public boolean remove(String id, OptionalInt expected) {
    Object removed =
        commands.run(
            FenceScripts.REMOVE,
            keys,
            id,
            bounds.removed(),
            bounds.latestBytes(),
            name,
            version(expected));
    return Replies.number(removed) > 0;
  }

  private static String version(OptionalInt expected) {
    return expected.isPresent() ? Integer.toString(expected.getAsInt()) : "";
  }

  @Override
  public int expire() {
    int all = 0;
    long some;
    do {
      some =
          Replies.number(
              commands.run(
                  FenceScripts.EXPIRE,
                  keys,
                  MOST_EXPIRED,
                  bounds.removed(),
                  bounds.latestBytes(),
                  name));
      all += (int) some;
    } while (some == MOST_EXPIRED);
    return all;
  }

  @Override
  public Optional<Kept> find(String id) {
    Object kept = commands.call(new CommandArguments(Command.HGET).key(name).add(id));
    return Optional.ofNullable(read(id, Replies.bytes(kept)));
  }

  @Override
  public Optional<Kept> latest(String id) {
    Optional<Kept> now = find(id);
    if (now.isPresent()) {
      return now;
    }
    Object kept = commands.call(new CommandArguments(Command.HGET).key(name + ":latest").add(id));
    return Optional.ofNullable(read(id, Replies.bytes(kept)));
  }

  @Override
  public Set<String> existing(Collection<String> ids) {
    List<String> asked = List.copyOf(ids);
    List<Reply> replies =
        asked.stream()
            .map(id -> commands.send(new CommandArguments(Command.HEXISTS).key(name).add(id)))
            .toList();
    Set<String> found = new HashSet<>();
    for (int i = 0; i < asked.size(); i++) {
      if (Replies.number(commands.await(replies.get(i))) > 0) {
        found.add(asked.get(i));
      }
    }
    return found;
  }

  @Override
  public Page page(@Nullable String after, int limit) {
    String begin = after == null ? "-" : "(" + after;
    List<@Nullable Object> answer =
        Replies.list(commands.run(FenceScripts.PAGE, keys, begin, limit, bounds.answerBytes()));
    List<Kept> page = new ArrayList<>();
    changes(answer)
        .forEach(change -> {
          if (change.fence() != null) {
            page.add(change.fence());
          }
        });
    boolean more = Replies.number(answer.get(2)) > 0;
    return new Page(page, more ? page.getLast().id() : null);
  }

  @Override
  public long count() {
    return Replies.number(commands.call(new CommandArguments(Command.HLEN).key(name)));
  }

  @Override
  public long revision() {
    var read = new CommandArguments(Command.HGET).key(name + ":state").add("revision");
    byte[] revision = Replies.bytes(commands.call(read));
    return revision == null ? 0 : Long.parseLong(new String(revision, UTF_8));
  }

  @Override
  public Changes changes(long after) {
    Map<String, Change> found = new LinkedHashMap<>();
    long reach = after;
    while (true) {
      List<@Nullable Object> answer =
          Replies.list(
              commands.run(FenceScripts.CHANGED, keys, reach, BATCH, bounds.answerBytes()));
      List<Change> some = changes(answer.subList(3, 5));
      if (Replies.number(answer.get(1)) == 0) {
        return new Changes(false, Replies.number(answer.get(0)), List.of());
      }
      for (Change change : some) {
        found.remove(change.id());
        found.put(change.id(), change);
      }
      reach = Replies.number(answer.get(2));
      if (reach == Replies.number(answer.get(0))) {
        return new Changes(true, reach, List.copyOf(found.values()));
      }
    }
  }

  /// Fences by two lists: of ids, and of what is kept of each.
  private static List<Change> changes(List<@Nullable Object> answer) {
    List<String> ids = Replies.texts(answer.get(0));
    List<@Nullable Object> kept = Replies.list(answer.get(1));
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      changes.add(new Change(ids.get(i), read(ids.get(i), Replies.bytes(kept.get(i)))));
    }
    return changes;
  }

  private static @Nullable Kept read(String id, byte @Nullable [] kept) {
    if (kept == null) {
      return null;
    }
    String text = new String(kept, UTF_8);
    int space = text.indexOf(' ');
    int line = text.indexOf('\n');
    String expires = text.substring(space + 1, line);
    return new Kept(
        id,
        Integer.parseInt(text.substring(0, space)),
        expires.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(expires)),
        Json.convert(Json.read(text.substring(line + 1)), ObjectNode.class));
  }

  @Override
  public AutoCloseable onChange(Runnable changed) {
    List<String> channel = List.of(name);
    Subscriber.Sink sink = (_, _) -> changed.run();
    boolean _ = subscriber.add(channel, sink);
    AutoCloseable resumption = subscriber.onResume(changed);
    return () -> {
      subscriber.unsubscribe(channel, sink);
      resumption.close();
    };
  }
}
