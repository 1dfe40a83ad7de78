package dev.meridian.redis;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.result.StoreException;
import dev.meridian.track.Ear;
import dev.meridian.track.Position;
import dev.meridian.track.PositionFeed;
import dev.meridian.track.PositionJson;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The feed of positions on one channel of Redis. A message is a list of the rows of
/// [PositionJson].
final class RedisPositionFeed implements PositionFeed {
  private static final Logger LOG = LoggerFactory.getLogger(RedisPositionFeed.class);

  private final Commands commands;
  private final Subscriber subscriber;
  private final String channel;

  RedisPositionFeed(Commands commands, Keys keys, Subscriber subscriber) {
    this.commands = commands;
    this.subscriber = subscriber;
    this.channel = keys.positions();
  }

  /// Does not wait for the answer.
  @Override
  public void tell(List<Position> positions) {
    if (positions.isEmpty()) {
      return;
    }
    ArrayNode rows = Json.array();
    positions.forEach(position -> rows.add(PositionJson.row(position)));
    try {
      commands.send(new CommandArguments(Command.PUBLISH).key(channel).add(Json.bytes(rows)));
    } catch (StoreException e) {
      LOG.debug("{} positions are not told: {}", positions.size(), e.getMessage());
    }
  }

  @Override
  public AutoCloseable listen(Consumer<List<Position>> listener) {
    List<String> channels = List.of(channel);
    // The reader of the subscribed connection wakes everybody: it only hands the bytes over.
    Ear<byte[]> ear =
        new Ear<>(
            "positions-heard",
            message -> message.length,
            message -> listener.accept(positions(message)));
    Subscriber.Sink sink = (_, message) -> ear.hear(message);
    boolean _ = subscriber.add(channels, sink);
    return () -> {
      subscriber.unsubscribe(channels, sink);
      ear.close();
    };
  }

  /// The positions that can be read.
  private static List<Position> positions(byte[] message) {
    List<Position> positions = new ArrayList<>();
    try {
      for (JsonNode row : Json.read(message)) {
        positions.add(PositionJson.ofRow(row));
      }
    } catch (InvalidValueException e) {
      LOG.debug("positions that cannot be read: {}", e.getMessage());
    }
    return positions;
  }
}
