package dev.meridian.config;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Region;
import dev.meridian.seal.Keyring;
import dev.meridian.seal.MessageKey;
import dev.meridian.seal.MessageKey.Purpose;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads a file of keys, YAML like `regions.yaml` and with the same complaints, bounds and
/// variables. No complaint shows a secret. Immutable, thread-safe.
public final class KeysFile {
  private final Map<String, String> environment;

  /// A reader that expands these variables.
  public KeysFile(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The keys of a file.
  ///
  /// @throws ConfigurationException with all that is wrong, also if it cannot be read
  public Keyring read(Path path) {
    return parse(String.valueOf(path.getFileName()), TextFile.read(path));
  }

  /// The keys of a file's text.
  ///
  /// @param file its name in complaints
  /// @throws ConfigurationException with all that is wrong
  public Keyring parse(String file, String text) {
    var reading = new Reading(file, environment);
    Optional<Keyring> keyring =
        YamlText.read(text, reading).flatMap(root -> root.read(KeysFile::keyring));
    reading.throwIfAnyComplaint();
    return keyring.orElseThrow();
  }

  private static Keyring keyring(Value root) {
    Fields fields = root.fields(Section.KEYS_FILE);
    fields.require("version", value -> value.integer(1, 1), 1, "1, the version of the format");
    List<MessageKey> keys =
        fields.require("keys", KeysFile::keys, List.of(), "a list of at least one key");
    root.reading().throwIfAnyComplaint();
    return new Keyring(keys);
  }

  private static List<MessageKey> keys(Value list) {
    boolean fits =
        list.node() instanceof SequenceNode items
            && !items.getValue().isEmpty()
            && items.getValue().size() <= Keyring.MAX_KEYS;
    if (!fits) {
      throw list.secret().refuse("a list of 1 to " + Keyring.MAX_KEYS + " keys");
    }
    Parser<String> id = Parsers.once(value -> MessageKey.checkId(value.text()));
    return list.each(value -> key(value, id));
  }

  private static MessageKey key(Value value, Parser<String> idParser) {
    if (!(value.node() instanceof MappingNode)) {
      throw value.secret().refuse("a mapping with id, purpose and secret");
    }
    Fields fields = value.fields(Section.KEY);
    String id = fields.require("id", idParser, "missing", "an id such as 2026-11");
    Purpose purpose =
        fields.require("purpose", v -> Purpose.of(v.text()), Purpose.SIGN, "sign or encrypt");
    byte[] none = new byte[32];
    return new MessageKey(
        id,
        purpose,
        fields.require("secret", v -> secret(v, purpose), purpose.secret(none), purpose.expected()),
        fields.read("regions", KeysFile::regions, Set.of()),
        instant(fields, "notBefore"),
        instant(fields, "notAfter"));
  }

  private static SecretKey secret(Value value, Purpose purpose) {
    Value secret = value.secret();
    try {
      return purpose.secret(Base64.getDecoder().decode(secret.text()));
    } catch (InvalidValueException | IllegalArgumentException _) {
      throw secret.refuse(purpose.expected());
    }
  }

  private static Set<String> regions(Value list) {
    if (list.items().isEmpty()) {
      throw list.refuse("at least one region, or no such key for all of them");
    }
    return Set.copyOf(list.each(Parsers.once(value -> Region.checkId(value.text()))));
  }

  private static @Nullable Instant instant(Fields fields, String key) {
    return fields.read(key, KeysFile::instant).orElse(null);
  }

  private static Instant instant(Value value) {
    try {
      return OffsetDateTime.parse(value.text()).toInstant();
    } catch (DateTimeException e) {
      throw value.refuse("a date and time such as 2026-12-01T00:00:00Z");
    }
  }
}
