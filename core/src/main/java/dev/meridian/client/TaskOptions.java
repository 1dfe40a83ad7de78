package dev.meridian.client;

import dev.meridian.InvalidValueException;
import dev.meridian.client.Submission.Conditions;
import dev.meridian.client.Submission.Options;
import dev.meridian.geo.Area;
import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.route.Priority;
import dev.meridian.route.RoutePolicy;
import dev.meridian.route.Target;
import dev.meridian.task.TimeLimits;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where, when and how one task is to be done, said call by call: `options.near(8.68,
/// 50.11).priority(HIGH)`. What is not said is as the regions file has it. Each method checks its
/// value, changes these options and returns them. For one thread.
public final class TaskOptions {
  /// The most headers of a task.
  public static final int MOST_HEADERS = 50;

  /// The most characters of a header's name.
  public static final int MOST_NAME = 100;

  /// The most characters of a header.
  public static final int MOST_TEXT = 2_000;

  private static final Duration LONGEST = Duration.ofDays(30);

  private final Options terms;
  private final Instant now;
  private final Map<String, Object> headers = new LinkedHashMap<>();
  private Target target = new Target.Anywhere();
  private RoutePolicy policy;
  private Priority priority;
  private Duration resultTtl;
  private @Nullable Duration deadline;
  private @Nullable Instant eta;
  private @Nullable Instant expires;
  private @Nullable TimeLimits limits;
  private @Nullable Unique unique;
  private boolean coalesce = true;

  TaskOptions(Options terms, Instant now) {
    this.terms = terms;
    this.now = now;
    this.policy = terms.policy();
    this.priority = terms.priority();
    this.resultTtl = terms.resultTtl();
  }

  /// In the region that covers a point, else the nearest: degrees in CRS84, longitude first.
  public TaskOptions near(double lon, double lat) {
    return to(new Target.Near(new LonLat(lon, lat)));
  }

  /// In the region that answers for a box, else the nearest: degrees in CRS84.
  public TaskOptions in(double west, double south, double east, double north) {
    return in(new Box(west, south, east, north));
  }

  /// In the region that answers for an area, else the nearest to its centre. A polygon is made by
  /// [dev.meridian.geo.PolygonArea#of].
  public TaskOptions in(Area area) {
    return to(new Target.In(area));
  }

  /// Where a source is at home.
  public TaskOptions source(String id) {
    return to(new Target.ToSource(id));
  }

  /// In a region by name.
  public TaskOptions region(String id) {
    return to(new Target.ToRegion(id));
  }

  private TaskOptions to(Target target) {
    this.target = target;
    return this;
  }

  /// What may be done if that region cannot take it.
  public TaskOptions policy(RoutePolicy policy) {
    this.policy = policy;
    return this;
  }

  /// Before or after which others.
  public TaskOptions priority(Priority priority) {
    this.priority = priority;
    return this;
  }

  /// Not before a while has passed, up to 30 days. The broker keeps the task until then.
  public TaskOptions countdown(Duration wait) {
    if (wait.isNegative() || wait.compareTo(LONGEST) > 0) {
      throw new InvalidValueException("countdown", wait, "0 to 30 days");
    }
    return eta(now.plus(wait));
  }

  /// Not before this time, which is at most 30 days away.
  public TaskOptions eta(Instant eta) {
    if (eta.isAfter(now.plus(LONGEST))) {
      throw new InvalidValueException("eta", eta, "within 30 days");
    }
    this.eta = eta;
    return this;
  }

  /// Not started after this time: the task is dismissed then.
  public TaskOptions expires(Instant expires) {
    this.expires = expires;
    return this;
  }

  /// Not started once this long has passed: the task is dismissed then.
  public TaskOptions expires(Duration wait) {
    return expires(now.plus(wait));
  }

  /// Failed if not finished this long after now, up to 30 days. If this is not said, time spent
  /// waiting for an [#eta] is added to the usual.
  public TaskOptions deadline(Duration deadline) {
    this.deadline = deadline;
    return this;
  }

  /// How long one attempt may take, instead of what the type says.
  ///
  /// @param soft after which it is interrupted
  /// @param hard after which it is given up
  public TaskOptions limits(Duration soft, Duration hard) {
    this.limits = new TimeLimits(soft, hard);
    return this;
  }

  /// How many attempts it may have, 1 to 100, instead of what the type says. The waits between them
  /// stay the type's, as they are code of the worker.
  public TaskOptions attempts(int most) {
    headers.put(Envelope.MAX_ATTEMPTS, RetryPolicy.standard().withMaxAttempts(most).maxAttempts());
    return this;
  }

  /// For whom or what it is done: a tenant, a host. Limits may hold for each key, and workers are
  /// fair between keys.
  ///
  /// @param key 1 to 200 printable characters
  public TaskOptions key(String key) {
    headers.put(Envelope.KEY, Envelope.checkKey(key));
    return this;
  }

  /// How long its result is kept, up to 30 days.
  public TaskOptions resultTtl(Duration ttl) {
    this.resultTtl = ttl;
    return this;
  }

  /// Something for the handler beside the input, see [dev.meridian.task.Attempt#headers()]; at most
  /// 50. A signature does not cover it.
  ///
  /// @param name that neither Celery nor Meridian uses, up to 100 characters
  /// @param value up to 2,000 characters
  public TaskOptions header(String name, String value) {
    if (name.isBlank() || name.length() > MOST_NAME || !Envelope.isFree(name)) {
      throw new InvalidValueException("header", name, "a name of your own, without meridian-");
    }
    if (value.length() > MOST_TEXT) {
      throw new InvalidValueException("header " + name, value, "at most 2,000 characters");
    }
    headers.put(name, value);
    if (headers.size() > MOST_HEADERS) {
      throw new InvalidValueException("headers", headers.size(), "at most " + MOST_HEADERS);
    }
    return this;
  }

  /// One at a time of those of its type with the same key: the earlier one instead of this one, or
  /// the other way round. Not together with an [#eta] if it waits by itself.
  public TaskOptions unique(Unique unique) {
    this.unique = unique;
    return this;
  }

  /// Whether it may share an execution with others of its type and input that are under way, if the
  /// type lets them ([dev.meridian.task.TaskType#coalescing]); it may unless this says no.
  public TaskOptions coalesce(boolean may) {
    this.coalesce = may;
    return this;
  }

  boolean coalesce() {
    return coalesce;
  }

  Target target() {
    return target;
  }

  Options options() {
    return new Options(policy, priority, lastCall(), resultTtl, terms.tombstoneTtl(), 1);
  }

  Conditions conditions() {
    return new Conditions(eta, expires, limits, false, headers);
  }

  /// What there may be one of at a time; null for nothing.
  @Nullable Unique unique() {
    return unique;
  }

  private Duration lastCall() {
    Duration wait = conditions().delay(now).plus(debounce());
    Duration asked = deadline;
    if (asked == null) {
      Duration usual = terms.deadline().plus(wait);
      return usual.compareTo(LONGEST) < 0 ? usual : LONGEST;
    }
    if (asked.compareTo(wait) <= 0) {
      throw new InvalidValueException("deadline", asked, "after the eta, in " + wait);
    }
    return asked;
  }

  private Duration debounce() {
    Duration wait = unique == null ? Duration.ZERO : unique.quiet();
    if (eta != null && !wait.isZero()) {
      throw new InvalidValueException("eta", eta, "none for what is debounced");
    }
    return wait;
  }
}
