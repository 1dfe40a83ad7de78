package dev.meridian.fetch;

import dev.meridian.InvalidValueException;
import dev.meridian.builtin.FetchInput;
import dev.meridian.cache.SharedCache;
import dev.meridian.geo.Source;
import dev.meridian.json.Json;
import dev.meridian.limit.Limits;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskHandler;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Runs tasks of the type [dev.meridian.builtin.Fetch]: fetches the document of one configured
/// source (I7), parses it, and answers with what was asked for. Thread-safe; keeps connections open
/// until closed.
///
/// Failures are [TaskException]s of these types. May pass: `SourceUnavailable`, `SourceTimeout`,
/// `SourceBusy`. Permanent: `SourceRefused` (policy), `SourceStatus`, `SourceTooLarge`,
/// `SourceMalformed`, `SourceUnsupported`, `UnknownSource`, `InvalidParameter`, `InvalidInput`.
///
/// The report has `host`, `httpStatus`, `cache` (`miss`, `hit`, `revalidated` or `off`), `bytesIn`
/// (over the network), `documentBytes` (unpacked), `bytesOut`, `dropped` (places that were none)
/// and `timings` in milliseconds: `waitMs` (for a turn), `connectMs`, `firstByteMs`, `readMs`,
/// `parseMs`, `shapeMs`.
public final class FetchHandler implements TaskHandler<FetchInput, JsonNode>, AutoCloseable {
  private final Function<String, Optional<Source>> sources;
  private final Downloads downloads;

  /// A handler for the sources of this worker's map.
  ///
  /// @param sources finds a source by its id; asked at each attempt, so it may change
  /// @param limits keep each source's rate and concurrency
  /// @param cache keeps documents for all workers
  /// @param clock tells the age of documents
  public FetchHandler(
      Function<String, Optional<Source>> sources,
      Limits limits,
      SharedCache cache,
      InstantSource clock) {
    this.sources = sources;
    this.downloads = new Downloads(new Turns(limits), new DocumentCache(cache), clock);
  }

  @Override
  public JsonNode run(FetchInput input, Attempt attempt) throws InterruptedException {
    Source source =
        sources.apply(input.source()).orElseThrow(() -> Failures.unknownSource(input.source()));
    var timings = new Timings();
    try {
      var shaping = new Shaping(input);
      URI url = SourceUrl.of(source, input.parameters());
      attempt.note("host", url.getHost());
      Download download = downloads.get(source, url, attempt, timings);
      attempt.progress(50, "fetched");
      JsonNode answer = answer(input, source, download, shaping, new Report(attempt, timings));
      attempt.note("bytesOut", Json.bytes(answer).length);
      return answer;
    } catch (InvalidValueException e) {
      throw Failures.input(e);
    } finally {
      attempt.note("timings", timings.millis());
    }
  }

  /// Closes the connections; attempts under way fail.
  @Override
  public void close() {
    downloads.close();
  }

  private record Report(Attempt attempt, Timings timings) {}

  private static ObjectNode answer(
      FetchInput input, Source source, Download download, Shaping shaping, Report report)
      throws InterruptedException {
    Attempt attempt = report.attempt();
    attempt.note("cache", download.cache());
    attempt.note("bytesIn", download.bytesIn());
    if (download.status() == 204) {
      return shaping.nothing();
    }
    byte[] body =
        Unpacking.unpack(download.body(), download.encoding(), source.politeness().maxBytes());
    attempt.note("documentBytes", body.length);
    attempt.checkCancelled();
    var content = new Content(body, download.contentType());
    String format = input.format() == null ? source.format() : input.format();
    try {
      return shaping.answer(
          Formats.parser(format, content, shaping.metres()), content, attempt, report.timings());
    } catch (TaskException | InvalidValueException e) {
      throw e;
    } catch (RuntimeException e) { // what a library makes of a hostile document (I10)
      throw Failures.malformed("The document cannot be read: " + e.getMessage()).because(e);
    }
  }
}
