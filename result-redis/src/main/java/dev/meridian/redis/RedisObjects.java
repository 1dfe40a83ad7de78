package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Box;
import dev.meridian.json.Json;
import dev.meridian.track.CrossedJson;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Position;
import dev.meridian.track.PositionJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import tools.jackson.databind.JsonNode;

/// Objects on Redis. Ids are ordered by their bytes in UTF-8.
///
/// | key | content |
/// |---|---|
/// | `meridian:objects` | hash: what is kept of each object, see [ObjectScripts] |
/// | `…:ids` | sorted set of ids, in their order |
/// | `…:at` | sorted set of ids by their place, see [CellRanges] |
/// | `…:in` | hash: of objects inside fences, a JSON list of these |
/// | `…:forgotten` | string: the highest version of an object that was forgotten |
/// | `meridian:due:REGION` | sorted set of ids by when they are due in milliseconds |
/// | `meridian:inside:FENCE` | sorted set of ids, in their order |
/// | `meridian:track:ID` | list of the rows of positions ([PositionJson]) |
/// | `meridian:owner:REGION` | string: who looks at silent objects |
final class RedisObjects implements ObjectStore {
  private static final Logger LOG = LoggerFactory.getLogger(RedisObjects.class);
  private static final Pattern FORM = Pattern.compile("([0-9]{0,18})(?: ([^\n]*)\n([^\n]*)\n)?");
  private static final int BATCH = 1_000;
  // Lua has room for 8,000 words of a command.
  private static final int MOST_FIXES = 4_000;
  private static final Instant LATEST = Instant.ofEpochMilli(1L << 52);

  private final Commands commands;
  private final Keys keys;
  private final List<String> names;
  private final ObjectSearch search;

  RedisObjects(Commands commands, Keys keys) {
    this.commands = commands;
    this.keys = keys;
    String name = keys.objects();
    this.names = List.of(name, name + ":ids", name + ":at", name + ":in", name + ":forgotten");
    this.search = new ObjectSearch(commands, names.get(1), names.get(2), this::loadInOrder);
  }

  @Override
  public Map<String, Kept> load(Collection<String> ids) {
    Map<String, Kept> found = new HashMap<>();
    loadInOrder(List.copyOf(ids)).forEach(kept -> found.put(kept.id(), kept));
    return found;
  }

