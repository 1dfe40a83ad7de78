package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.InvalidValueException;
import dev.meridian.ingest.PositionReader;
import dev.meridian.ingest.PositionReader.Form;
import dev.meridian.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A file of positions in one of the forms that recorders write. Read once, as a stream. For one
/// thread.
final class PositionFile {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "json", Kind.GEOJSON,
          "geojson", Kind.GEOJSON,
          "ndjson", Kind.NDJSON,
          "jsonl", Kind.NDJSON,
          "geojsonl", Kind.NDJSON,
          "gpx", Kind.GPX,
          "csv", Kind.CSV);
  private static final List<String> NUMBERS =
      List.of("lon", "lat", "accuracy", "speed", "heading", "altitude", "seq");
  private static final Map<String, String> NAMES =
      Map.of(
          "longitude", "lon",
          "latitude", "lat",
          "id", "object",
          "timestamp", "time");

  private final Shell shell;
  private final String name;
  private final Kind kind;
  private final @Nullable String object;
  private long length = -1;
  private long read;

  private enum Kind {
    GEOJSON,
    NDJSON,
    GPX,
    CSV
  }

  private PositionFile(Shell shell, String name, Kind kind, @Nullable String object) {
    this.shell = shell;
    this.name = name;
    this.kind = kind;
    this.object = object;
  }

  /// The file of that name.
  ///
  /// @param name `-` for stdin
  /// @param format its form; null to go by its name
  /// @param object whose positions they are that name nobody
  static PositionFile of(
      Shell shell, String name, @Nullable String format, @Nullable String object) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    int dot = last.lastIndexOf('.');
    String ending = last.substring(dot + 1).toLowerCase(Locale.ROOT);
    Kind kind = KINDS.get(format == null ? (name.equals("-") ? "ndjson" : ending) : format);
    if (kind == null) {
      String wanted = "one of geojson, ndjson, gpx, csv";
      throw new InvalidValueException("--format", format == null ? "missing" : format, wanted);
    }
    boolean named = object != null || kind != Kind.GPX || name.equals("-");
    String stem = dot > 0 ? last.substring(0, dot) : last;
    return new PositionFile(shell, name, kind, named ? object : stem.replace(' ', '-'));
  }

  /// How much of it was read, in percent; -1 if that is not known.
  int percent() {
    return length <= 0 ? -1 : (int) (100 * read / length);
  }

  /// Reads it to the end, or until the sink wants no more.
  ///
  /// @throws InvalidValueException where it cannot be read on
  void read(PositionReader.Sink sink) {
    var reader = new PositionReader(sink, object);
    try (InputStream in = new BufferedInputStream(counted(open()))) {
      switch (kind) {
        case GEOJSON -> reader.read(in, Form.DOCUMENT);
        case NDJSON -> reader.read(in, Form.LINES);
        case GPX -> new GpxPoints(in).forEach(one -> one(reader, one));
        case CSV -> csv(in, reader);
      }
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      String why = "a file that can be read; " + e.getMessage();
      throw new InvalidValueException("FILE", name, why);
    }
  }

  private InputStream open() throws IOException {
    if (name.equals("-")) {
      return shell.in();
    }
    Path path = shell.folder().resolve(name);
    if (!Files.isRegularFile(path)) {
      throw new InvalidValueException("FILE", name, "a file that can be read, or -");
    }
    length = Files.size(path);
    return Files.newInputStream(path);
  }

  private InputStream counted(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int one = super.read();
        read += one < 0 ? 0 : 1;
        return one;
      }

      @Override
      public int read(byte[] bytes, int from, int most) throws IOException {
        int count = super.read(bytes, from, most);
        read += Math.max(0, count);
        return count;
      }
    };
  }

  private static void csv(InputStream in, PositionReader reader) throws IOException {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreHeaderCase(true)
            .setTrim(true)
            .setIgnoreEmptyLines(true)
            .get();
    try (CSVParser rows = CSVParser.parse(new InputStreamReader(in, UTF_8), format)) {
      for (CSVRecord row : rows) {
        one(reader, position(row));
      }
    }
  }

  private static ObjectNode position(CSVRecord row) {
    ObjectNode json = Json.object();
    row.toMap()
        .forEach((column, value) -> {
          String lower = column.strip().toLowerCase(Locale.ROOT);
          String name = NAMES.getOrDefault(lower, lower);
          if (value.isEmpty()) {
            return;
          }
          if (name.equals("object")) {
            json.put(name, value);
          } else if (name.equals("time") || NUMBERS.contains(name)) {
            put(json, name, value);
          }
        });
    return json;
  }

  private static void put(ObjectNode json, String name, String value) {
    try {
      if (value.matches("-?[0-9]{1,18}")) {
        json.put(name, Long.parseLong(value));
      } else {
        json.put(name, Double.parseDouble(value));
      }
    } catch (NumberFormatException e) {
      json.put(name, value); // a time, or what the reader will complain of
    }
  }

  private static void one(PositionReader reader, ObjectNode position) {
    try {
      reader.read(new ByteArrayInputStream(Json.bytes(position)), Form.DOCUMENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
