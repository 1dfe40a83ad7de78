package dev.meridian.redis;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed;
import dev.meridian.track.CrossedJson;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// The logs of crossings on Redis: a stream for each region, whose entries have one field, `c`,
/// with the crossing as [CrossedJson]. Those who share are a group of consumers with one consumer,
/// as nobody needs to know which of them has what. The script of [RedisObjects] writes.
final class RedisCrossings implements CrossingLog {
  private static final Logger LOG = LoggerFactory.getLogger(RedisCrossings.class);
  private static final Duration PAUSE = Duration.ofSeconds(3);
  // What others took comes free when time passes, which nobody tells of.
  private static final Duration PAUSE_OF_SHARERS = Duration.ofMillis(500);
  private static final String CONSUMER = "all";

  private static final Script STATE =
      Script.of(
          """
          -- KEYS[i] -> stream
          -- returns of each stream: how many entries were ever added, how many are there, the first
          -- place or nothing, the last place
          local states = {}
          for i, key in ipairs(KEYS) do
            states[i] = {0, 0, '', '0-0'}
            if redis.call('EXISTS', key) == 1 then
              local flat, info = redis.call('XINFO', 'STREAM', key), {}
              for j = 1, #flat, 2 do info[flat[j]] = flat[j + 1] end
              local first = info['first-entry']
              states[i] = {info['entries-added'], info['length'], first and first[1] or '',
                  info['last-generated-id']}
            end
          end
          return states
          """);

  private static final Script TAKE =
      Script.of(
          """
          -- KEYS[i] -> stream
          -- ARGV[1] -> group
          -- ARGV[2] -> consumer
          -- ARGV[3] -> after how many milliseconds what was taken is given again
          -- ARGV[4] -> the most entries of each stream
          -- returns of each stream what is given again, what is new, or nothing, and how many can be
          -- given no more
          local group, consumer, again, most = unpack(ARGV)

          local function map(flat)
            local fields = {}
            for j = 1, #flat, 2 do fields[flat[j]] = flat[j + 1] end
            return fields
          end

          local function has(key)
            if redis.call('EXISTS', key) == 0 then return false end
            for _, flat in ipairs(redis.call('XINFO', 'GROUPS', key)) do
              if map(flat)['name'] == group then return true end
            end
            return false
          end

          -- Where the group begins that is there of other streams, or not.
          local function create(key, known)
            local begin, added = '$', 0
            if redis.call('EXISTS', key) == 1 then
              added = map(redis.call('XINFO', 'STREAM', key))['entries-added']
              if known then
                begin = (redis.call('TIME')[1] - 60) .. '000-0'
                added = added - #redis.call('XRANGE', key, '(' .. begin, '+')
              end
            end
            redis.call('XGROUP', 'CREATE', key, group, begin, 'MKSTREAM', 'ENTRIESREAD', added)
          end

          -- How many were given up before the group was given them; they count as read from then on.
          local function unread(key)
            local stream = map(redis.call('XINFO', 'STREAM', key))
            local gone = stream['entries-added'] - stream['length']
            for _, flat in ipairs(redis.call('XINFO', 'GROUPS', key)) do
              local info = map(flat)
              local read = info['name'] == group and info['entries-read']
              if read and read < gone then
                redis.call('XGROUP', 'SETID', key, group, info['last-delivered-id'],
                    'ENTRIESREAD', gone)
                return gone - read
              end
            end
            return 0
          end

          local answer, known = {}, nil
          for i, key in ipairs(KEYS) do
            local pending = redis.pcall('XPENDING', key, group, 'IDLE', again, '-', '+', most)
            if pending.err then
              if known == nil then
                known = false
                for _, other in ipairs(KEYS) do known = known or has(other) end
              end
              create(key, known)
              pending = {}
            end
            local ids = {}
            for j, entry in ipairs(pending) do ids[j] = entry[1] end
            local old = #ids > 0 and redis.call('XCLAIM', key, group, consumer, again, unpack(ids))
            local missed = unread(key) + #ids - (old and #old or 0)
            local new = false
            if #ids < tonumber(most) then
              new = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', most - #ids,
                  'STREAMS', key, '>')
            end
            answer[i] = {old, new and new[1][2], missed}
          end
          return answer
          """);

  private final Commands commands;
  private final Keys keys;
  private final WakeUp wakeUp;

  RedisCrossings(Commands commands, Keys keys, Subscriber subscriber) {
    this.commands = commands;
    this.keys = keys;
    this.wakeUp = new WakeUp(subscriber, keys.crossings());
  }

  @Override
  public Page read(Map<String, String> after, int limit, Duration wait) {
    return wakeUp.await(wait, PAUSE, () -> read(after, limit), Page::isEmpty);
  }

