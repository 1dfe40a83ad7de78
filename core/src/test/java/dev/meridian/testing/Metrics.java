package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Metrics as Prometheus reads them, in the text format 0.0.4: fails at any line that it does not
/// know, and where a family does not have its HELP, its TYPE and its samples once and in this
/// order.
///
/// @param types of the families, by name
/// @param samples by name with labels, as they stand there
public record Metrics(Map<String, String> types, Map<String, Double> samples) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern HELP = Pattern.compile("# HELP (meridian_[a-z_]+) [A-Z].*\\.");
  private static final Pattern TYPE = Pattern.compile("# TYPE (meridian_[a-z_]+) (counter|gauge)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(meridian_[a-z_]+)(\\{[a-z]+=\"[^\"\\\\]+\"(?:,[a-z]+=\"[^\"\\\\]+\")*})? ([0-9.E+]+)");

  /// Reads a text.
  public static Metrics read(String text) {
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, Double> samples = new HashMap<>();
    String helped = "";
    String family = "";
    for (String line : text.lines().toList()) {
      Matcher help = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (help.matches()) {
        helped = help.group(1);
      } else if (type.matches()) {
        family = type.group(1);
        assertThat(family).as(line).isEqualTo(helped);
        assertThat(types.put(family, type.group(2))).as(line).isNull();
      } else {
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(sample.group(1)).as(line).isEqualTo(family);
        String name = line.substring(0, line.lastIndexOf(' '));
        assertThat(samples.put(name, Double.valueOf(sample.group(3)))).as(line).isNull();
      }
    }
    return new Metrics(types, samples);
  }

  /// Reads what a server shows.
  public static Metrics at(String url) {
    try {
      var reply =
          HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
      assertThat(reply.headers().firstValue("Content-Type").orElse(""))
          .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
      return read(reply.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /// The value of a sample, by its name without `meridian_`, and its labels in the order of their
  /// names.
  public long of(String sample) {
    assertThat(samples).containsKey("meridian_" + sample);
    return Math.round(samples.getOrDefault("meridian_" + sample, Double.NaN));
  }
}
