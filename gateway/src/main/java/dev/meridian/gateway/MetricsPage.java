package dev.meridian.gateway;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// All metrics of a registry as text: OpenMetrics 1.0 for those who ask for it, else the text
/// format 0.0.4. Thread-safe.
final class MetricsPage {
  /// The type of the text format, as it is written unless somebody wants another one.
  static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final PrometheusRegistry registry;
  private final ExpositionFormatWriter plain = PrometheusTextFormatWriter.create();
  private final ExpositionFormatWriter open = OpenMetricsTextFormatWriter.create();

  MetricsPage(PrometheusRegistry registry) {
    this.registry = registry;
  }

  void register(Routes routes) {
    routes.get(
        "/metrics", List.of(MediaTypes.TEXT, OPEN_METRICS), (exchange, _) -> answer(exchange));
  }

  private Answer answer(Exchange exchange) {
    List<String> accept = exchange.headers("Accept");
    boolean wantsOpen = MediaTypes.prefers(accept, OPEN_METRICS, MediaTypes.TEXT);
    ExpositionFormatWriter writer = wantsOpen ? open : plain;
    var body = new ByteArrayOutputStream();
    try {
      writer.write(body, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is in memory
    }
    return Answer.of(200, writer.getContentType(), body.toByteArray()).uncached();
  }
}
