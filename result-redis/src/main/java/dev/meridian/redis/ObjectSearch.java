package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.geo.Box;
import dev.meridian.redis.CellRanges.Range;
import dev.meridian.track.ObjectStore.Kept;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// Finds the objects of [RedisObjects] in a box, in the order of their ids. Where few are near the
/// box, all these are looked at; where many are, the objects are walked in order, until the page is
/// full. So what a page costs is bounded by what is in the box, or by how rare it is.
final class ObjectSearch {
  private static final int FEW = 10_000;
  private static final int STRIDE = 1_000;
  private static final Comparator<String> ORDER =
      (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

  private final Commands commands;
  private final String ids;
  private final String places;
  private final int few;
  private final Function<List<String>, List<Kept>> load;

  /// @param ids key of all ids in order
  /// @param places key of the ids by place
  /// @param load loads objects, in the order of their ids
  ObjectSearch(
      Commands commands, String ids, String places, Function<List<String>, List<Kept>> load) {
    this(commands, ids, places, load, FEW);
  }

  /// @param few up to how many are looked at by place
  ObjectSearch(
      Commands commands,
      String ids,
      String places,
      Function<List<String>, List<Kept>> load,
      int few) {
    this.commands = commands;
    this.ids = ids;
    this.places = places;
    this.load = load;
    this.few = few;
  }

  /// Ids of a sorted set whose scores are all the same.
  static List<String> ids(Commands commands, String key, @Nullable String after, int limit) {
    var read = new CommandArguments(Command.ZRANGEBYLEX).key(key);
    read.addObjects(after == null ? "-" : "(" + after, "+", "LIMIT", 0, limit);
    return Replies.texts(commands.call(read));
  }

  List<Kept> within(Box box, @Nullable String after, int limit) {
    List<Range> ranges = CellRanges.of(box);
    Page page = new Page(box, limit);
    if (count(ranges) <= few) {
      List<String> near = List.copyOf(near(ranges, after));
      for (int from = 0; from < near.size() && !page.isFull(); from += STRIDE) {
        page.add(load.apply(near.subList(from, Math.min(near.size(), from + STRIDE))));
      }
    } else {
      walk(ranges, after, page);
    }
    return page.found;
  }

  private static final class Page {
    private final Box box;
    private final int limit;
    private final List<Kept> found = new ArrayList<>();

    Page(Box box, int limit) {
      this.box = box;
      this.limit = limit;
    }

    boolean isFull() {
      return found.size() == limit;
    }

    void add(List<Kept> objects) {
      objects.stream()
          .filter(kept -> kept.last() != null && box.contains(kept.last().at()))
          .limit(limit - found.size())
          .forEach(found::add);
    }
  }

  private long count(List<Range> ranges) {
    List<Reply> replies =
        ranges.stream().map(range -> commands.send(between(Command.ZCOUNT, range))).toList();
    return replies.stream().mapToLong(reply -> Replies.number(commands.await(reply))).sum();
  }

  private CommandArguments between(Command command, Range range) {
    return new CommandArguments(command).key(places).addObjects(range.first(), range.last());
  }

  /// Ids of the objects in the cells that are meant.
  private NavigableSet<String> near(List<Range> ranges, @Nullable String after) {
    List<Reply> replies =
        ranges.stream()
            .map(range -> commands.send(between(Command.ZRANGEBYSCORE, range).add("WITHSCORES")))
            .toList();
    NavigableSet<String> found = new TreeSet<>(ORDER);
    for (int i = 0; i < ranges.size(); i++) {
      List<String> answer = Replies.texts(commands.await(replies.get(i)));
      for (int j = 0; j < answer.size(); j += 2) {
        if (ranges.get(i).holds(number(answer.get(j + 1)))) {
          found.add(answer.get(j));
        }
      }
    }
    return after == null ? found : found.tailSet(after, false);
  }

  private void walk(List<Range> ranges, @Nullable String after, Page page) {
    String last = after;
    List<String> some;
    do {
      some = ids(commands, ids, last, STRIDE);
      if (some.isEmpty()) {
        return;
      }
      page.add(load.apply(meant(some, ranges)));
      last = some.getLast();
    } while (some.size() == STRIDE && !page.isFull());
  }

  private List<String> meant(List<String> some, List<Range> ranges) {
    var read = new CommandArguments(Command.ZMSCORE).key(places).addObjects(some);
    List<@Nullable Object> scores = Replies.list(commands.call(read));
    List<String> meant = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      byte[] score = Replies.bytes(scores.get(i));
      if (score != null && holds(ranges, number(new String(score, UTF_8)))) {
        meant.add(some.get(i));
      }
    }
    return meant;
  }

  private static boolean holds(List<Range> ranges, long number) {
    return ranges.stream().anyMatch(range -> range.holds(number));
  }

  // Redis writes large scores as 1.2345e+15.
  private static long number(String score) {
    return (long) Double.parseDouble(score);
  }
}
