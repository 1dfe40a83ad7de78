package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.result.Chords;
import dev.meridian.result.StoreException;
import dev.meridian.result.StoreException.Kind;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.wire.CeleryResults;
import dev.meridian.wire.MalformedMessageException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// Chords on the keys of Celery's Redis backend, which its workers count on, too:
///
/// | key | content |
/// |---|---|
/// | `celery-taskset-meta-GROUP.j` | sorted set of `[1, id, status, value]` by index |
/// | `celery-taskset-meta-GROUP.s`, `.t` | how many parts; how many more |
/// | `celery-taskset-meta-GROUP` | the ids, if some values are to be in lists in the list |
final class RedisChords implements Chords {
  private static final Script OPEN =
      Script.of(
          """
          -- KEYS[1] -> .s
          -- KEYS[2] -> the shape
          -- KEYS[3] -> the body
          -- KEYS[4] -> the chords under way
          -- ARGV[1] -> how many parts
          -- ARGV[2] -> the shape, '' if there is none
          -- ARGV[3] -> the body
          -- ARGV[4] -> how long to keep them
          -- ARGV[5] -> now
          -- ARGV[6] -> group id
          -- returns nothing
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[4])
          if ARGV[2] ~= '' then redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[4]) end
          redis.call('SET', KEYS[3], ARGV[3], 'PX', ARGV[4])
          redis.call('ZADD', KEYS[4], ARGV[5], ARGV[6])
          if redis.call('PTTL', KEYS[4]) < tonumber(ARGV[4]) then
            redis.call('PEXPIRE', KEYS[4], ARGV[4])
          end
          """);

  private static final Script ADD =
      Script.of(
          """
          -- KEYS[1] -> .j
          -- KEYS[2] -> .t
          -- KEYS[3] -> .s
          -- KEYS[4] -> the body
          -- KEYS[5] -> the chords under way
          -- ARGV[1] -> the part
          -- ARGV[2] -> its index or '+inf'
          -- ARGV[3] -> task id
          -- ARGV[4] -> how long to keep them
          -- ARGV[5] -> the body
          -- ARGV[6] -> now
          -- ARGV[7] -> group id
          -- returns 1 if all parts are there, else 0
          local known = false
          for _, part in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[2], ARGV[2])) do
            known = known or string.match(part, '^%[%s*1%s*,%s*"([^"]*)"') == ARGV[3]
          end
          if not known then redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1]) end
          for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ARGV[4]) end
          local size = redis.call('GET', KEYS[3])
          if not size then return 0 end
          redis.call('SET', KEYS[4], ARGV[5], 'PX', ARGV[4])
          redis.call('ZADD', KEYS[5], ARGV[6], ARGV[7])
          if redis.call('PTTL', KEYS[5]) < tonumber(ARGV[4]) then
            redis.call('PEXPIRE', KEYS[5], ARGV[4])
          end
          local total = tonumber(size) + tonumber(redis.call('GET', KEYS[2]) or 0)
          return redis.call('ZCARD', KEYS[1]) >= total and 1 or 0
          """);

  private static final Script GATHER =
      Script.of(
          """
          -- KEYS[1] -> .j
          -- KEYS[2] -> .s
          -- KEYS[3] -> the shape
          -- returns the shape, '' if there is none, and the parts; nil if the chord is not open
          if redis.call('EXISTS', KEYS[2]) == 0 then return nil end
          local found = redis.call('ZRANGE', KEYS[1], 0, -1)
          table.insert(found, 1, redis.call('GET', KEYS[3]) or '')
          return found
          """);

  private static final Script STALLED =
      Script.of(
          """
          -- KEYS[1] -> the chords under way
          -- ARGV[1] -> now
          -- ARGV[2] -> touched before
          -- ARGV[3] -> how many to look at
          -- ARGV[4] -> prefix of the keys of bodies
          -- ARGV[5] -> prefix of Celery's keys
          -- returns group and body of each
          local found = {}
          local old = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[2], 'LIMIT', 0, ARGV[3])
          for _, group in ipairs(old) do
            local body = redis.call('GET', ARGV[4] .. group)
            local key = ARGV[5] .. group
            local size = body and redis.call('GET', key .. '.s')
            if not size then
              redis.call('ZREM', KEYS[1], group)
            else
              redis.call('ZADD', KEYS[1], ARGV[1], group)
              local total = tonumber(size) + tonumber(redis.call('GET', key .. '.t') or 0)
              if redis.call('ZCARD', key .. '.j') >= total then
                table.insert(found, group)
                table.insert(found, body)
              end
            end
          end
          return found
          """);

