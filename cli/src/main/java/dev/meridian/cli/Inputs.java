package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the inputs of a request from flags, a file or stdin.
final class Inputs {
  /// What a gateway takes by default.
  private static final int MOST_BYTES = 1 << 20;

  private static final String WANTED = "name=text or name:=json";

  private Inputs() {}

  /// The inputs of `document`, with those of `members` added or replaced.
  ///
  /// @param document `-` for stdin, JSON if it starts with a brace, else a file; null for none
  /// @param members `name=text` or `name:=json`
  static ObjectNode of(Shell shell, @Nullable String document, List<String> members) {
    ObjectNode inputs =
        document == null ? Json.object() : document(shell, "--inputs", document, MOST_BYTES);
    members.forEach(member -> add(inputs, member));
    return inputs;
  }

  private static void add(ObjectNode inputs, String member) {
    int equals = member.indexOf('=');
    boolean json = equals > 0 && member.charAt(equals - 1) == ':';
    int nameEnd = json ? equals - 1 : equals;
    if (nameEnd < 1) {
      throw new InvalidValueException("--input", member, WANTED);
    }
    String name = member.substring(0, nameEnd);
    String value = member.substring(equals + 1);
    inputs.set(name, json ? parsed("--input " + name, value) : Json.of(value));
  }

  /// A JSON object that somebody names.
  ///
  /// @param flag where
  /// @param document `-` for stdin, JSON if it starts with a brace, else a file
  /// @param most the most bytes
  static ObjectNode document(Shell shell, String flag, String document, int most) {
    boolean inline = document.startsWith("{");
    String wanted = "a JSON object of at most " + (most >> 20) + " MiB";
    String text = inline ? document : new String(bytes(shell, flag, document, most, wanted), UTF_8);
    if (parsed(flag, text) instanceof ObjectNode object) {
      return object;
    }
    throw new InvalidValueException(flag, document, wanted);
  }

  private static byte[] bytes(Shell shell, String flag, String document, int most, String wanted) {
    Path file = shell.folder().resolve(document);
    try (InputStream in = document.equals("-") ? shell.in() : Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length <= most) {
        return bytes;
      }
    } catch (IOException e) {
      throw new InvalidValueException(flag, document, "a file that can be read, - or JSON");
    }
    throw new InvalidValueException(flag, document, wanted);
  }

  private static JsonNode parsed(String flag, String text) {
    try {
      return Json.read(text);
    } catch (InvalidValueException e) {
      throw new InvalidValueException(flag, text, "valid JSON; " + e.getMessage());
    }
  }
}
