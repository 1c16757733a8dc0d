package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.gateway.load.Audience;
import dev.tokenflow.bench.gateway.load.Engine;
import dev.tokenflow.bench.gateway.load.Readers;
import dev.tokenflow.bench.gateway.load.Window;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How much later readers have their tokens with a proxy in between, at a light load. */
final class AddedTime {
    private static final double MOST_MS = 1;
    /** Above this the machine is not lightly loaded, and the delays say little about the proxy. */
    private static final double MOST_CPU_SHARE = 0.3;

    private static final double SETTLING_S = 1;

    private final Contenders all;
    private final int streams;
    private final int rounds;
    private final double seconds;

    AddedTime(Contenders all, int streams, int rounds, double seconds) {
        this.all = all;
        this.streams = streams;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    void measure(BenchReport report) throws IOException, InterruptedException {
        List<Contender> contenders =
                List.of(all.alone(), all.nginx(), all.gateway(), all.nginxGzip(), all.gatewayGzip());
        Map<Contender, Measured[]> seen = new LinkedHashMap<>();
        contenders.forEach(contender -> seen.put(contender, new Measured[rounds]));
        for (int i = 0; i < rounds; i++) {
            for (Contender contender : contenders) {
                seen.get(contender)[i] = run(contender);
            }
        }
        add(report, seen, "time to the first token, p99", Window::firstP99Ms);
        add(report, seen, "delay of a token, p99", Window::delayP99Ms);
        add(report, seen, "delay of a token, p50", Window::delayP50Ms);
        for (Contender contender : contenders) {
            double[] share = new double[rounds];
            Arrays.setAll(share, i -> 100 * seen.get(contender)[i].machineShare());
            report.add(BenchRow.of("CPU of the whole machine meanwhile, " + contender.name(), "%", share));
        }
    }

    private void add(
            BenchReport report, Map<Contender, Measured[]> seen, String what, ToDoubleFunction<Window> figure) {
        Measured[] alone = seen.get(all.alone());
        double[] base = new double[rounds];
        Arrays.setAll(base, i -> figure.applyAsDouble(alone[i].window()));
        report.add(BenchRow.of(what + ", engine alone", "ms", base));
        seen.forEach((contender, measured) -> {
            if (contender != all.alone()) {
                double[] added = new double[rounds];
                boolean light = true;
                for (int i = 0; i < rounds; i++) {
                    added[i] = figure.applyAsDouble(measured[i].window()) - base[i];
                    light &= measured[i].machineShare() <= MOST_CPU_SHARE;
                }
                BenchRow row = BenchRow.of(what + ", added by " + contender.name(), "ms", added)
                        .against(all.alone().name());
                boolean judged = contender == all.gateway() || contender == all.gatewayGzip();
                report.add(
                        judged && !what.endsWith("p50")
                                ? (light
                                        ? row.atMost(MOST_MS)
                                        : row.atMost(MOST_MS).untold())
                                : row);
            }
        });
    }

    private Measured run(Contender contender) throws IOException, InterruptedException {
        Audience audience = new Audience(streams, 0, 0, Engine.DELTAS_PER_SECOND, contender.gzip());
        try (Readers readers = new Readers(contender.address(), audience, all.engine())) {
            readers.settle(SETTLING_S);
            return Measured.of(contender, readers, seconds);
        } catch (IOException e) {
            throw new IOException(contender.name() + ": " + e.getMessage(), e);
        }
    }
}
