package dev.meridian.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.client.Submission.Conditions;
import dev.meridian.json.Json;
import dev.meridian.result.Claims;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore;
import dev.meridian.result.StoreException;
import dev.meridian.route.Route;
import dev.meridian.task.TaskId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lets requests that ask for the same at the same time share one execution: whoever comes first
/// claims the name of the work and publishes a task that belongs to no request, and the requests
/// share its end ([dev.meridian.result.Share]). The claim names that task only once it is
/// confirmed, so nobody is told that work is under way which may not be (I1). Thread-safe.
final class Coalescing {
  private static final Logger LOG = LoggerFactory.getLogger(Coalescing.class);

  private final Claims claims;
  private final InstantSource clock;

  Coalescing(ResultStore results, InstantSource clock) {
    this.claims = results.claims();
    this.clock = clock;
  }

  /// The ways to make a request.
  interface Ways {
    /// What it would be, routed as things are now. Nothing is recorded.
    RequestRecord planned();

    /// Makes it with an execution of its own that others may share.
    Made lead();

    /// Makes it share an execution; empty if that cannot be, and then nothing is left behind.
    Optional<Made> follow(RequestRecord planned, TaskId execution);

    /// Makes it by itself.
    Made alone();
  }

  /// An execution under way.
  ///
  /// @param deadline until which it is tried
  private record Work(TaskId execution, Instant deadline) {
    static Optional<Work> of(@Nullable String holder) {
      int space = holder == null ? -1 : holder.indexOf(' ');
      if (holder == null || space < 0) {
        return Optional.empty();
      }
      Instant deadline = Instant.ofEpochMilli(Long.parseLong(holder.substring(space + 1)));
      return Optional.of(new Work(new TaskId(holder.substring(0, space)), deadline));
    }

    String text() {
      return execution + " " + deadline.toEpochMilli();
    }
  }

  /// Until when an execution is tried: half as long again as its first request waits, so that those
  /// who come later can share it and still have all of their time.
  static Instant deadline(RequestRecord first) {
    Duration term = Duration.between(first.created(), first.deadline());
    return first.deadline().plus(term.dividedBy(2));
  }

  /// Makes a request that shares the work under way, or others can share.
  ///
  /// @param inHand a word that nobody else uses
  Made accept(Submission submission, String inHand, Ways ways) {
    long end = System.nanoTime() + InHand.PATIENCE.toNanos();
    do {
      RequestRecord planned = ways.planned();
      String name = name(submission, planned.tasks().getFirst().route());
      @Nullable String seen = claims.holder(name).orElse(null);
      Optional<Work> work = Work.of(seen);
      Optional<Made> shared =
          work.filter(one -> !one.deadline.isBefore(planned.deadline()))
              .flatMap(one -> ways.follow(planned, one.execution));
      if (shared.isPresent()) {
        return shared.get();
      }
      boolean free = seen == null || work.isPresent();
      if (free && claims.claim(name, seen, inHand, InHand.LONGEST)) {
        return led(submission, name, inHand, ways);
      }
    } while (patient() && System.nanoTime() < end);
    return ways.alone();
  }

  private Made led(Submission submission, String name, String inHand, Ways ways) {
    @Nullable String work = null;
    Duration ttl = Duration.ZERO;
    try {
      Made made = ways.lead();
      Route route = made.request().tasks().getFirst().route();
      // It may have had to go elsewhere.
      if (made.execution() != null && name(submission, route).equals(name)) {
        Instant deadline = deadline(made.request());
        work = new Work(made.execution(), deadline).text();
        ttl = Duration.between(clock.instant(), deadline);
      }
      return made;
    } finally {
      tell(name, inHand, work, ttl);
    }
  }

  /// Best effort: without it, others do the work themselves.
  private void tell(String name, String inHand, @Nullable String work, Duration ttl) {
    try {
      if (work == null || !ttl.isPositive()) {
        claims.release(name, inHand);
      } else {
        boolean _ = claims.claim(name, inHand, work, ttl);
      }
    } catch (StoreException e) {
      LOG.warn("work under way is not told of: {}", e.getMessage());
    }
  }

  private static boolean patient() {
    try {
      InHand.pause();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// The name of the work: a digest of all that its result follows from.
  static String name(Submission submission, Route route) {
    Conditions conditions = submission.conditions();
    ObjectNode work =
        Json.object()
            .put("type", submission.type())
            .put("queue", route.queue().value())
            .put("map", route.mapVersion())
            .put("limits", String.valueOf(conditions.limits()));
    work.set("inputs", submission.tasks().getFirst().inputs());
    work.set("headers", Json.of(conditions.headers()));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(Json.text(sorted(work)).getBytes(UTF_8));
      return "work:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// The same document with the members of each object in the order of their names.
  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, JsonNode> members = new TreeMap<>();
      node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
      ObjectNode sorted = Json.object();
      members.forEach(sorted::set);
      return sorted;
    }
    if (node.isArray()) {
      ArrayNode sorted = Json.array();
      node.forEach(element -> sorted.add(sorted(element)));
      return sorted;
    }
    return node;
  }
}
