package dev.tokenflow.bench.gateway;

import dev.tokenflow.bench.gateway.load.Audience;
import dev.tokenflow.bench.gateway.load.Engine;
import dev.tokenflow.bench.gateway.load.Readers;
import dev.tokenflow.bench.gateway.load.Window;
import dev.tokenflow.bench.report.BenchReport;
import dev.tokenflow.bench.report.BenchRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How much later readers have their tokens with a proxy in between, at a light load. Every answer takes a second, and
 * the answers begin one by one, as those of people do: in a herd, each would wait for the others and not for the proxy.
 */
final class AddedTime {
    private static final double MOST_MS = 1;
    /** Above this the machine is not lightly loaded, and the delays say little about the proxy. */
    private static final double MOST_CPU_SHARE = 0.3;

    private static final double SETTLING_S = 1;
    private static final double ANSWER_S = 1;
    /** Deltas of an answer that is only there to warm up the beginning of answers. */
    private static final int SHORT_DELTAS = 3;

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

    /** Begins answers until the code for that is compiled. */
    void warmUp(double seconds) throws IOException, InterruptedException {
        for (Contender proxy : List.of(all.gateway(), all.gatewayGzip())) {
            try (Readers readers = new Readers(
                    proxy.address(), new Audience(streams, 0, 0, SHORT_DELTAS, proxy.gzip()), all.engine())) {
                readers.settle(seconds);
            }
        }
    }

    void measure(BenchReport report) throws IOException, InterruptedException {
        List<Contender> proxies = List.of(all.nginx(), all.gateway(), all.nginxGzip(), all.gatewayGzip());
        List<Contender> contenders = new ArrayList<>(proxies);
        contenders.addFirst(all.alone());
        Rounds seen = Rounds.run(contenders, rounds, this::run);
        add(report, seen, proxies, "time to the first token, p99", true, Window::firstP99Ms);
        add(report, seen, proxies, "delay of a token, p99", true, Window::delayP99Ms);
        add(report, seen, proxies, "delay of a token, p50", false, Window::delayP50Ms);
        for (Contender contender : contenders) {
            report.add(BenchRow.of(
                    "CPU of the whole machine meanwhile, " + contender.name(),
                    "%",
                    seen.of(contender, one -> 100 * one.machineShare())));
        }
    }

    /** Only the gateway's rows are judged, and not those of a machine that was busy. */
    private void add(
            BenchReport report,
            Rounds seen,
            List<Contender> proxies,
            String what,
            boolean judged,
            ToDoubleFunction<Window> figure) {
        double[] alone = seen.of(all.alone(), one -> figure.applyAsDouble(one.window()));
        report.add(BenchRow.of(what + ", engine alone", "ms", alone));
        for (Contender proxy : proxies) {
            double[] added = seen.of(proxy, one -> figure.applyAsDouble(one.window()));
            Arrays.setAll(added, i -> added[i] - alone[i]);
            BenchRow row = BenchRow.of(what + ", added by " + proxy.name(), "ms", added)
                    .against(all.alone().name());
            if (judged && (proxy.equals(all.gateway()) || proxy.equals(all.gatewayGzip()))) {
                boolean light = Arrays.stream(seen.of(proxy)).allMatch(one -> one.machineShare() <= MOST_CPU_SHARE);
                row = light ? row.atMost(MOST_MS) : row.atMost(MOST_MS).untold();
            }
            report.add(row);
        }
    }

    private Measured run(Contender contender) throws IOException, InterruptedException {
        Audience audience = new Audience(streams, 0, 0, (long) (ANSWER_S * Engine.DELTAS_PER_SECOND), contender.gzip());
        try (Readers readers = new Readers(contender.address(), audience, all.engine(), ANSWER_S)) {
            readers.settle(SETTLING_S);
            return Measured.of(contender, readers, seconds);
        } catch (IOException e) {
            throw new IOException(contender.name() + ": " + e.getMessage(), e);
        }
    }
}
