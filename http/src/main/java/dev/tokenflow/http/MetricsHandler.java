package dev.tokenflow.http;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Answers {@code /metrics} with everything a registry holds, in the text format the scraper asks for. */
public final class MetricsHandler implements Handler {
    private final PrometheusRegistry registry;
    private final ExpositionFormats formats = ExpositionFormats.init();

    public MetricsHandler(PrometheusRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void handle(Exchange exchange) {
        String accept = exchange.request().header("Accept");
        ExpositionFormatWriter writer = formats.findWriter(accept == null ? "" : accept);
        ByteArrayOutputStream text = new ByteArrayOutputStream(8 << 10);
        try {
            writer.write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array in memory takes everything
        }
        exchange.send(new Response(
                200, List.of(new Response.Header("Content-Type", writer.getContentType())), text.toByteArray()));
    }
}
