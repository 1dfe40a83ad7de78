package dev.meridian.cli;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Examines a Redis server: whether it answers, keeps what it is given, and tells the same time.
final class RedisChecks {
  private static final Duration SKEW = Duration.ofMillis(500);
  private static final String START = "start Redis there, or correct --results";

  private final InstantSource clock;
  private final RandomGenerator random;

  RedisChecks(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  List<Finding> run(String url) {
    List<Finding> findings = new ArrayList<>();
    findings.add(Reach.of(url).check("results", START));
    if (findings.getFirst().verdict() != Finding.Verdict.OK) {
      return findings;
    }
    try (RedisDialogue redis = new RedisDialogue(URI.create(url))) {
      findings.add(ping(redis));
      findings.add(write(redis));
      findings.add(eviction(redis));
      findings.add(durability(redis));
      findings.add(skew(redis));
    } catch (IOException | IllegalArgumentException e) {
      String fix = "check user, password and TLS in --results";
      findings.add(Finding.fail("results login", String.valueOf(e.getMessage()), fix));
    }
    return findings;
  }

  private static Finding ping(RedisDialogue redis) throws IOException {
    long started = System.nanoTime();
    redis.ask(List.of("PING"));
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    return Finding.ok("results PING", Values.time(took));
  }

  private Finding write(RedisDialogue redis) {
    String check = "results write";
    String key = "meridian:doctor:" + new UUID(random.nextLong(), random.nextLong());
    try {
      redis.ask(List.of("SET", key, "x", "EX", "10"));
      String ttl = redis.ask(List.of("TTL", key)).getFirst();
      redis.ask(List.of("DEL", key));
      return Finding.warnUnless(
          ttl.equals("10") || ttl.equals("9"),
          check,
          "a key with 10 s to live has " + ttl + " s",
          "use a Redis that expires keys");
    } catch (IOException e) {
      String fix = "give Redis more memory, or make it writable";
      return Finding.fail(check, String.valueOf(e.getMessage()), fix);
    }
  }

  private static Finding eviction(RedisDialogue redis) {
    String policy = setting(redis, "maxmemory-policy");
    boolean keeps = policy.equals("noeviction") || policy.equals("volatile-ttl");
    return Finding.warnUnless(
        keeps,
        "results eviction",
        policy.isEmpty() ? "maxmemory-policy is not told" : "maxmemory-policy " + policy,
        "CONFIG SET maxmemory-policy noeviction, or results may vanish before they expire");
  }

  private static Finding durability(RedisDialogue redis) {
    String appendOnly = setting(redis, "appendonly");
    return Finding.warnUnless(
        appendOnly.equals("yes"),
        "results durability",
        appendOnly.isEmpty() ? "appendonly is not told" : "appendonly " + appendOnly,
        "CONFIG SET appendonly yes, or a restart of Redis forgets requests and results");
  }

  private Finding skew(RedisDialogue redis) throws IOException {
    List<String> time = redis.ask(List.of("TIME"));
    Instant there =
        Instant.ofEpochSecond(
            Long.parseLong(time.getFirst()), Long.parseLong(time.getLast()) * 1_000);
    Duration skew = Duration.between(clock.instant(), there).abs();
    return Finding.warnUnless(
        skew.compareTo(SKEW) < 0,
        "clock",
        Values.time(skew) + " from that of Redis",
        "run NTP on both machines, or deadlines pass at the wrong time");
  }

  /// A setting's value; empty if the server does not tell (managed ones often do not).
  private static String setting(RedisDialogue redis, String name) {
    try {
      List<String> answer = redis.ask(List.of("CONFIG", "GET", name));
      return answer.size() == 2 ? answer.getLast() : "";
    } catch (IOException e) {
      return "";
    }
  }
}
