package dev.meridian.config;

import dev.meridian.geo.Source.Politeness;

/// Reads how gently to fetch, of a source or of the defaults.
final class PolitenessReader {
  private PolitenessReader() {}

  static Politeness read(Fields fields, Politeness otherwise) {
    return new Politeness(
        fields.read("rate", Parsers::rate, otherwise.perSecond()),
        fields.read("concurrency", value -> value.integer(1, 1_000), otherwise.concurrency()),
        fields.read("connectTimeout", Parsers::positiveDuration, otherwise.connectTimeout()),
        fields.read("timeout", Parsers::positiveDuration, otherwise.timeout()),
        fields.read("maxSize", Parsers::size, otherwise.maxBytes()),
        fields.read("maxRedirects", value -> value.integer(0, 20), otherwise.maxRedirects()),
        fields.read("cache", Parsers::duration, otherwise.cache()));
  }
}
