package dev.meridian.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.InvalidValueException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/// The tables of a GTFS feed, in a folder or a zip.
///
/// @param path of either
record GtfsFolder(Path path) {
  /// A row of a table.
  record Row(CSVRecord record) {
    /// A value; empty if there is none.
    String text(String column) {
      return record.isSet(column) ? record.get(column) : "";
    }

    double number(String column) {
      try {
        return Double.parseDouble(text(column));
      } catch (NumberFormatException e) {
        throw new InvalidValueException(column, text(column), "a number");
      }
    }
  }

  /// Reads all rows of a table.
  ///
  /// @param optional whether it may be missing
  /// @throws InvalidValueException if it cannot be read
  void each(String table, boolean optional, Consumer<Row> sink) {
    try (InputStream in = open(table)) {
      rows(in, sink);
    } catch (IOException | UncheckedIOException e) {
      if (!optional || Files.exists(path.resolve(table))) {
        String wanted = "a folder or zip of a GTFS feed with " + table;
        throw new InvalidValueException("gtfs", path, wanted);
      }
    }
  }

  private static void rows(InputStream in, Consumer<Row> sink) throws IOException {
    CSVFormat format =
        CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).setTrim(true).get();
    in.mark(3);
    boolean marked = in.read() == 0xef && in.read() == 0xbb && in.read() == 0xbf;
    if (!marked) {
      in.reset();
    }
    try (CSVParser rows = CSVParser.parse(new InputStreamReader(in, UTF_8), format)) {
      rows.forEach(row -> sink.accept(new Row(row)));
    }
  }

  private InputStream open(String table) throws IOException {
    if (Files.isDirectory(path)) {
      return new BufferedInputStream(Files.newInputStream(path.resolve(table)));
    }
    ZipFile zip = new ZipFile(path.toFile());
    ZipEntry entry = zip.getEntry(table);
    if (entry == null) {
      zip.close();
      throw new IOException(table);
    }
    return new FilterInputStream(new BufferedInputStream(zip.getInputStream(entry))) {
      @Override
      public void close() throws IOException {
        zip.close();
      }
    };
  }
}