  private List<Kept> loadInOrder(List<String> ids) {
    List<Reply> replies = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += BATCH) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + BATCH));
      replies.add(
          commands.send(new CommandArguments(Command.HMGET).key(keys.objects()).addObjects(some)));
    }
    List<Kept> found = new ArrayList<>();
    int i = 0;
    for (Reply reply : replies) {
      for (Object kept : Replies.list(commands.await(reply))) {
        read(ids.get(i++), Replies.bytes(kept)).ifPresent(found::add);
      }
    }
    return found;
  }

  @Override
  public List<Outcome> commit(String region, List<Step> steps, Bounds bounds) {
    if (steps.isEmpty()) {
      return List.of();
    }
    if (steps.size() > MAX_STEPS) {
      throw new InvalidValueException("steps", steps.size(), "at most " + MAX_STEPS);
    }
    List<String> all = new ArrayList<>(names);
    all.add(keys.due(region));
    all.add(keys.crossings(region));
    List<Object> arguments = new ArrayList<>(prefixes());
    arguments.add(region);
    arguments.add(keys.crossings());
    arguments.add(bounds.trackLength());
    arguments.add(Tasks.millis(bounds.trackAge()));
    arguments.add(bounds.crossings());
    arguments.add(steps.size());
    steps.forEach(step -> add(arguments, region, step, bounds.trackLength()));
    Object answer = commands.run(ObjectScripts.COMMIT, all, arguments.toArray());
    List<Outcome> outcomes = new ArrayList<>();
    for (Object one : Replies.list(answer)) {
      Step step = steps.get(outcomes.size());
      outcomes.add(
          one instanceof Long version
              ? new Outcome.Done(version)
              : new Outcome.Refused(read(step.object(), Replies.bytes(one))));
    }
    return outcomes;
  }

  private List<Object> prefixes() {
    return List.of(keys.due(""), keys.inside(""), keys.track(""));
  }

  private static void add(List<Object> arguments, String region, Step step, int longest) {
    int fixes = Math.min(step.track().size(), Math.min(longest, MOST_FIXES));
    arguments.add(step.object());
    arguments.add(step.expected());
    arguments.add(text(region, step));
    arguments.add(CellRanges.number(step.last().at()));
    arguments.add(step.due() == null ? "" : Long.toString(millisAtLeast(step.due())));
    arguments.add(step.left().size());
    arguments.add(step.entered().size());
    arguments.add(fixes);
    arguments.add(step.crossings().size());
    arguments.addAll(step.left());
    arguments.addAll(step.entered());
    step.track().stream()
        .skip(step.track().size() - fixes)
        .forEach(fix -> arguments.add(Json.bytes(PositionJson.row(fix))));
    step.crossings().forEach(crossed -> arguments.add(Json.bytes(CrossedJson.write(crossed))));
  }

  private static String text(String region, Step step) {
    String row = Json.text(PositionJson.row(step.last()));
    return (step.expected() + 1) + " " + region + "\n" + row + "\n" + step.state();
  }

  private static Optional<Kept> read(String id, byte @Nullable [] kept) {
    if (kept == null) {
      return Optional.empty();
    }
    String text = new String(kept, UTF_8);
    Matcher form = FORM.matcher(text);
    boolean _ = form.lookingAt();
    String row = form.group(3);
    Position last = row == null ? null : position(row, id);
    if (last == null) {
      LOG.error("object {}: what is kept of it cannot be read", id);
    }
    String digits = form.group(1);
    return Optional.of(
        new Kept(
            id,
            digits.isEmpty() ? 0 : Long.parseLong(digits),
            row == null ? "" : form.group(2),
            last,
            text.substring(form.end())));
  }

  /// A position by its row; null if it cannot be read.
  private static @Nullable Position position(String row, String object) {
    try {
      return PositionJson.ofRow(Json.read(row));
    } catch (InvalidValueException e) {
      LOG.debug("object {}: a position: {}", object, e.getMessage());
      return null;
    }
  }

  @Override
  public List<String> due(String region, Instant until, int from, int limit) {
    var read = new CommandArguments(Command.ZRANGEBYSCORE).key(keys.due(region));
    return Replies.texts(
        commands.call(read.addObjects("-inf", millis(until), "LIMIT", from, limit)));
  }

  @Override
  public void dropDue(String region, Collection<String> ids) {
    List<Object> arguments = new ArrayList<>(List.of(region));
    arguments.addAll(ids);
    List<String> all = new ArrayList<>(names);
    all.add(keys.due(region));
    var _ = commands.run(ObjectScripts.DROP_DUE, all, arguments.toArray());
  }

  private static long millis(Instant time) {
    return (time.isBefore(LATEST) ? time : LATEST).toEpochMilli();
  }

  private static long millisAtLeast(Instant time) {
    return millis(time.isBefore(LATEST) ? time.plusNanos(999_999) : time);
  }

  @Override
  public List<Kept> within(Box box, @Nullable String after, int limit) {
    return search.within(box, after, limit);
  }

  @Override
  public List<String> inside(String fence, @Nullable String after, int limit) {
    return ObjectSearch.ids(commands, keys.inside(fence), after, limit);
  }

  @Override
  public List<String> fences(String object) {
    var read = new CommandArguments(Command.HGET).key(names.get(3)).add(object);
    byte[] list = Replies.bytes(commands.call(read));
    return list == null
        ? List.of()
        : Json.read(list).valueStream().map(JsonNode::asString).sorted().toList();
  }

  @Override
  public List<Position> track(String object, Instant since, int limit) {
    var read = new CommandArguments(Command.LRANGE).key(keys.track(object)).addObjects(0, -1);
    List<Position> found =
        Replies.texts(commands.call(read)).stream()
            .map(row -> position(row, object))
            .filter(Objects::nonNull)
            .filter(fix -> !fix.time().isBefore(since))
            .sorted(Comparator.comparing(Position::time))
            .toList();
    return found.subList(Math.max(0, found.size() - limit), found.size());
  }

  @Override
  public boolean forget(String object, long version) {
    List<Object> arguments = new ArrayList<>(prefixes());
    arguments.add(object);
    arguments.add(version);
    return Replies.number(commands.run(ObjectScripts.FORGET, names, arguments.toArray())) > 0;
  }

  @Override
  public long count() {
    return Replies.number(commands.call(new CommandArguments(Command.HLEN).key(keys.objects())));
  }

  @Override
  public boolean own(String region, String owner, Duration time) {
    List<String> key = List.of(keys.owner(region));
    return Replies.number(commands.run(ObjectScripts.OWN, key, owner, Tasks.millis(time))) > 0;
  }
}
