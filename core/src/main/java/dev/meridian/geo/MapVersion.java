package dev.meridian.geo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The short hash that names the content of a map: the first 12 hex digits of a SHA-256.
final class MapVersion {
  private static final int DIGITS = 12;

  private MapVersion() {}

  static String of(Collection<Region> regions, Collection<Source> sources) {
    Stream<String> lines =
        Stream.concat(
            regions.stream().map(MapVersion::line), sources.stream().map(MapVersion::line));
    String text = String.join("\n", lines.sorted().toList());
    byte[] hash = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash).substring(0, DIGITS);
  }

  private static String line(Region region) {
    String area = region.areaIfAny().map(a -> a.geometry().toText()).orElse("");
    return List.of(
            "region",
            region.id(),
            region.title(),
            region.location(),
            area,
            withoutUser(String.valueOf(region.broker())),
            region.fallback(),
            region.maxQueued(),
            region.lanes())
        .toString();
  }

  private static String line(Source source) {
    return List.of(
            "source",
            source.id(),
            source.title(),
            withoutUser(source.url()),
            new TreeMap<>(source.parameters()),
            String.valueOf(source.home()),
            String.valueOf(source.location()),
            String.valueOf(source.format()),
            new TreeSet<>(source.headers().keySet()),
            source.politeness(),
            source.access())
        .toString();
  }

  /// The URL without its user and password: what stands before the last `@`.
  private static String withoutUser(String url) {
    return url.replaceFirst("//.*@", "//");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
