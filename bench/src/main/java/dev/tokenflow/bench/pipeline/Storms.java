package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.Alarm;
import dev.tokenflow.bench.pipeline.load.AlarmKind;
import dev.tokenflow.bench.pipeline.load.AlarmLog;
import dev.tokenflow.bench.pipeline.load.Client;
import dev.tokenflow.bench.pipeline.measure.Percentiles;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Something goes wrong with one client in a hundred at once, and with all that are watched: a link to many of them
 * fails. Several times, with both kinds of alarms in turn.
 */
final class Storms {
    private static final int STORMS = 6;
    private static final int ONE_IN = 100;
    private static final double TARGET_MS = 150;

    /** Before a storm so many of the watched must be called calm again, unless it takes too long. */
    private static final double CALM_SHARE = 0.95;

    private static final Duration LEAST_CALM = Duration.ofSeconds(4);
    private static final Duration MOST_CALM = Duration.ofSeconds(20);

    private final Pipeline pipeline;
    private final LoadMeter meter;
    private final AlarmMaker maker;
    private final SplittableRandom random = new SplittableRandom(2);

    Storms(Pipeline pipeline, LoadMeter meter, AlarmMaker maker) {
        this.pipeline = pipeline;
        this.meter = meter;
        this.maker = maker;
    }

    /** Raises them under the load that runs, and adds the rows. */
    void measure(BenchReport report, String at) throws IOException {
        List<Percentiles> storms = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        long untoldBefore = pipeline.alarmLog().untold();
        double[] raised = new double[STORMS];
        for (int i = 0; i < STORMS; i++) {
            awaitCalm();
            long startNs = System.nanoTime();
            raised[i] = raise(i % 2 == 0 ? AlarmKind.RETRANSMIT_BURST : AlarmKind.RTT_JUMP);
            AlarmBell.settle(pipeline.load(), pipeline.alarmLog());
            double[] latencies = pipeline.alarmLog().outcomes().stream()
                    .filter(outcome -> outcome.atNs() >= startNs)
                    .mapToDouble(AlarmLog.Outcome::latencyMs)
                    .toArray();
            storms.add(Percentiles.of(latencies));
            for (double latency : latencies) {
                all.add(latency);
            }
        }
        Percentiles whole =
                Percentiles.of(all.stream().mapToDouble(Double::doubleValue).toArray());
        String of = at + "storm, alarm to hint by GET, ";
        report.add(row(of + "p50", whole, storms, Percentiles::p50));
        report.add(row(of + "p99", whole, storms, Percentiles::p99).atMost(TARGET_MS));
        report.add(BenchRow.of("alarms of one storm", "alarms", raised));
        report.add(BenchRow.of("of these, of watched clients, all storms", "alarms", all.size()));
        long untold = pipeline.alarmLog().untold() - untoldBefore;
        report.add(BenchRow.of("no hint told within 5 s, which they count with, all storms", "alarms", untold)
                .atMost(0));
    }

    private void awaitCalm() throws IOException {
        meter.settle(LEAST_CALM);
        long startNs = System.nanoTime();
        int watched = pipeline.watched().size();
        while (ready().size() < CALM_SHARE * watched && System.nanoTime() - startNs < MOST_CALM.toNanos()) {
            meter.settle(AlarmBell.INTERVAL);
        }
    }

    private List<Integer> ready() {
        List<Integer> ready = new ArrayList<>();
        for (int i = 0; i < pipeline.watched().size(); i++) {
            if (pipeline.alarmLog().isReady(i)) {
                ready.add(i);
            }
        }
        return ready;
    }

    /** Puts as many alarms as a storm has before the generator; how many that are. */
    private int raise(AlarmKind wanted) {
        List<Alarm> alarms = new ArrayList<>();
        for (int i : ready()) {
            AlarmKind kind = pipeline.alarmLog().possible(i, wanted);
            alarms.add(maker.alarm(kind, i, pipeline.watched().get(i)));
        }
        List<Client> clients = pipeline.clients();
        int first = random.nextInt(ONE_IN);
        for (int i = first; i < clients.size() && alarms.size() < clients.size() / ONE_IN; i += ONE_IN) {
            if (!clients.get(i).watched()) {
                alarms.add(maker.alarm(wanted, Alarm.UNWATCHED, clients.get(i)));
            }
        }
        alarms.forEach(pipeline.load()::raise);
        return alarms.size();
    }

    private static BenchRow row(
            String name, Percentiles whole, List<Percentiles> storms, ToDoubleFunction<Percentiles> percentile) {
        double value = percentile.applyAsDouble(whole);
        double low = storms.stream().mapToDouble(percentile).min().orElse(value);
        double high = storms.stream().mapToDouble(percentile).max().orElse(value);
        return new BenchRow(name, "ms", value, low, high, null, null, null);
    }
}