  private final Commands commands;
  private final Keys keys;
  private final InstantSource clock;

  RedisChords(Commands commands, Keys keys, InstantSource clock) {
    this.commands = commands;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public void open(Chord chord, int parts, @Nullable JsonNode shape, Duration ttl) {
    String group = chord.group();
    List<String> names =
        List.of(key(group, ".s"), key(group, ""), keys.chord(group), keys.chords());
    commands.run(
        OPEN,
        names,
        parts,
        shape == null ? "" : Json.text(groupResult(group, shape)),
        Json.text(chord.body()),
        Tasks.millis(ttl),
        clock.millis(),
        group);
  }

  @Override
  public boolean add(Chord chord, Part part, Duration ttl) {
    String group = chord.group();
    List<String> names =
        List.of(
            key(group, ".j"), key(group, ".t"), key(group, ".s"), keys.chord(group), keys.chords());
    Object complete =
        commands.run(
            ADD,
            names,
            member(part.result()),
            part.index() == null ? "+inf" : part.index(),
            part.result().id().value(),
            Tasks.millis(ttl),
            Json.text(chord.body()),
            clock.millis(),
            group);
    return Replies.number(complete) == 1;
  }

  @Override
  public Optional<Gathered> gather(String group) {
    Object reply =
        commands.run(GATHER, List.of(key(group, ".j"), key(group, ".s"), key(group, "")));
    return reply == null ? Optional.empty() : Optional.of(gathered(Replies.texts(reply)));
  }

  private static Gathered gathered(List<String> texts) {
    String shape = texts.getFirst();
    return new Gathered(
        texts.stream().skip(1).map(RedisChords::result).toList(),
        shape.isEmpty() ? null : shape(Json.readPython(shape.getBytes(UTF_8)).path("result")));
  }

  @Override
  public void close(String group) {
    commands.call(
        new CommandArguments(Command.DEL)
            .key(key(group, ".j"))
            .key(key(group, ".t"))
            .key(key(group, ".s"))
            .key(keys.chord(group)));
    commands.call(new CommandArguments(Command.ZREM).key(keys.chords()).add(group));
  }

  @Override
  public List<Chord> stalled(Duration untouched, int limit) {
    long now = clock.millis();
    Object found =
        commands.run(
            STALLED,
            List.of(keys.chords()),
            now,
            now - untouched.toMillis(),
            limit,
            keys.chord(""),
            Keys.SET);
    List<String> texts = Replies.texts(found);
    List<Chord> chords = new ArrayList<>();
    for (int i = 0; i + 1 < texts.size(); i += 2) {
      if (Json.read(texts.get(i + 1)) instanceof ObjectNode body) {
        chords.add(new Chord(texts.get(i), body));
      }
    }
    return chords;
  }

  private static String key(String group, String kind) {
    return Keys.SET + group + kind;
  }

  /// A part as Celery writes it, with the members of the result's document.
  private static byte[] member(TaskResult result) {
    JsonNode document = Json.read(CeleryResults.encode(result));
    ArrayNode part = Json.array().add(1).add(result.id().value());
    return Json.bytes(part.add(document.path("status")).add(document.path("result")));
  }

  private static TaskResult result(String member) {
    JsonNode part = Json.readPython(member.getBytes(UTF_8));
    try {
      ObjectNode document = Json.object();
      document.set("status", part.path(2));
      document.set("result", part.path(3));
      return CeleryResults.decode(document, new TaskId(part.path(1).asString("")));
    } catch (MalformedMessageException | InvalidValueException e) {
      throw new StoreException(Kind.REFUSED, "a part of a chord: " + e.getMessage(), e);
    }
  }

  /// `[[id, parent], members]` for a group and `[[id, parent], null]` for a task.
  private static ObjectNode groupResult(String group, JsonNode shape) {
    return Json.object().set("result", tuple(group, shape));
  }

  private static ArrayNode tuple(String id, JsonNode shape) {
    ArrayNode head = Json.array().add(id).add(Json.nullNode());
    if (!(shape instanceof ArrayNode)) {
      return Json.array().add(head).add(Json.nullNode());
    }
    ArrayNode members = Json.array();
    shape.forEach(member -> members.add(tuple(member.asString(id), member)));
    return Json.array().add(head).add(members);
  }

  private static JsonNode shape(JsonNode tuple) {
    if (tuple.path(1) instanceof NullNode) {
      return Objects.requireNonNull(tuple.path(0).path(0));
    }
    return Json.array().addAll(tuple.path(1).valueStream().map(RedisChords::shape).toList());
  }
}
