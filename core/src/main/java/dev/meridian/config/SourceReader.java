package dev.meridian.config;

import dev.meridian.geo.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the sources.
final class SourceReader {
  /// The formats a document can be read in.
  static final Set<String> FORMATS =
      Set.of("json", "geojson", "csv", "html", "xml", "gpx", "gtfs-realtime");

  private static final String AUTO = "auto";

  /// What a parameter may be unless the file says otherwise: characters that mean nothing in a URL,
  /// and no way up in a path.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._~-]{0,99}");

  private static final Parser<String> ID =
      Parsers.matching(
          Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}"), "an id of a-z, 0-9, dots and dashes");
  private static final Parser<String> HOST =
      Parsers.matching(
          Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\\[[0-9a-fA-F:.]+\\]"),
          "a host name such as cdn.example.org");
  private static final Parser<String> HEADER =
      Parsers.matching(Pattern.compile("[\\x20-\\x7e]{1,4096}"), "one line of ASCII text");
  private static final Predicate<String> HEADER_NAME =
      Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}").asMatchPredicate();

  private final Parser<String> id = Parsers.once(ID);
  private final Source.Politeness politeness;
  private final Set<String> regions;

  /// A reader of sources.
  ///
  /// @param politeness where a source says nothing
  /// @param regions the ids of all regions of the file
  SourceReader(Source.Politeness politeness, Set<String> regions) {
    this.politeness = politeness;
    this.regions = regions;
  }

  Source read(Value value) {
    Fields fields = value.fields(Section.SOURCE);
    String name = fields.require("id", id, "missing", "an id such as usgs-quakes");
    String url = fields.require("url", Value::text, "", "an http or https URL");
    Map<String, Source.Parameter> parameters =
        fields.read("parameters", SourceReader::parameters, Map.of());
    checkPlaceholders(fields);
    return new Source(
        name,
        fields.read("title", Value::text, name),
        url,
        parameters,
        home(fields),
        fields.read("location", Parsers::location).orElse(null),
        fields.read("format", Parsers.oneOf(FORMATS)).orElse(null),
        fields.read("headers", SourceReader::headers, Map.of()),
        PolitenessReader.read(fields, politeness),
        access(fields));
  }

  private @Nullable String home(Fields fields) {
    Parser<String> home =
        value -> value.text().equals(AUTO) ? AUTO : Parsers.oneOf(regions).parse(value);
    return fields.read("home", home).filter(region -> !region.equals(AUTO)).orElse(null);
  }

  private static Source.Access access(Fields fields) {
    return new Source.Access(
        fields.read("allowHosts", list -> list.each(HOST), List.of()),
        fields.read("allowPrivateNetworks", Value::flag, false));
  }

  /// Every placeholder is a parameter and every parameter a placeholder.
  private static void checkPlaceholders(Fields fields) {
    Map<String, Value> declared = fields.read("parameters", Value::members, Map.of());
    fields
        .read("url", value -> UrlTemplate.of(value.text()))
        .ifPresent(template -> {
          for (String name : template.parameters()) {
            if (!declared.containsKey(name)) {
              fields.value("url").ifPresent(u -> u.complain("{" + name + "} in parameters"));
            }
          }
          declared.forEach((name, value) -> {
            if (!template.parameters().contains(name)) {
              value.complain("{" + name + "} in url");
            }
          });
        });
  }

  private static Map<String, Source.Parameter> parameters(Value value) {
    var parameters = new LinkedHashMap<String, Source.Parameter>();
    value
        .members()
        .forEach((name, member) ->
            member.read(SourceReader::parameter).ifPresent(p -> parameters.put(name, p)));
    return parameters;
  }

  private static Source.Parameter parameter(Value value) {
    Fields fields = value.fields(Section.PARAMETER);
    Pattern pattern = fields.read("pattern", Parsers::pattern, PLAIN);
    Parser<String> matching =
        chosen -> {
          String text = chosen.scalar("text").text();
          if (!pattern.matcher(text).matches()) {
            throw chosen.refuse("a match of " + pattern.pattern());
          }
          return text;
        };
    return new Source.Parameter(fields.read("default", matching).orElse(null), pattern);
  }

  private static Map<String, String> headers(Value value) {
    var headers = new LinkedHashMap<String, String>();
    value
        .secret()
        .members()
        .forEach((name, member) -> {
          if (!HEADER_NAME.test(name)) {
            member.complain("a header name such as X-Api-Key");
          }
          member.read(HEADER).ifPresent(text -> headers.put(name, text));
        });
    return headers;
  }
}
