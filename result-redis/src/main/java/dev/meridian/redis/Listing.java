package dev.meridian.redis;

import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.task.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// Where requests stand, one or many.
final class Listing {
  private static final int PAGE = 100;
  private static final int MOST_EXAMINED = 20_000;

  private final Commands commands;
  private final Keys keys;

  Listing(Commands commands, Keys keys) {
    this.commands = commands;
    this.keys = keys;
  }

  /// One request, in one round trip.
  Optional<RequestStatus> status(RequestId request) {
    Reply record = record(request);
    Entry entry = entry(glance(request));
    byte[] bytes = Replies.bytes(commands.await(record));
    return entry.state() == null || bytes == null
        ? Optional.empty()
        : Optional.of(entry.state().with(RequestJson.decode(bytes), entry.hasParts()));
  }

  /// The newest requests a filter accepts, among the 20,000 newest of its span of time. Those that
  /// have expired are dropped from the sorted set on the way.
  List<RequestStatus> list(RequestFilter filter) {
    List<RequestStatus> found = new ArrayList<>();
    int offset = 0;
    for (int examined = 0; examined < MOST_EXAMINED; examined += PAGE) {
      List<Glance> glances = page(filter, offset).stream().map(this::glance).toList();
      List<Entry> entries = glances.stream().map(this::entry).toList();
      offset += PAGE - drop(entries);
      accept(entries, filter, found);
      if (entries.size() < PAGE || found.size() == filter.limit()) {
        break;
      }
    }
    return found;
  }

  private List<RequestId> page(RequestFilter filter, int offset) {
    var read =
        new CommandArguments(Command.ZREVRANGEBYSCORE)
            .key(keys.requests())
            .add(filter.to().map(to -> Long.toString(to.toEpochMilli())).orElse("+inf"))
            .add(filter.from().map(from -> Long.toString(from.toEpochMilli())).orElse("-inf"))
            .addObjects("LIMIT", offset, PAGE);
    return Replies.texts(commands.call(read)).stream().map(RequestId::new).toList();
  }

  /// Adds the accepted ones, up to the limit. Records, which can be long, are read last and no more
  /// than needed.
  private void accept(List<Entry> entries, RequestFilter filter, List<RequestStatus> found) {
    List<Entry> rest =
        entries.stream()
            .filter(entry -> entry.state() != null && entry.state().mayPass(filter))
            .toList();
    while (!rest.isEmpty() && found.size() < filter.limit()) {
      List<Entry> next = rest.subList(0, Math.min(rest.size(), filter.limit() - found.size()));
      rest = rest.subList(next.size(), rest.size());
      statuses(next).stream().filter(filter::accepts).forEach(found::add);
    }
  }

  private List<RequestStatus> statuses(List<Entry> entries) {
    List<Reply> records = entries.stream().map(entry -> record(entry.request())).toList();
    List<RequestStatus> statuses = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      byte[] bytes = Replies.bytes(commands.await(records.get(i)));
      RequestState state = entries.get(i).state();
      if (bytes != null && state != null) {
        RequestRecord request = RequestJson.decode(bytes);
        statuses.add(state.with(request, entries.get(i).hasParts()));
      }
    }
    return statuses;
  }

  private int drop(List<Entry> entries) {
    List<String> gone =
        entries.stream()
            .filter(entry -> entry.state() == null)
            .map(entry -> entry.request().value())
            .toList();
    if (!gone.isEmpty()) {
      commands.call(new CommandArguments(Command.ZREM).key(keys.requests()).addObjects(gone));
    }
    return gone.size();
  }

  private Reply record(RequestId request) {
    return commands.send(new CommandArguments(Command.GET).key(keys.record(request)));
  }

  private Glance glance(RequestId request) {
    return new Glance(
        request,
        commands.send(RequestState.read(keys.state(request))),
        commands.send(new CommandArguments(Command.EXISTS).key(keys.parts(request))));
  }

  private Entry entry(Glance glance) {
    RequestState state = RequestState.of(commands.await(glance.fields()));
    boolean hasParts = Replies.number(commands.await(glance.parts())) == 1;
    return new Entry(glance.request(), state, hasParts);
  }

  /// What is asked of a request besides its record.
  private record Glance(RequestId request, Reply fields, Reply parts) {}

  /// What was answered; no state if the request is unknown or has expired.
  private record Entry(RequestId request, @Nullable RequestState state, boolean hasParts) {}
}