  private Page read(Map<String, String> after, int limit) {
    List<Entry> found = new ArrayList<>();
    Map<String, String> last = new HashMap<>();
    if (after.isEmpty()) {
      return new Page(found, last);
    }
    List<String> regions = List.copyOf(after.keySet());
    List<String> streams = streams(regions);
    var read = new CommandArguments(Command.XREAD).addObjects("COUNT", limit, "STREAMS");
    read.addObjects(streams);
    regions.forEach(region -> read.add(String.valueOf(after.get(region))));
    for (Object answer : Replies.list(commands.call(read))) {
      List<@Nullable Object> stream = Replies.list(answer);
      String region = regions.get(streams.indexOf(Replies.texts(stream).getFirst()));
      Raw raw = Raw.of(stream.get(1));
      found.addAll(raw.entries());
      last.put(region, raw.last());
    }
    return new Page(found, last);
  }

  @Override
  public Map<String, String> end(Collection<String> regions) {
    Map<String, String> ends = new HashMap<>();
    List<String> all = List.copyOf(regions);
    List<State> states = states(all);
    for (int i = 0; i < all.size(); i++) {
      ends.put(all.get(i), states.get(i).last().toString());
    }
    return ends;
  }

  @Override
  public boolean hasGap(String region, String place) {
    return states(List.of(region)).getFirst().hasGap(Place.of(place));
  }

  /// What is known of a stream.
  private record State(long added, long length, @Nullable Place first, Place last) {
    boolean hasGap(Place place) {
      if (place.equals(Place.of(BEGIN))) {
        return added > length;
      }
      return first == null || place.compareTo(first) < 0 || place.compareTo(last) > 0;
    }
  }

  private List<State> states(List<String> regions) {
    List<State> states = new ArrayList<>();
    for (Object answer : Replies.list(commands.run(STATE, streams(regions)))) {
      List<@Nullable Object> state = Replies.list(answer);
      List<String> places = Replies.texts(state.subList(2, 4));
      states.add(
          new State(
              Replies.number(state.get(0)),
              Replies.number(state.get(1)),
              places.getFirst().isEmpty() ? null : Place.of(places.getFirst()),
              Place.of(places.getLast())));
    }
    return states;
  }

  @Override
  public Taken take(Sharing sharing, Collection<String> regions, int limit, Duration wait) {
    List<String> all = List.copyOf(regions);
    return wakeUp.await(wait, PAUSE_OF_SHARERS, () -> take(sharing, all, limit), Taken::isEmpty);
  }

  private Taken take(Sharing sharing, List<String> regions, int limit) {
    List<String> streams = streams(regions);
    Object answer =
        commands.run(TAKE, streams, sharing.sharers(), CONSUMER, sharing.again().toMillis(), limit);
    List<Entry> found = new ArrayList<>();
    Map<String, Long> missed = new HashMap<>();
    int next = 0;
    for (Object of : Replies.list(answer)) {
      String region = regions.get(next++);
      List<@Nullable Object> stream = Replies.list(of);
      List<String> unreadable = new ArrayList<>();
      for (Object entries : stream.subList(0, 2)) {
        Raw raw = Raw.of(entries);
        found.addAll(raw.entries());
        unreadable.addAll(raw.unreadable());
      }
      done(sharing.sharers(), region, unreadable);
      if (Replies.number(stream.get(2)) > 0) {
        missed.put(region, Replies.number(stream.get(2)));
      }
    }
    return new Taken(found, missed);
  }

  @Override
  public void done(String sharers, String region, Collection<String> places) {
    if (!places.isEmpty()) {
      var done = new CommandArguments(Command.XACK).key(keys.crossings(region)).add(sharers);
      commands.call(done.addObjects(places));
    }
  }

  private List<String> streams(List<String> regions) {
    return regions.stream().map(keys::crossings).toList();
  }

  /// Entries as they came.
  ///
  /// @param entries those that can be read
  /// @param unreadable the places of the others
  /// @param last the place of the last, empty if there is none
  private record Raw(List<Entry> entries, List<String> unreadable, String last) {
    static Raw of(@Nullable Object answer) {
      List<Entry> entries = new ArrayList<>();
      List<String> unreadable = new ArrayList<>();
      String last = "";
      String why = "";
      for (Object entry : Replies.list(answer)) {
        List<@Nullable Object> parts = Replies.list(entry);
        if (parts.size() != 2) {
          continue; // given up meanwhile
        }
        last = Replies.texts(parts).getFirst();
        try {
          entries.add(new Entry(last, crossing(Replies.texts(parts.getLast()))));
        } catch (InvalidValueException e) {
          unreadable.add(last);
          why = String.valueOf(e.getMessage());
        }
      }
      if (!unreadable.isEmpty()) {
        LOG.warn(
            "{} crossings from {} on are passed over, as they cannot be read: {}",
            unreadable.size(),
            unreadable.getFirst(),
            why);
      }
      return new Raw(entries, unreadable, last);
    }

    private static Crossed crossing(List<String> fields) {
      if (fields.size() != 2) {
        throw new InvalidValueException("crossing", fields, "one field");
      }
      return CrossedJson.read(Json.read(fields.getLast()));
    }
  }
}
