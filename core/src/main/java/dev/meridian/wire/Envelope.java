package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One task as it travels: Celery's protocol 2 with Meridian's extras as further headers. Immutable
/// by agreement.
///
/// @param id the task
/// @param type the name of its task type
/// @param args positional arguments; Meridian sends none, Python may
/// @param kwargs the input object
/// @param embed callbacks, errbacks, chain and chord as Celery sent them; a JSON null or object
/// @param retries attempts made before this message, from 0
/// @param times when it is due, expires, and how long an attempt may take
/// @param lineage the request and the tasks it came from
/// @param ignoreResult whether no result is to be stored
/// @param extras every other header of the sender, for handlers and for republishing; what the
///   broker adds to a delivery is not among them
public record Envelope(
    TaskId id,
    String type,
    ArrayNode args,
    ObjectNode kwargs,
    JsonNode embed,
    int retries,
    Times times,
    Lineage lineage,
    boolean ignoreResult,
    Map<String, @Nullable Object> extras) {

  /// The header with the attempts a task may have, 1 to 100, instead of its type's.
  public static final String MAX_ATTEMPTS = "meridian-max-attempts";

  /// The header with the version of the payload, from 1; without it, 1.
  public static final String VERSION = "meridian-version";

  /// The header with the key of the task, see [#key].
  public static final String KEY = "meridian-fairness-key";

  /// The most characters of a key.
  public static final int LONGEST_KEY = 200;

  /// The header of a task that several requests may share, so that the store is asked whether any
  /// of them is left before it runs. Without it, nothing is shared.
  public static final String SHARED = "meridian-shared";

  private static final int MOST_ATTEMPTS = 100;

  /// When a task is due and how long it may take; null means no bound.
  ///
  /// @param eta not to start before
  /// @param expires not to start after; then it is dismissed
  /// @param deadline nobody waits after (`meridian-deadline`); then it fails
  /// @param softLimit of an attempt, instead of the type's
  /// @param hardLimit of an attempt, instead of the type's
  /// @param resultTtl how long its result is kept (`meridian-result-ttl`)
  public record Times(
      @Nullable Instant eta,
      @Nullable Instant expires,
      @Nullable Instant deadline,
      @Nullable Duration softLimit,
      @Nullable Duration hardLimit,
      @Nullable Duration resultTtl) {
    /// No bound at all.
    public static final Times UNBOUNDED = new Times(null, null, null, null, null, null);
  }

  /// Where a task came from.
  ///
  /// @param request it is part of (`meridian-request`); null for a foreign client's task or an
  ///   answer nobody records
  /// @param root the first task of its family
  /// @param parent the task that sent it
  /// @param group Celery's group id
  /// @param groupIndex its place in the group
  /// @param region it was routed to (`meridian-region`)
  /// @param replyTo where somebody waits for its end (`meridian-reply`)
  public record Lineage(
      @Nullable RequestId request,
      @Nullable String root,
      @Nullable String parent,
      @Nullable String group,
      @Nullable Integer groupIndex,
      @Nullable String region,
      @Nullable String replyTo) {
    /// A task nobody sent.
    public static final Lineage NONE = new Lineage(null, null, null, null, null, null, null);
  }

  /// The request it belongs to.
  public Optional<RequestId> request() {
    return Optional.ofNullable(lineage.request());
  }

  /// The attempts the sender allows; empty to go by the type.
  public OptionalInt maxAttempts() {
    return new Headers(extras).integer(MAX_ATTEMPTS, 1, MOST_ATTEMPTS);
  }

  /// The version of the payload.
  public int version() {
    return new Headers(extras).integer(VERSION, 1, Integer.MAX_VALUE).orElse(1);
  }

  /// For whom or what the task is done: a tenant, a host. Limits may hold for each key, and workers
  /// are fair between keys.
  public Optional<String> key() {
    return Optional.ofNullable(new Headers(extras).parsed(KEY, Envelope::checkKey));
  }

  /// Returns `key` if it can be one: 1 to 200 characters, none of them a control character.
  public static String checkKey(String key) {
    if (key.isBlank()
        || key.length() > LONGEST_KEY
        || key.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidValueException("key", key, "1.." + LONGEST_KEY + " printable characters");
    }
    return key;
  }

  /// Whether several requests may share it.
  public boolean isShared() {
    return extras.containsKey(SHARED);
  }

  /// Whether a header may be used for what a handler wants to know: neither Celery nor Meridian nor
  /// the broker has a meaning for its name.
  public static boolean isFree(String header) {
    return HeaderNames.isFree(header);
  }

  /// The same task with another input object and no positional arguments.
  public Envelope withKwargs(ObjectNode kwargs) {
    return new Envelope(
        id, type, args.arrayNode(), kwargs, embed, retries, times, lineage, ignoreResult, extras);
  }

  /// The same task with its input in another version.
  public Envelope withVersion(int version, ObjectNode kwargs) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(extras);
    more.put(VERSION, version);
    return new Envelope(id, type, args, kwargs, embed, retries, times, lineage, ignoreResult, more);
  }

  /// The same task with one more header.
  public Envelope withHeader(String name, int value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(extras);
    more.put(name, value);
    return new Envelope(id, type, args, kwargs, embed, retries, times, lineage, ignoreResult, more);
  }

  /// The same task for its next attempt: one more retry, due at `eta`, free of broker headers.
  public Envelope retryAt(Instant eta) {
    Times next =
        new Times(
            eta,
            times.expires(),
            times.deadline(),
            times.softLimit(),
            times.hardLimit(),
            times.resultTtl());
    return new Envelope(
        id, type, args, kwargs, embed, retries + 1, next, lineage, ignoreResult, extras);
  }
}
