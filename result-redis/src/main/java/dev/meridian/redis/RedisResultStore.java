package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meridian.result.Admission;
import dev.meridian.result.AttemptStart;
import dev.meridian.result.Claims;
import dev.meridian.result.Listening;
import dev.meridian.result.Part;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Share;
import dev.meridian.result.TaskRef;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The result store on Redis. [#onCancel] does not fail while Redis is down, but takes effect when
/// it is back; what is cancelled while the connection is lost is not heard of, but the attempt's
/// result is refused.
final class RedisResultStore implements ResultStore {
  private static final Logger LOG = LoggerFactory.getLogger(RedisResultStore.class);
  private static final Duration PROBE = Duration.ofSeconds(1);

  private final RedisConfig config;
  private final Commands commands;
  private final Keys keys;
  private final Tasks tasks;
  private final Requests requests;
  private final Listing listing;
  private final Claims claims;
  private final Subscriber subscriber;
  private final Sweeper sweeper;
  private final ReplyChannel replies;

  RedisResultStore(
      RedisConfig config, Commands commands, InstantSource clock, RandomGenerator random) {
    this.config = config;
    this.commands = commands;
    this.keys = new Keys(config.prefix());
    this.tasks = new Tasks(commands, keys, clock, config.maxBatch());
    this.requests = new Requests(commands, keys, clock, tasks, config.maxListed());
    this.listing = new Listing(commands, keys);
    this.claims = new RedisClaims(commands, keys);
    this.subscriber = new Subscriber(config, random, commands::check, this::sweep);
    this.sweeper = new Sweeper(tasks, subscriber, config.sweep(), config.maxBatch());
    String name = new UUID(random.nextLong(), random.nextLong()).toString();
    this.replies = new ReplyChannel(keys.reply(name), subscriber);
    sweeper.start();
  }

  /// What hears of messages on the same connection.
  Subscriber subscriber() {
    return subscriber;
  }

  private void sweep() {
    sweeper.wish();
  }

  @Override
  public void create(RequestRecord request) {
    requests.create(request);
  }

  @Override
  public void discard(RequestId request) {
    requests.discard(request);
  }

  @Override
  public Admission begin(TaskRef task, AttemptStart attempt) {
    return tasks.begin(task, attempt);
  }

  @Override
  public void progress(TaskRef task, int percent, String message) {
    tasks.progress(task, percent, message);
  }

  @Override
  public boolean complete(TaskRef task, TaskResult result) {
    return tasks.complete(task, result);
  }

  @Override
  public Optional<TaskResult> find(TaskId task) {
    return Optional.ofNullable(findAll(List.of(task)).get(task));
  }

  @Override
  public Map<TaskId, TaskResult> findAll(Collection<TaskId> ids) {
    return tasks.findAll(ids);
  }

  @Override
  public CancelOutcome cancel(RequestId request, String reason) {
    return requests.cancel(request, reason);
  }

  @Override
  public boolean share(Share share) {
    return tasks.share(share);
  }

  @Override
  public Claims claims() {
    return claims;
  }

  @Override
  public Optional<RequestStatus> status(RequestId request) {
    return listing.status(request);
  }

  @Override
  public List<Part> parts(RequestId request, long after, int limit) {
    return requests.parts(request, after, limit);
  }

  @Override
  public List<RequestStatus> list(RequestFilter filter) {
    return listing.list(filter);
  }

  @Override
  public Listening listen(Collection<TaskId> ids, boolean includePast) {
    return RedisListening.start(subscriber, tasks, ids, includePast);
  }

  @Override
  public String replyTo() {
    return replies.name();
  }

  @Override
  public Listening listenForReplies(Collection<TaskId> ids) {
    return replies.isHeard()
        ? RedisListening.startQuietly(subscriber, tasks, ids)
        : listen(ids, false);
  }

  @Override
  public AutoCloseable onCancel(CancelListener listener) {
    Subscriber.Sink sink = (_, task) -> listener.cancelled(new TaskId(new String(task, US_ASCII)));
    List<String> channel = List.of(keys.cancelled());
    if (!subscriber.add(channel, sink)) {
      LOG.warn("cancellations are heard of once {} is there", config.address());
    }
    return () -> subscriber.unsubscribe(channel, sink);
  }

  @Override
  public boolean isUp() {
    return commands.answers(PROBE.compareTo(config.timeout()) < 0 ? PROBE : config.timeout());
  }

  @Override
  public String address() {
    return config.address();
  }

  @Override
  public void close() {
    sweeper.close();
    subscriber.close();
    commands.close();
  }
}
