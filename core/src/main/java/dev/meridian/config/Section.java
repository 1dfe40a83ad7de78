package dev.meridian.config;

import java.util.Set;

/// The parts of `regions.yaml` and the keys each may have, as in `regions.schema.json`, and those
/// of a file of keys.
enum Section {
  FILE(
      "version",
      "defaults",
      "regions",
      "sources",
      "tasks",
      "limits",
      "webhooks",
      "objects",
      "places"),
  DEFAULTS(
      "policy", "broker", "resultTtl", "tombstoneTtl", "deadline", "maxQueued", "lanes", "source"),
  POLITENESS(
      "rate", "concurrency", "connectTimeout", "timeout", "maxSize", "maxRedirects", "cache"),
  REGION("id", "title", "location", "area", "broker", "fallback", "maxQueued", "lanes"),
  AREA("bbox", "type", "coordinates"),
  SOURCE(
      "id",
      "title",
      "url",
      "parameters",
      "home",
      "location",
      "format",
      "headers",
      "rate",
      "concurrency",
      "connectTimeout",
      "timeout",
      "maxSize",
      "maxRedirects",
      "cache",
      "allowHosts",
      "allowPrivateNetworks"),
  PARAMETER("default", "pattern"),
  TASK(
      "name",
      "title",
      "description",
      "version",
      "inputs",
      "output",
      "retry",
      "softLimit",
      "hardLimit"),
  INPUT("schema", "required"),
  OUTPUT("schema"),
  RETRY("maxAttempts"),
  LIMIT("id", "tasks", "per", "rate", "concurrency"),
  WEBHOOK(
      "id", "url", "secrets", "connectTimeout", "timeout", "maxAttempts", "allowPrivateNetworks"),
  OBJECT("match", "maxSpeed", "maxGap", "ttl", "exitWhenLost", "skew"),
  PLACES("file", "within"),
  KEYS_FILE("version", "keys"),
  KEY("id", "purpose", "secret", "regions", "notBefore", "notAfter");

  @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable, its type does not say so
  private final Set<String> keys;

  Section(String... keys) {
    this.keys = Set.of(keys);
  }

  Set<String> keys() {
    return keys;
  }
}
