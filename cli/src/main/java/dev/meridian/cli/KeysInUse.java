package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.config.KeysFile;
import dev.meridian.control.ControlSeal;
import dev.meridian.seal.KeyedControlSeal;
import dev.meridian.seal.KeyedSeal;
import dev.meridian.seal.Keyring;
import dev.meridian.seal.MessageKey;
import dev.meridian.seal.MessageKey.Purpose;
import dev.meridian.seal.SigningMode;
import dev.meridian.wire.Seal;
import dev.meridian.worker.ControlSigning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys a node works with and what it does about signatures of tasks, as `--keys` and
/// `--signing` say.
///
/// @param mode what it does
/// @param keys none if no file is named
/// @param origin the file, for people
/// @param exposed whether others than its owner may read the file
record KeysInUse(SigningMode mode, Keyring keys, String origin, boolean exposed) {
  private static final Logger LOG = LoggerFactory.getLogger(KeysInUse.class);
  private static final Set<PosixFilePermission> TO_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  /// Reads them, if a file is named.
  ///
  /// @throws InvalidValueException if none is named, and the mode is not off
  /// @throws dev.meridian.config.ConfigurationException with all that is wrong with the file
  static KeysInUse of(Shell shell, Settings settings) {
    Path named = settings.keys();
    if (named == null && settings.signing() == SigningMode.OFF) {
      return new KeysInUse(SigningMode.OFF, new Keyring(List.of()), "", false);
    }
    if (named == null) {
      throw new InvalidValueException(
          "--keys", "missing", "a file of keys for --signing " + settings.signing());
    }
    Path file = shell.folder().resolve(named);
    Keyring keys = new KeysFile(shell.environment()).read(file);
    return new KeysInUse(settings.signing(), keys, named.toString(), isExposed(file));
  }

  /// Kubernetes and others may keep the file behind a link; its own permissions count. Unknown
  /// where files have no such permissions.
  private static boolean isExposed(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(TO_OTHERS::contains);
    } catch (UnsupportedOperationException | IOException _) {
      return false;
    }
  }

  /// The seal of these keys, for a node that runs.
  Seal seal(Shell shell) {
    if (mode == SigningMode.OFF && !keys.keys().isEmpty()) {
      LOG.warn("--keys signs no tasks without --signing sign or --signing require");
    }
    if (exposed) {
      LOG.warn("{} can be read by others than its owner: chmod 600 {}", origin, origin);
    }
    return KeyedSeal.of(mode, keys, shell.clock(), shell.random());
  }

  /// The seal of control requests to and from these regions.
  ///
  /// @throws InvalidValueException if signatures are wanted, and a region has no key
  ControlSeal controlSeal(Shell shell, ControlSigning wanted, List<String> regions) {
    if (wanted == ControlSigning.OFF) {
      return ControlSeal.NONE;
    }
    if (keys.keys().isEmpty()) {
      throw new InvalidValueException(
          "--keys", "missing", "a file of keys for --control-signing " + wanted);
    }
    requireEach(regions, shell.clock().instant());
    return controlSeal(shell, regions);
  }

  /// The seal of control requests to these regions; nothing if there are no keys.
  ControlSeal controlSeal(Shell shell, List<String> regions) {
    return keys.keys().isEmpty()
        ? ControlSeal.NONE
        : new KeyedControlSeal(keys, Set.copyOf(regions), shell.clock(), shell.random());
  }

  /// Returns if messages for each of these regions can be signed now.
  ///
  /// @throws InvalidValueException that names the first region for which there is no key
  void requireFor(List<String> regions, Instant now) {
    if (mode != SigningMode.OFF) {
      requireEach(regions, now);
    }
  }

  private void requireEach(List<String> regions, Instant now) {
    for (String region : regions) {
      if (signing(region, now).isEmpty()) {
        throw new InvalidValueException(
            "--keys", origin, "a key to sign for region " + region + ", in force now");
      }
    }
  }

  /// The key that signs for a region.
  Optional<MessageKey> signing(String region, Instant now) {
    return keys.sealing(Purpose.SIGN, region, now);
  }

  /// The key that encrypts for a region.
  Optional<MessageKey> encrypting(String region, Instant now) {
    return keys.sealing(Purpose.ENCRYPT, region, now);
  }
}
