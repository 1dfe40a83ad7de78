package dev.meridian.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Reads the text of a file, in UTF-8 and of at most 4 MiB.
final class TextFile {
  private TextFile() {}

  /// The text.
  ///
  /// @throws ConfigurationException if it cannot be read
  static String read(Path path) {
    String file = String.valueOf(path.getFileName());
    try (InputStream stream = Files.newInputStream(path)) {
      byte[] bytes = stream.readNBytes(YamlText.MOST_CHARACTERS + 1);
      if (bytes.length > YamlText.MOST_CHARACTERS) {
        throw unreadable(file, "more than 4 MiB", "a file of at most 4 MiB");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw unreadable(file, "not found", "a file at " + path.toAbsolutePath());
    } catch (CharacterCodingException e) {
      throw unreadable(file, "malformed", "text in UTF-8");
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()), "a readable file");
    }
  }

  private static ConfigurationException unreadable(String file, String value, String expected) {
    return new ConfigurationException(List.of(new Complaint(file, 0, 0, "file", value, expected)));
  }
}
