package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.config.ConfigurationException;
import dev.meridian.geo.Region;
import dev.meridian.seal.MessageKey;
import dev.meridian.seal.SigningMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Examines the keys by which messages are signed and encrypted, and names no secret.
final class KeyChecks {
  private static final Duration SOON = Duration.ofDays(7);
  private static final String CHECK = "signing";

  private final Shell shell;
  private final Settings settings;

  KeyChecks(Shell shell, Settings settings) {
    this.shell = shell;
    this.settings = settings;
  }

  /// What is found; nothing if signing is off.
  List<Finding> run(List<Region> regions) {
    if (settings.signing() == SigningMode.OFF) {
      return List.of();
    }
    try {
      KeysInUse keys = KeysInUse.of(shell, settings);
      List<Finding> findings = new ArrayList<>();
      String what = keys.mode() + ", keys of " + keys.origin() + ": " + keys.keys().keys().size();
      findings.add(
          Finding.warnUnless(
              !keys.exposed(), CHECK, what, "chmod 600 it: others can read the secrets"));
      regions.forEach(region -> findings.add(region(keys, region.id(), shell.clock().instant())));
      return findings;
    } catch (ConfigurationException e) {
      return e.complaints().stream()
          .map(c -> Finding.fail(CHECK, c.toString(), "correct the file of --keys"))
          .toList();
    } catch (InvalidValueException e) {
      return List.of(Finding.fail(CHECK, e.getMessage(), "name a file of keys with --keys"));
    }
  }

  private static Finding region(KeysInUse keys, String region, Instant now) {
    String check = CHECK + " " + region;
    Optional<MessageKey> signs = keys.signing(region, now);
    if (signs.isEmpty()) {
      return Finding.fail(check, "no key is in force", "add one to " + keys.origin());
    }
    Instant end = signs.get().notAfter();
    return Finding.warnUnless(
        end == null || end.isAfter(now.plus(SOON)),
        check,
        signs.get() + keys.encrypting(region, now).map(key -> "; " + key).orElse(""),
        "add a key that begins before this one ends");
  }
}
