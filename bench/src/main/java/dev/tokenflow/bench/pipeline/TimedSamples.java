package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.measure.Percentiles;
import dev.tokenflow.bench.report.BenchRow;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Latencies, and when each was measured. */
record TimedSamples(List<Timed> samples) {
    /** One of them. */
    record Timed(long atNs, double ms) {}

    TimedSamples {
        samples = List.copyOf(samples);
    }

    /** The percentile of all samples, and the lowest and highest that a round has. */
    BenchRow row(String name, List<Long> bordersNs, ToDoubleFunction<Percentiles> percentile) {
        double value = percentile.applyAsDouble(of(bordersNs.getFirst(), Long.MAX_VALUE));
        double low = value;
        double high = value;
        for (int i = 0; i + 1 < bordersNs.size(); i++) {
            Percentiles round = of(bordersNs.get(i), bordersNs.get(i + 1));
            if (round.samples() > 0) {
                low = Math.min(low, percentile.applyAsDouble(round));
                high = Math.max(high, percentile.applyAsDouble(round));
            }
        }
        return new BenchRow(name, "ms", value, low, high, null, null, null);
    }

    private Percentiles of(long fromNs, long toNs) {
        return Percentiles.of(samples.stream()
                .filter(sample -> sample.atNs() >= fromNs && sample.atNs() < toNs)
                .mapToDouble(Timed::ms)
                .toArray());
    }
}
