package dev.meridian.redis;

import dev.meridian.json.Json;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.letter.LetterBounds;
import dev.meridian.letter.LetterCursor;
import dev.meridian.letter.LetterFilter;
import dev.meridian.letter.LetterHead;
import dev.meridian.letter.LetterJson;
import dev.meridian.letter.LetterPage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// Dead letters on Redis: a hash for each, whose fields are `head` and `message` ([LetterJson]) and
/// `body` (the bytes that were sent), and a sorted set of their ids by their time of death.
final class RedisLetters implements DeadLetterStore {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLetters.class);
  private static final int BATCH = 200;
  private static final int MOST_EXAMINED = 10_000;

  private static final Script ADD =
      Script.of(
          """
          -- KEYS[1] -> sorted set: ids by time of death in milliseconds
          -- KEYS[2] -> the letter
          -- ARGV[1] -> what the keys of letters begin with
          -- ARGV[2] -> id
          -- ARGV[3] -> time of death
          -- ARGV[4..6] -> head, message, body
          -- ARGV[7] -> how many milliseconds to keep it
          -- ARGV[8] -> how many letters to keep
          -- returns -1 if it is known, else how many went to make room
          if redis.call('EXISTS', KEYS[2]) == 1 then return -1 end
          redis.call('HSET', KEYS[2], 'head', ARGV[4], 'message', ARGV[5], 'body', ARGV[6])
          redis.call('PEXPIRE', KEYS[2], ARGV[7])
          redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
          redis.call('PEXPIRE', KEYS[1], ARGV[7], 'NX')
          redis.call('PEXPIRE', KEYS[1], ARGV[7], 'GT')
          -- The ids of those that have expired go some at a time.
          for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, 9)) do
            if redis.call('EXISTS', ARGV[1] .. id) == 0 then redis.call('ZREM', KEYS[1], id) end
          end
          local extra = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[8])
          if extra <= 0 then return 0 end
          local went = 0
          for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, math.min(extra, 1000) - 1)) do
            redis.call('UNLINK', ARGV[1] .. id)
            went = went + redis.call('ZREM', KEYS[1], id)
          end
          return went
          """);

  private static final Script REMOVE =
      Script.of(
          """
          -- KEYS[1]   -> as above
          -- ARGV[1]   -> as above
          -- ARGV[2..] -> ids
          -- returns how many there were
          local removed = 0
          for i = 2, #ARGV do
            removed = removed + redis.call('UNLINK', ARGV[1] .. ARGV[i])
            redis.call('ZREM', KEYS[1], ARGV[i])
          end
          return removed
          """);

  private final Commands commands;
  private final Keys keys;

  RedisLetters(Commands commands, Keys keys) {
    this.commands = commands;
    this.keys = keys;
  }

  @Override
  public boolean add(DeadLetter letter, LetterBounds bounds) {
    if (!bounds.keepAny()) {
      return false;
    }
    LetterHead head = letter.head();
    Object answer =
        commands.run(
            ADD,
            List.of(keys.letters(), keys.letter(head.id())),
            keys.letter(""),
            head.id(),
            head.died().toEpochMilli(),
            Json.bytes(LetterJson.head(head)),
            LetterJson.properties(letter.message()),
            letter.message().body(),
            Tasks.millis(bounds.ttl()),
            bounds.most());
    long went = Replies.number(answer);
    if (went > 0) {
      LOG.warn("dead letters: the oldest went ({}), as {} are kept at most", went, bounds.most());
    }
    return went >= 0;
  }

  @Override
  public LetterPage page(LetterFilter filter, @Nullable LetterCursor after, int limit) {
    List<LetterHead> found = new ArrayList<>();
    Walk walk = new Walk(filter, after);
    while (walk.examined < MOST_EXAMINED) {
      for (LetterHead head : walk.next()) {
        if (found.size() == limit) {
          return new LetterPage(found, LetterCursor.at(found.getLast()));
        }
        found.add(head);
      }
      if (walk.isOver()) {
        return new LetterPage(found, null);
      }
    }
    return new LetterPage(found, walk.cursor);
  }

  @Override
  public Optional<DeadLetter> find(String id) {
    var read =
        new CommandArguments(Command.HMGET)
            .key(keys.letter(id))
            .addObjects("head", "message", "body");
    List<@Nullable Object> fields = Replies.list(commands.call(read));
    byte[] head = Replies.bytes(fields.get(0));
    byte[] message = Replies.bytes(fields.get(1));
    byte[] body = Replies.bytes(fields.get(2));
    return head == null || message == null || body == null
        ? Optional.empty()
        : Optional.of(new DeadLetter(LetterJson.head(head), LetterJson.message(message, body)));
  }

  @Override
  public int remove(Collection<String> ids) {
    List<String> all = List.copyOf(ids);
    int removed = 0;
    for (int from = 0; from < all.size(); from += BATCH) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(keys.letter(""));
      arguments.addAll(all.subList(from, Math.min(all.size(), from + BATCH)));
      Object answer = commands.run(REMOVE, List.of(keys.letters()), arguments.toArray());
      removed += (int) Replies.number(answer);
    }
    return removed;
  }

  @Override
  public long count(LetterFilter filter) {
    Walk walk = new Walk(filter, null);
    long count = 0;
    while (!walk.isOver()) {
      count += walk.next().size();
    }
    return count;
  }

  /// A walk over the letters, the newest first, in pipelined batches.
  private final class Walk {
    private final LetterFilter filter;
    private final @Nullable LetterCursor after;
    private @Nullable LetterCursor cursor;
    private int offset;
    private int examined;
    private boolean over;

    Walk(LetterFilter filter, @Nullable LetterCursor after) {
      this.filter = filter;
      this.after = after;
      this.cursor = after;
    }

    boolean isOver() {
      return over;
    }

    /// The letters of the next batch that are meant. The ids of those that have expired go.
    List<LetterHead> next() {
      List<String> ids = ids();
      over = ids.size() < BATCH;
      examined += ids.size();
      List<Reply> replies = ids.stream().map(this::head).toList();
      List<LetterHead> accepted = new ArrayList<>();
      List<String> gone = new ArrayList<>();
      for (int i = 0; i < ids.size(); i++) {
        byte[] json = Replies.bytes(commands.await(replies.get(i)));
        if (json == null) {
          gone.add(ids.get(i));
        } else {
          look(LetterJson.head(json), accepted);
        }
      }
      forget(gone);
      offset += ids.size() - gone.size();
      return accepted;
    }

    private void look(LetterHead head, List<LetterHead> accepted) {
      cursor = LetterCursor.at(head);
      if ((after == null || after.isBefore(head)) && filter.accepts(head)) {
        accepted.add(head);
      }
    }

    private void forget(List<String> gone) {
      if (!gone.isEmpty()) {
        commands.call(new CommandArguments(Command.ZREM).key(keys.letters()).addObjects(gone));
      }
    }

    private List<String> ids() {
      var read =
          new CommandArguments(Command.ZREVRANGEBYSCORE)
              .key(keys.letters())
              .add(newest())
              .add(filter.since() == null ? "-inf" : Long.toString(filter.since().toEpochMilli()))
              .addObjects("LIMIT", offset, BATCH);
      return Replies.texts(commands.call(read));
    }

    private String newest() {
      if (after != null) {
        return Long.toString(after.died().toEpochMilli());
      }
      return filter.until() == null ? "+inf" : Long.toString(filter.until().toEpochMilli());
    }

    private Reply head(String id) {
      return commands.send(new CommandArguments(Command.HGET).key(keys.letter(id)).add("head"));
    }
  }
}
