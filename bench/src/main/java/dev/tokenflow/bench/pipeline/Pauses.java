package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.measure.PauseLog;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long no hint of any client becomes visible. */
final class Pauses {
    private static final double TARGET_MS = 50;
    private static final long NEAR_NS = TimeUnit.SECONDS.toNanos(1);

    private final Pipeline pipeline;

    Pauses(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Adds the longest of each round, and the longest near each checkpoint. */
    void report(BenchReport report, String at, List<Long> bordersNs) {
        PauseLog pauses = pipeline.loop().pauses();
        double[] longest = new double[bordersNs.size() - 1];
        for (int i = 0; i < longest.length; i++) {
            longest[i] = pauses.longestMs(bordersNs.get(i), bordersNs.get(i + 1));
        }
        report.add(longest(at + "longest time without a hint of any client", longest));
        List<Double> near = new ArrayList<>();
        for (long beganNs : pipeline.checkpointsBetween(bordersNs.getFirst(), bordersNs.getLast())) {
            near.add(pauses.longestMs(beganNs, beganNs + NEAR_NS));
        }
        if (!near.isEmpty()) {
            double[] each = near.stream().mapToDouble(Double::doubleValue).toArray();
            report.add(longest(at + "the same within 1 s after a checkpoint began", each)
                    .atMost(TARGET_MS));
            report.add(BenchRow.of("checkpoints that began meanwhile", "checkpoints", each.length));
        }
    }

    private static BenchRow longest(String name, double[] each) {
        BenchRow row = BenchRow.of(name, "ms", each);
        return new BenchRow(name, row.unit(), row.high(), row.low(), row.high(), null, null, null);
    }
}
